extension SnapshotPlanTests {
  static let folder = #"""
    # jailer snap -D app0
    Store commands =>
      mkdir -p /mnt/store/jails/.snapshot/app0/.new-ID
      cp -a -x --reflink=auto --preserve=xattr -T /mnt/store/jails/app0 /mnt/store/jails/.snapshot/app0/.new-ID/files
      echo '{"version":1,"time":SECONDS,"overlay":false}' > /mnt/store/jails/.snapshot/app0/.new-ID/about.json
      mv -n /mnt/store/jails/.snapshot/app0/.new-ID /mnt/store/jails/.snapshot/app0/YYYY-MM-DD-HH:MM:SS
    # jailer snap -D app0@c
    Store commands =>
      mkdir -p /mnt/store/jails/.snapshot/app0/.new-ID
      cp -a -x --reflink=auto --preserve=xattr -T /mnt/store/jails/app0 /mnt/store/jails/.snapshot/app0/.new-ID/files
      echo '{"version":1,"time":SECONDS,"overlay":false}' > /mnt/store/jails/.snapshot/app0/.new-ID/about.json
      mv -n /mnt/store/jails/.snapshot/app0/.new-ID /mnt/store/jails/.snapshot/app0/c
    # jailer snap -D db0@b
    Store commands =>
      mkdir -p /mnt/store/jails/.snapshot/db0/.new-ID
      cp -a -x --reflink=auto --preserve=xattr -T /mnt/store/jails/.overlay/db0/upper /mnt/store/jails/.snapshot/db0/.new-ID/files
      echo '{"version":1,"time":SECONDS,"overlay":true}' > /mnt/store/jails/.snapshot/db0/.new-ID/about.json
      mv -n /mnt/store/jails/.snapshot/db0/.new-ID /mnt/store/jails/.snapshot/db0/b
    # jailer -D snap list
    SNAPSHOT  TAKEN                SIZE  CLONES
    app0@a    YYYY-MM-DD HH:MM:SS  -     -
    app0@b    YYYY-MM-DD HH:MM:SS  -     -
    db0@a     YYYY-MM-DD HH:MM:SS  -     -
    # jailer snap list db0
    SNAPSHOT  TAKEN                SIZE  CLONES
    db0@a     YYYY-MM-DD HH:MM:SS  -     -
    # jailer snap rollback -D -f -r app0@a
    Stop commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app0.conf -r app0
    Store commands =>
      mkdir -p /mnt/store/jails/.trash
      chmod 700 /mnt/store/jails/.trash
      mv -n /mnt/store/jails/.snapshot/app0/b /mnt/store/jails/.trash/app0@b.ID
      cp -a -x --reflink=auto --preserve=xattr -T /mnt/store/jails/.snapshot/app0/a/files /mnt/store/jails/.trash/new-app0.ID
      mv -n /mnt/store/jails/app0 /mnt/store/jails/.trash/app0.ID
      mv -n /mnt/store/jails/.trash/new-app0.ID /mnt/store/jails/app0
      rm -r /mnt/store/jails/.trash/app0.ID
      rm -r /mnt/store/jails/.trash/app0@b.ID
    Start commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app0.conf -c app0
    # jailer snap rollback -D db0@a
    Store commands =>
      mkdir -p /mnt/store/jails/.trash
      chmod 700 /mnt/store/jails/.trash
      mkdir -p /mnt/store/jails/.trash/new-db0.ID/work
      cp -a -x --reflink=auto --preserve=xattr -T /mnt/store/jails/.snapshot/db0/a/files /mnt/store/jails/.trash/new-db0.ID/upper
      mv -n /mnt/store/jails/.overlay/db0 /mnt/store/jails/.trash/db0.ID
      mv -n /mnt/store/jails/.trash/new-db0.ID /mnt/store/jails/.overlay/db0
      rm -r /mnt/store/jails/.trash/db0.ID
    # jailer snap remove -D app0@b
    Store commands =>
      mkdir -p /mnt/store/jails/.trash
      chmod 700 /mnt/store/jails/.trash
      mv -n /mnt/store/jails/.snapshot/app0/b /mnt/store/jails/.trash/app0@b.ID
      rm -r /mnt/store/jails/.trash/app0@b.ID
    # jailer snap remove -D db0@a
    Store commands =>
      mkdir -p /mnt/store/jails/.trash
      chmod 700 /mnt/store/jails/.trash
      mv -n /mnt/store/jails/.snapshot/db0/a /mnt/store/jails/.trash/db0@a.ID
      rm -r /mnt/store/jails/.trash/db0@a.ID
    # jailer create -D -t eb -a 10.0.0.11 -s app0@b app1
    jail.conf file =>
    # vim: set syntax=sh:
    app1 {
      $jailer_id      = "3";
      $jailer_type    = "eb";
      $jailer_image   = "busybox";
      $jailer_root    = "directory:/mnt/store/jails/app1";
      $jailer_address = "10.0.0.11/24";
      $jailer_gateway = "10.0.0.1";
      $bridge         = "bridge0";
      $domain         = "jailhost";

      vnet;
      exec.created    = "/sbin/ip link add epair${jailer_id}a up master ${bridge} type veth peer name epair${jailer_id}b address 58:9c:fc:XX:XX:XX netns ${name}";
      exec.created   += "/mnt/prefix/sbin/jguard epair${jailer_id}a 58:9c:fc:XX:XX:XX ${jailer_address} & printf '%s\\n' 'address add ${jailer_address} dev epair${jailer_id}b' 'link set epair${jailer_id}b up' 'route add default via ${jailer_gateway}' | /sbin/ip -n ${name} -batch - && wait \$!";
      exec.poststop   = "/mnt/prefix/sbin/jguard -d epair${jailer_id}a & /sbin/ip link delete epair${jailer_id}a && wait \$!";

      mount.devfs;
      mount.procfs;
      allow.raw_sockets;
      exec.clean;
      host.hostname   = "${name}.${domain}";
      path            = "/mnt/store/jails/app1";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
    }
    Store commands =>
      cp -a -x --reflink=auto --preserve=xattr -T /mnt/store/jails/.snapshot/app0/b/files /mnt/store/jails/app1
    Resolver commands =>
      mkdir -p /mnt/store/jails/app1/etc
      cp /etc/resolv.conf /mnt/store/jails/app1/etc/resolv.conf
    Start commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app1.conf -c app1
    # jailer create -D -c -s app0@b app1
    jail.conf file =>
    # vim: set syntax=sh:
    app1 {
      $jailer_id      = "3";
      $jailer_type    = "inherit";
      $jailer_image   = "busybox";
      $jailer_root    = "overlay:/mnt/store/jails/app1";
      $jailer_origin  = "app0@b";
      $domain         = "jailhost";

      ip4             = "inherit";
      ip6             = "inherit";

      mount           = "overlay /mnt/store/jails/app1 overlay lowerdir=/mnt/store/jails/.snapshot/app0/b/files,upperdir=/mnt/store/jails/.overlay/app1/upper,workdir=/mnt/store/jails/.overlay/app1/work 0 0";
      mount.devfs;
      mount.procfs;
      allow.raw_sockets;
      exec.clean;
      host.hostname   = "${name}.${domain}";
      path            = "/mnt/store/jails/app1";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
    }
    Store commands =>
      mkdir -p /mnt/store/jails/app1
      mkdir -p /mnt/store/jails/.overlay/app1/upper
      mkdir -p /mnt/store/jails/.overlay/app1/work
    Resolver commands =>
      mkdir -p /mnt/store/jails/.overlay/app1/upper/etc
      cp /etc/resolv.conf /mnt/store/jails/.overlay/app1/upper/etc/resolv.conf
    Start commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app1.conf -c app1
    # jailer clone -D -a 10.0.0.12 app0 app2
    jail.conf file =>
    # vim: set syntax=sh:
    app2 {
      $jailer_id      = "3";
      $jailer_type    = "eb";
      $jailer_image   = "busybox";
      $jailer_root    = "directory:/mnt/store/jails/app2";
      $jailer_address = "10.0.0.12/24";
      $jailer_gateway = "10.0.0.1";
      $bridge         = "bridge0";
      $domain         = "jailhost";

      vnet;
      exec.created    = "/sbin/ip link add epair${jailer_id}a up master ${bridge} type veth peer name epair${jailer_id}b address 58:9c:fc:XX:XX:XX netns ${name}";
      exec.created   += "/mnt/prefix/sbin/jguard epair${jailer_id}a 58:9c:fc:XX:XX:XX ${jailer_address} & printf '%s\\n' 'address add ${jailer_address} dev epair${jailer_id}b' 'link set epair${jailer_id}b up' 'route add default via ${jailer_gateway}' | /sbin/ip -n ${name} -batch - && wait \$!";
      exec.poststop   = "/mnt/prefix/sbin/jguard -d epair${jailer_id}a & /sbin/ip link delete epair${jailer_id}a && wait \$!";

      mount.devfs;
      mount.procfs;
      allow.raw_sockets;
      exec.clean;
      host.hostname   = "${name}.${domain}";
      path            = "/mnt/store/jails/app2";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
    }
    Store commands =>
      cp -a -x --reflink=auto --preserve=xattr -T /mnt/store/jails/app0 /mnt/store/jails/app2
    Start commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app2.conf -c app2
    # jailer rename -D db0 shop
    jail.conf file name =>
      mv -n /mnt/root/etc/jail.conf.d/db0.conf /mnt/root/etc/jail.conf.d/shop.conf
    jail.conf file =>
    # vim: set syntax=sh:
    shop {
      $jailer_id      = "2";
      $jailer_type    = "inherit";
      $jailer_image   = "busybox";
      $jailer_root    = "overlay:/mnt/store/jails/shop";
      $domain         = "jailhost";

      ip4             = "inherit";
      ip6             = "inherit";

      mount           = "overlay /mnt/store/jails/shop overlay lowerdir=/mnt/store/jails/image/busybox,upperdir=/mnt/store/jails/.overlay/shop/upper,workdir=/mnt/store/jails/.overlay/shop/work 0 0";
      mount.devfs;
      mount.procfs;
      allow.raw_sockets;
      exec.clean;
      host.hostname   = "${name}.${domain}";
      path            = "/mnt/store/jails/shop";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
    }
    Store commands =>
      mv -n /mnt/store/jails/db0 /mnt/store/jails/shop
      mv -n /mnt/store/jails/.overlay/db0 /mnt/store/jails/.overlay/shop
      mv -n /mnt/store/jails/.snapshot/db0 /mnt/store/jails/.snapshot/shop

    """#
}
