extension SnapshotPlanTests {
  static let zfs = #"""
    # jailer snap -D app0
    ZFS commands =>
      zfs snapshot pool/jails/app0@YYYY-MM-DD-HH:MM:SS
    # jailer snap -D app0@c
    ZFS commands =>
      zfs snapshot pool/jails/app0@c
    # jailer snap -D db0@b
    ZFS commands =>
      zfs snapshot pool/jails/db0@b
    # jailer -D snap list
    SNAPSHOT  TAKEN                SIZE  CLONES
    app0@a    YYYY-MM-DD HH:MM:SS  SIZE  -
    app0@b    YYYY-MM-DD HH:MM:SS  SIZE  -
    db0@a     YYYY-MM-DD HH:MM:SS  SIZE  -
    # jailer snap list db0
    SNAPSHOT  TAKEN                SIZE  CLONES
    db0@a     YYYY-MM-DD HH:MM:SS  SIZE  -
    # jailer snap rollback -D -f -r app0@a
    Stop commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app0.conf -r app0
    ZFS commands =>
      zfs destroy pool/jails/app0@b
      zfs rollback pool/jails/app0@a
    Start commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app0.conf -c app0
    # jailer snap rollback -D db0@a
    ZFS commands =>
      zfs rollback pool/jails/db0@a
    # jailer snap remove -D app0@b
    ZFS commands =>
      zfs destroy pool/jails/app0@b
    # jailer snap remove -D db0@a
    ZFS commands =>
      zfs destroy pool/jails/db0@a
    # jailer create -D -t eb -a 10.0.0.11 -s app0@b app1
    jail.conf file =>
    # vim: set syntax=sh:
    app1 {
      $jailer_id      = "3";
      $jailer_type    = "eb";
      $jailer_image   = "busybox";
      $jailer_root    = "dataset:pool/jails/app1";
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
      path            = "/mnt/root/usr/local/jails/app1";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
    }
    ZFS commands =>

      (zfs send pool/jails/app0@b |
       zfs recv pool/jails/app1)

      zfs destroy pool/jails/app1@b
    Resolver commands =>
      mkdir -p /mnt/root/usr/local/jails/app1/etc
      cp /etc/resolv.conf /mnt/root/usr/local/jails/app1/etc/resolv.conf
    Start commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app1.conf -c app1
    # jailer create -D -c -s app0@b app1
    jail.conf file =>
    # vim: set syntax=sh:
    app1 {
      $jailer_id      = "3";
      $jailer_type    = "inherit";
      $jailer_image   = "busybox";
      $jailer_root    = "dataset:pool/jails/app1";
      $jailer_origin  = "app0@b";
      $domain         = "jailhost";

      ip4             = "inherit";
      ip6             = "inherit";

      mount.devfs;
      mount.procfs;
      allow.raw_sockets;
      exec.clean;
      host.hostname   = "${name}.${domain}";
      path            = "/mnt/root/usr/local/jails/app1";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
    }
    ZFS commands =>
      zfs clone pool/jails/app0@b pool/jails/app1
    Resolver commands =>
      mkdir -p /mnt/root/usr/local/jails/app1/etc
      cp /etc/resolv.conf /mnt/root/usr/local/jails/app1/etc/resolv.conf
    Start commands =>
      /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app1.conf -c app1
    # jailer clone -D -a 10.0.0.12 app0 app2
    jail.conf file =>
    # vim: set syntax=sh:
    app2 {
      $jailer_id      = "3";
      $jailer_type    = "eb";
      $jailer_image   = "busybox";
      $jailer_root    = "dataset:pool/jails/app2";
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
      path            = "/mnt/root/usr/local/jails/app2";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
      $jailer_origin  = "app0@clone-XXXXXXXX";
    }
    ZFS commands =>
      zfs snapshot pool/jails/app0@clone-XXXXXXXX
      zfs clone pool/jails/app0@clone-XXXXXXXX pool/jails/app2
      zfs destroy -d pool/jails/app0@clone-XXXXXXXX
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
      $jailer_root    = "dataset:pool/jails/shop";
      $domain         = "jailhost";

      ip4             = "inherit";
      ip6             = "inherit";

      mount.devfs;
      mount.procfs;
      allow.raw_sockets;
      exec.clean;
      host.hostname   = "${name}.${domain}";
      path            = "/mnt/root/usr/local/jails/shop";
      exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
      persist;
    }
    ZFS commands =>
      zfs unmount pool/jails/db0
      zfs rename pool/jails/db0 pool/jails/shop
      zfs mount -a

    """#
}
