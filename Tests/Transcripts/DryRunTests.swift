import Foundation
import TestSupport
import Testing

/// `-D` of every verb that changes something: whole outputs, and nothing changed by any of them.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct DryRunTests {
  @Test func `each verb prints its plan and changes nothing`() throws {
    let world = try World(.tmpfs)
    let initial = try world.jailer(["init", "-D", "--store", "dir:/mnt/store/jails"])
    #expect(
      initial.output == """
        Store commands =>
          mkdir -p /mnt/store/jails
          mkdir -p /mnt/store/jails/image
          mkdir -p /mnt/store/jails/.overlay
          chmod 711 /mnt/store/jails/.overlay
          mkdir -p /mnt/store/jails/.trash
          chmod 700 /mnt/store/jails/.trash
        Folders =>
          mkdir -p /mnt/root/etc/jail.conf.d
          mkdir -p /mnt/root/var/log/jail
        jailer.conf =>
          echo 'jailer_dir="dir:/mnt/store/jails"' > /mnt/root/etc/jailer.conf

        """)
    try world.withBusybox()
    try world.jailer(["create", "-c", "www0"]).orFail()
    try world.jailer(["create", "db0"]).orFail()
    try world.jailer(["stop", "db0"]).orFail()
    try world.expectNothingLeft {
      for (arguments, output) in Self.plans {
        let run = try world.jailer(arguments)
        #expect(run.status == 0, "\(run)")
        #expect(run.output.normalised == output)
        let json = try world.jailer(["-j"] + arguments)
        #expect((try json.json() as? [String: Any])?["tasks"] != nil, "\(json)")
      }
    }
  }

  private static let jail = "/mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d"

  private static let plans: [([String], String)] = [
    (["start", "-D", "db0"], "Start commands =>\n  \(jail)/db0.conf -c db0\n"),
    (["stop", "-D", "www0"], "Stop commands =>\n  \(jail)/www0.conf -r www0\n"),
    (
      ["restart", "-D", "www0"],
      "Stop commands =>\n  \(jail)/www0.conf -r www0\nStart commands =>\n  \(jail)/www0.conf -c www0\n"
    ),
    (
      ["network", "use", "-D", "eb"],
      """
      jailer.conf =>
      cat > /mnt/root/etc/jailer.conf <<'EOF'
      jailer_dir="dir:/mnt/store/jails"
      jailer_image="busybox"
      jailer_network="eb"
      EOF

      """
    ),
    (["startall", "-D"], "Start commands =>\n  \(jail)/db0.conf -c db0\n"),
    (["stopall", "-D"], "Stop commands =>\n  \(jail)/www0.conf -r www0\n"),
    (
      ["image", "import", "-D", "two", "/mnt/busybox.tar.gz"],
      """
      Store commands =>
        mkdir -p /mnt/store/jails/image/.import-ID
      Archive =>
        tar -xpf /mnt/busybox.tar.gz -C /mnt/store/jails/image/.import-ID
      Store commands =>
        mv -n /mnt/store/jails/image/.import-ID /mnt/store/jails/image/two

      """
    ),
    (
      ["destroy", "-D", "www0"],
      """
      Stop commands =>
        \(jail)/www0.conf -r www0
      Store commands =>
        mkdir -p /mnt/store/jails/.trash
        chmod 700 /mnt/store/jails/.trash
        mv -n /mnt/store/jails/.overlay/www0 /mnt/store/jails/.trash/www0.ID
      jail.conf file =>
        mv -n /mnt/root/etc/jail.conf.d/www0.conf /mnt/root/etc/jail.conf.d/.www0.conf.ID
      Store commands =>
        rm -r /mnt/store/jails/.trash/www0.ID
        rm -d /mnt/store/jails/www0
      jail.conf file =>
        rm -d /mnt/root/etc/jail.conf.d/.www0.conf.ID
      Log =>
        rm -d /mnt/root/var/log/jail/www0.log

      """
    ),
    (
      ["create", "-D", "-t", "eb", "-a", "10.0.0.10", "-d", "example.net", "-e", "9.9.9.9", "app0"],
      #"""
      jail.conf file =>
      # vim: set syntax=sh:
      app0 {
        $jailer_id      = "3";
        $jailer_type    = "eb";
        $jailer_image   = "busybox";
        $jailer_root    = "directory:/mnt/store/jails/app0";
        $jailer_address = "10.0.0.10/24";
        $jailer_gateway = "10.0.0.1";
        $bridge         = "bridge0";
        $domain         = "example.net";

        vnet;
        exec.created    = "/sbin/ip link add epair${jailer_id}a up master ${bridge} type veth peer name epair${jailer_id}b address 58:9c:fc:XX:XX:XX netns ${name}";
        exec.created   += "/mnt/prefix/sbin/jguard epair${jailer_id}a 58:9c:fc:XX:XX:XX ${jailer_address} & printf '%s\\n' 'address add ${jailer_address} dev epair${jailer_id}b' 'link set epair${jailer_id}b up' 'route add default via ${jailer_gateway}' | /sbin/ip -n ${name} -batch - && wait \$!";
        exec.poststop   = "/mnt/prefix/sbin/jguard -d epair${jailer_id}a & /sbin/ip link delete epair${jailer_id}a && wait \$!";

        mount.devfs;
        mount.procfs;
        allow.raw_sockets;
        exec.clean;
        host.hostname   = "${name}.${domain}";
        path            = "/mnt/store/jails/app0";
        exec.consolelog = "/mnt/root/var/log/jail/${name}.log";
        persist;
      }
      Store commands =>
        cp -a --reflink=auto -T /mnt/store/jails/image/busybox /mnt/store/jails/app0
      Resolver commands =>
        mkdir -p /mnt/store/jails/app0/etc
        echo "nameserver 9.9.9.9" > /mnt/store/jails/app0/etc/resolv.conf
      Start commands =>
        /mnt/prefix/sbin/jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/app0.conf -c app0

      """#
    ),
  ]

  @Test(.needs(.zfs)) func `on ZFS a copy is sent, a clone cloned, and a dataset without a jail keeps its name`() throws
  {
    let world = try World(.zfs)
    try world.withBusybox()
    let copy = try world.jailer(["create", "-D", "www0"]).output
    #expect(
      copy.contains(
        "ZFS commands =>\n\n  (zfs send pool/jails/image/busybox@base |\n   zfs recv pool/jails/www0)\n"), "\(copy)")
    let clone = try world.jailer(["create", "-D", "-c", "www0"]).output
    #expect(clone.contains("ZFS commands =>\n  zfs clone pool/jails/image/busybox@base pool/jails/www0\n"), "\(clone)")
    try world.sh("zfs create pool/jails/leftover").orFail()
    for arguments in [["create", "leftover"], ["create", "-D", "leftover"]] {
      let run = try world.jailer(arguments)
      #expect(run.status == 73, "\(run)")
      #expect(run.error == "jailer: the dataset pool/jails/leftover exists already\n  choose another name\n")
    }
    #expect(try world.sh("zfs list -H -o name pool/jails/leftover").status == 0)
  }
}
