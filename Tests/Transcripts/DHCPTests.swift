import Foundation
import TestSupport
import Testing

/// `init dhcp` and jails that use it, with a real server and real traffic.
@Suite(
  .needs(.root), .needs(.runtime), .needs(.busybox), .needs(.python), .needs(.program("dnsmasq")),
  .needs(.program("runsv")), .serialized)
struct DHCPTests {
  @Test func `a server is set up, serves, comes back when it is killed, and goes`() throws {
    let world = try World(bridge: false)
    try world.withBusybox()
    try world.expectNothingLeft(allowing: ["file /mnt/j*"]) {
      let early = try world.jailer(["-y", "init", "dhcp"])
      #expect(early.status == 69 || early.status == 66, "\(early)")
      #expect(early.error.contains("there is no bridge bridge0"))
      #expect(early.error.contains("jailer init bridge -b bridge0"))
      let bridge = try world.jailer(["-y", "init", "bridge"])
      #expect(bridge.output.hasSuffix("You may run `jailer init dhcp` to setup DHCP server for bridge0\n"))
      let asked = try world.jailerOnTerminal(["init", "dhcp"])
      #expect(asked.expect("Jailer will\r\n - Setup dnsmasq.conf for bridge0.\r\n"), "\(asked.shown)")
      #expect(asked.expect(" - Run dnsmasq as a DHCP server under runsv.\r\nOK? (y/N) "), "\(asked.shown)")
      asked.send("n\n")
      #expect(asked.finish().status == 0)
      #expect(!world.exists("/mnt/root/var/db/jailer/dhcp"))
      let made = try world.jailer(["-y", "init", "dhcp", "-r", "10.0.0.100-10.0.0.120"])
      #expect(
        made.output == """
          Setting up DHCP on bridge0 by dnsmasq: Done!

          Now you can create a VNET Jail that uses DHCP: `jailer create -t eb`

          """, "\(made)")
      #expect(try world.jailer(["-y", "init", "dhcp"]).output == "DHCP is set up already on bridge0\n")
      try world.addDHCPJail("app0", id: 1)
      try world.jailer(["start", "app0"]).orFail()
      let address = try world.address("app0")
      #expect(address.hasPrefix("10.0.0.1"))
      #expect(try world.sh("ping -c1 -W5 \(address)").status == 0)

      try world.sh("kill -9 $(cat /mnt/root/var/db/jailer/dhcp/dnsmasq.pid)").orFail()
      #expect(try world.sh("sv -w 20 start /mnt/root/var/db/jailer/dhcp").status == 0)
      try world.jailer(["restart", "app0"]).orFail()
      #expect(try world.address("app0") == address)

      try world.jailer(["stop", "app0"]).orFail()
      #expect(try world.clients().isEmpty)
      try world.sh("rm -f /mnt/root/etc/jail.conf.d/app0.conf /mnt/root/var/log/jail/app0.log; rm -r /mnt/j").orFail()
      let gone = try world.jailer(["network", "remove", "bridge0"])
      #expect(
        gone.output
          == "Ending DHCP: Done!\nRemoving interface bridge0: Done!\nRemoving the DHCP server's files: Done!\n",
        "\(gone)")
    }
  }

  @Test func `twenty jails at once each have an address of their own`() throws {
    let world = try World()
    try world.withBusybox()
    try world.jailer(["-y", "init", "dhcp"]).orFail()
    for id in 1...20 { try world.addDHCPJail("app\(id)", id: id) }
    try world.jailer(["startall"], limit: 120).orFail()
    let addresses = try (1...20).map { try world.address("app\($0)") }
    #expect(Set(addresses).count == 20 && !addresses.contains("-"), "\(addresses)")
    for address in addresses { #expect(try world.sh("ping -c1 -W5 \(address)").status == 0) }
    #expect(try world.clients().count == 20)
    try world.jailer(["stopall"], limit: 120).orFail()
    #expect(try world.until { try world.clients().isEmpty })
    // The server was told that all are free.
    let leases = "\(World.root)/var/db/jailer/dhcp/leases"
    #expect(try world.until { world.read(leases) == "" }, "\(world.read(leases) ?? "")")
  }

  @Test func `it comes back after a reboot`() throws {
    let world = try World(bridge: false)
    try world.withBusybox()
    try world.jailer(["-y", "init", "bridge"]).orFail()
    try world.jailer(["-y", "init", "dhcp"]).orFail()
    try world.addDHCPJail("app0", id: 1)
    try world.jailer(["start", "app0"]).orFail()
    let address = try world.address("app0")
    // Nothing that is in memory survives one.
    try world.sh(
      """
      kill -9 $(pgrep -x runsv) $(pgrep -x dnsmasq) $(pgrep -f '^/dev/[.]init') $(pgrep -f '[u]dhcpc -f') $(pgrep -f '[j]dhcp --root')
      while pgrep -x runsv || pgrep -x dnsmasq || pgrep -f '^/dev/[.]init' || pgrep -f '[u]dhcpc -f|[j]dhcp --root'; do sleep 0.02; done
      umount -l /run/netns/* /run/netns; rm -rf /run/* /mnt/root/run; ip link delete bridge0
      until [ -z "$(ip -br link show type veth)" ]; do sleep 0.02; done
      """
    ).orFail()
    let unit = try #require(world.read(World.prefix + "/lib/systemd/system/jailer.service"))
    let commands = unit.split(separator: "\n").filter { $0.hasPrefix("ExecStart=") }
    #expect(commands.count == 3)
    for command in commands {
      let words = command.dropFirst("ExecStart=".count).drop { $0 == "-" }.split(separator: " ").dropFirst()
      try world.jailer(words.map(String.init)).orFail()
    }
    #expect(try world.address("app0") == address)
    #expect(try world.sh("ping -c1 -W5 \(address)").status == 0)
  }

  @Test func `what can't be is refused, and nothing is changed`() throws {
    let world = try World()
    try world.withBusybox()
    try world.sh("ip link add bare type bridge; ip link add narrow type bridge; ip address add 10.5.0.1/31 dev narrow")
      .orFail()
    try world.expectNothingLeft {
      for (arguments, message) in [
        (["-b", "none"], "there is no bridge none"), (["-b", "lo"], "lo is not a bridge"),
        (["-b", "bare"], "bare has no IPv4 address"), (["-b", "narrow"], "has no room for a jail"),
        (["-r", "10.0.0.9-10.0.0.5"], "goes backwards"),
        (["-r", "10.0.1.5-10.0.1.9"], "not in the network of bridge0"),
        (["-r", "10.0.0.0-10.0.0.9"], "not in the network of bridge0"), (["-r", "10.0.0.5"], "is not a range"),
        (["-r", "a-b-c"], "is not a range"), (["-r", "10.0.0.1-10.0.0.1"], "no address of 10.0.0.1-10.0.0.1 is left"),
      ] {
        let run = try world.jailer(["-y", "init", "dhcp"] + arguments)
        #expect(run.status != 0 && run.error.contains(message), "\(arguments) \(run)")
      }
      let other = try world.start([
        "python3", "-c", "import socket, signal; s = socket.socket(type=2); s.bind((\"\", 67)); signal.pause()",
      ])
      #expect(try world.until { try world.sh("grep -c :0043 /proc/net/udp").line == "1" })
      let taken = try world.jailer(["-y", "init", "dhcp"])
      #expect(taken.error.contains("UDP port 67 is taken on bridge0"), "\(taken)")
      #expect(taken.error.contains("python3 has 0.0.0.0:67"))
      other.signal(SIGKILL)
      _ = other.wait()
      try world.write("/mnt/nothing", "")
      try world.sh("mount --bind /mnt/nothing /usr/sbin/dnsmasq").orFail()
      let missing = try world.jailer(["-y", "init", "dhcp"])
      #expect(missing.error.hasPrefix("jailer: the program dnsmasq is not installed\n"), "\(missing)")
      try world.sh("umount /usr/sbin/dnsmasq; rm /mnt/nothing").orFail()
      // A server that never gets ready.
      try world.write("/mnt/dnsmasq", "#!/bin/sh\n[ \"$1\" = --test ]\n", mode: 0o755)
      try world.sh("mount --bind /mnt/dnsmasq /usr/sbin/dnsmasq").orFail()
      let failed = try world.jailer(["-y", "init", "dhcp"])
      #expect(failed.status == 1, "\(failed)")
      try world.sh("umount /usr/sbin/dnsmasq; rm /mnt/dnsmasq").orFail()
    }
  }

  @Test func `on a bridge with IPv6 jails give themselves an address in its network`() throws {
    let world = try World()
    try world.withBusybox()
    try world.sh("ip address add fd00::1/64 dev bridge0 nodad").orFail()
    try world.jailer(["-y", "init", "dhcp"]).orFail()
    try world.addDHCPJail("app0", id: 1)
    try world.jailer(["start", "app0"]).orFail()
    let command = "ip -n app0 -6 -o address show dev epair1b scope global -tentative | awk '{print $4}'"
    #expect(try world.until { try world.sh(command).output.hasPrefix("fd00::5a9c:fcff:fe00:1/64") })
    #expect(try world.sh("ip -n app0 -6 route show default").output.contains("via fe80::"))
    #expect(try world.sh("ping -6 -c1 -W5 fd00::5a9c:fcff:fe00:1").status == 0)
  }

  @Test func `static addresses are left out`() throws {
    let world = try World()
    try world.withBusybox()
    try world.jailer(["create", "-t", "eb", "-a", "10.0.0.2", "db0"]).orFail()
    try world.jailer(["-y", "init", "dhcp", "-r", "10.0.0.1-10.0.0.4"]).orFail()
    for id in 1...2 { try world.addDHCPJail("app\(id)", id: 10 + id) }
    try world.jailer(["start", "app1", "app2"]).orFail()
    #expect(try Set([world.address("app1"), world.address("app2")]) == ["10.0.0.3", "10.0.0.4"])
    let refused = try world.jailer(["create", "-t", "eb", "-a", "10.0.0.3", "db1"])
    #expect(refused.status != 0 && refused.error.contains("the address 10.0.0.3 is in use"), "\(refused)")
    // What became static since then is left out when the server is started anew.
    try world.jailer(["destroy", "-f", "db0"]).orFail()
    try world.jailer(["network", "start"]).orFail()
    #expect(
      world.read("\(World.root)/var/db/jailer/dhcp/dnsmasq.conf")?.contains("dhcp-range=set:bridge0,10.0.0.2,10.0.0.4,")
        == true)
  }
}

extension World {
  /// A jail of the conf's own making that uses DHCP.
  fileprivate func addDHCPJail(_ name: String, id: Int) throws {
    try sh("mkdir -p /mnt/j/\(name) && tar -C /mnt/j/\(name) -xzf /mnt/busybox.tar.gz").orFail()
    let ether = "58:9c:fc:00:00:" + (id < 16 ? "0" : "") + String(id, radix: 16)
    try write(
      "\(Self.root)/etc/jail.conf.d/\(name).conf",
      """
      "\(name)" {
        $jailer_id = "\(id)"; $jailer_type = "eb"; $jailer_address = "dhcp"; $bridge = "bridge0";
        path = "/mnt/j/\(name)"; host.hostname = "\(name)"; persist; mount.devfs; vnet;
        exec.created = "/usr/sbin/ip link add epair\(id)a up master bridge0 type veth peer name epair\(id)b address \(ether) netns \(name)",
          "\(Self.prefix)/sbin/jdhcp --root \(Self.root) \(name) epair\(id)b";
        exec.poststop = "/usr/sbin/ip link delete epair\(id)a";
      }

      """)
  }

  /// What `list` says.
  fileprivate func address(_ name: String) throws -> String {
    let list = try #require(try jailer(["-j", "list"]).json() as? [[String: Any]])
    let text = list.first { $0["name"] as? String == name }?["ipv4"] as? String ?? "-"
    return String(text.prefix { $0 != "/" })
  }

  /// The DHCP clients and their monitors' children that live.
  fileprivate func clients() throws -> [Substring] {
    try sh("pgrep -f '[u]dhcpc -f' || :").output.split(separator: "\n")
  }
}
