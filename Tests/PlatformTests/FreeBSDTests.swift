import Platform
import Testing
import Wire

/// What FreeBSD's planners make of wishes, files and stores.
@Suite struct FreeBSDTests {
  private var machine: Machine {
    var machine = Sample.machine()
    machine.host = host
    return machine
  }
  private var host: HostFact {
    HostFact(
      hostname: "armbsd13", release: "14.2-RELEASE-p1", paths: Paths(root: "", system: .freeBSD),
      tools: ["zfs": "/sbin/zfs", "tar": "/usr/bin/tar", "chflags": "/bin/chflags", "ifconfig": "/sbin/ifconfig"],
      random: "", now: 0, hasResolver: true)
  }

  // MARK: networks

  private func settled(
    _ type: String, bridge: String? = nil, address: String? = nil, gateway: String? = nil, netmask: String? = nil,
    on machine: Machine? = nil
  ) -> String {
    do throws(Fault) {
      let network = try NetworkWish(
        type: type, bridge: bridge, addresses: address?.split(separator: ",").map(String.init) ?? [],
        gateways: [gateway].compactMap(\.self), netmask: netmask
      ).settle(on: machine ?? self.machine)
      func joined(_ texts: [String]) -> String { texts.isEmpty ? "-" : texts.joined(separator: ",") }
      return [network.bridge ?? "-", joined(network.addresses.map(\.text)), joined(network.gateways.map(\.host))]
        .joined(separator: " ")
    } catch { return error.message }
  }

  @Test func `eb without an address is DHCP, and takes nothing that the server says`() {
    #expect(settled("eb") == "bridge0 - -")
    #expect(settled("eb", address: "DHCP") == "bridge0 - -")
    #expect(settled("eb", gateway: "10.0.0.9") == "-g needs an address too")
    #expect(settled("eb", address: "dhcp", netmask: "255.0.0.0") == "-m needs an address too")
    #expect(settled("eb", address: "10.0.0.10") == "bridge0 10.0.0.10/24 10.0.0.1")
    #expect(settled("eb", bridge: "vtnet0") == "vtnet0 is not a bridge")
  }

  @Test func `a new jail's address is one address unless a length is given`() {
    #expect(settled("new", bridge: "vtnet0", address: "192.168.64.15") == "vtnet0 192.168.64.15 -")
    #expect(settled("new", bridge: "vtnet0", address: "192.168.64.15/24") == "vtnet0 192.168.64.15/24 -")
    #expect(
      settled("new", bridge: "vtnet0", address: "192.168.64.15", netmask: "255.255.255.0")
        == "vtnet0 192.168.64.15/24 -")
    #expect(settled("new", bridge: "lo", address: "127.0.1.1") == "lo 127.0.1.1 -")
    #expect(settled("new", bridge: "vtnet0", address: "2001:db8::1") == "vtnet0 2001:db8::1 -")
  }

  @Test(arguments: [
    ("192.168.64.0", "192.168.64.0 is the network's own address"),
    ("192.168.64.255", "192.168.64.255 is the network's broadcast address"),
    ("192.168.64.2", "the address 192.168.64.2 is in use"), ("dhcp", "a jail of the type new can't use DHCP"),
    ("1.2.3", "\"1.2.3\" is not an address"), ("224.0.0.1", "224.0.0.1 is a multicast or reserved address"),
  ])
  func `a new jail can't have any address`(address: String, message: String) {
    #expect(settled("new", bridge: "vtnet0", address: address) == message)
  }

  @Test func `a new jail gets the next free address behind the interface's own`() {
    var machine = machine
    #expect(settled("new", bridge: "vtnet0", on: machine) == "vtnet0 192.168.64.3 -")
    machine.jails = [Sample.jail("a", address: "192.168.64.3")]
    machine.claims = ["address:192.168.64.4"]
    machine.interfaces?[2].gateways = [Address("192.168.64.5")].compactMap(\.self)
    #expect(settled("new", bridge: "vtnet0", on: machine) == "vtnet0 192.168.64.6 -")
    machine.interfaces?[2].addresses = [Address("192.168.64.253/24")].compactMap(\.self)
    #expect(settled("new", bridge: "vtnet0", on: machine) == "vtnet0 192.168.64.254 -")
    machine.interfaces?[2].addresses = [Address("192.168.64.254/24")].compactMap(\.self)
    #expect(settled("new", bridge: "vtnet0", on: machine) == "no address is free on vtnet0")
    #expect(
      settled("new", bridge: "vtnet0", gateway: "192.168.64.1") == "a jail of the type new has no gateway of its own")
  }

  // MARK: the jail's own rc.conf

  private func jail(_ network: JailNetwork) -> NewJail {
    NewJail(
      name: "db0", id: 6, domain: "x", image: "i", network: network, hardwareAddress: "58:9c:fc:a1:8a:3a",
      path: "/j/db0",
      root: "dataset:a/db0", mounts: [])
  }

  private func texts(_ network: JailNetwork, rcConf: String? = nil, quiet: Bool = false) throws -> [String] {
    try jail(network).settings(in: "/j/db0", rcConf: rcConf, quiet: quiet).map { step in
      guard case .write("/j/db0/etc/rc.conf", let text, 0o644, "/j/db0") = step.action, step.undo == .nothing else {
        return "\(step)"
      }
      return "\(step.section): \(text)"
    }
  }

  private static let silence = "sendmail_enable=\"NONE\"\nsyslogd_flags=\"-ss\"\n"

  @Test func `an address, a router and silence`() throws {
    let eb = Sample.eb(["10.0.0.10/24"], ["10.0.0.1"])
    let own = "ifconfig_epair6b=\"inet 10.0.0.10/24\"\ndefaultrouter=\"10.0.0.1\"\n"
    #expect(try texts(eb) == ["Network setup commands: " + own, "Post-Installation: " + own + Self.silence])
    let v6 = Sample.eb(["2001:db8::a/64"], ["2001:db8::1"])
    #expect(
      try texts(v6)[0] == """
        Network setup commands: ifconfig_epair6b_ipv6="inet6 2001:db8::a/64"
        ipv6_defaultrouter="2001:db8::1"

        """)
    #expect(
      try texts(Sample.eb(dynamic: [.dhcp]))[0]
        == "Network setup commands: ifconfig_epair6b=\"SYNCDHCP\"\n")
    #expect(try texts(.inherit, quiet: true) == ["Post-Installation: " + Self.silence + "cron_enable=\"NO\"\n"])
  }

  @Test func `both families, DHCP and router advertisements`() throws {
    #expect(settled("eb", address: "10.0.0.10,2001:db8::a/64") == "bridge0 10.0.0.10/24,2001:db8::a/64 10.0.0.1")
    #expect(
      settled("new", bridge: "vtnet0", address: "2001:db8::15,192.168.64.15/24")
        == "vtnet0 192.168.64.15/24,2001:db8::15 -")
    #expect(
      settled("new", bridge: "vtnet0", address: "auto") == "a jail of the type new can't use router advertisements")
    let network = { (network: JailNetwork) in try self.texts(network)[0].replacing("Network setup commands: ", with: "")
    }
    #expect(
      try network(Sample.eb(["10.0.0.10/24", "2001:db8::a/64"], ["10.0.0.1", "2001:db8::1"])) == """
        ifconfig_epair6b="inet 10.0.0.10/24"
        ifconfig_epair6b_ipv6="inet6 2001:db8::a/64"
        defaultrouter="10.0.0.1"
        ipv6_defaultrouter="2001:db8::1"

        """)
    let auto = "ifconfig_epair6b_ipv6=\"inet6 accept_rtadv\"\n"
    #expect(try network(Sample.eb(dynamic: [.auto])) == auto)
    #expect(try network(Sample.eb(dynamic: [.dhcp, .auto])) == "ifconfig_epair6b=\"SYNCDHCP\"\n" + auto)
    #expect(
      try network(Sample.eb(["10.0.0.10/24"], ["10.0.0.1"], dynamic: [.auto]))
        == "ifconfig_epair6b=\"inet 10.0.0.10/24\"\n\(auto)defaultrouter=\"10.0.0.1\"\n")
  }

  @Test func `what the root had already stays, but for the network of what it was made of`() throws {
    let old = """
      # theirs
      sshd_enable="YES"
      ifconfig_epair2b="inet 10.0.0.5 netmask 255.255.255.0 up"
      ifconfig_epair2b_ipv6="inet6 2001:db8::5/64"
      defaultrouter="10.0.0.1"
      syslogd_flags='-s' # quiet

      """
    #expect(
      try texts(.inherit, rcConf: old) == [
        "Post-Installation: # theirs\nsshd_enable=\"YES\"\nsyslogd_flags='-ss' # quiet\nsendmail_enable=\"NONE\"\n"
      ])
  }

  // MARK: stores

  @Test func `in folders tar copies, and flags are taken off what can't be removed otherwise`() throws {
    let store = Store(
      StoreFact(kind: .directory(overlay: false, reflink: false), path: "/j"), host: host, transaction: "T1")
    let image = ImageFact(name: "bb", isDefault: true, path: "/j/image/bb")
    let unlock = Action.run(["/bin/chflags", "-R", "0", "/j/db0"])
    let root = try store.root(of: "db0", from: image, thin: false)
    #expect(
      root.steps.map(\.action) == [
        .directory(path: "/j/db0", mode: 0o755, within: nil), unlock,
        .pipe([
          ["/usr/bin/tar", "-cf", "-", "-C", "/j/image/bb", "."], ["/usr/bin/tar", "-xpf", "-", "-C", "/j/db0"],
        ]),
      ])
    #expect(
      root.steps.map(\.undo) == [.action(.remove(path: "/j/db0", tree: true)), .action(unlock), .nothing])
    let removal = try store.removeRoot(of: Sample.jail("db0", root: "directory:/j/db0"))
    #expect(
      removal.final.map(\.action) == [
        .run(["/bin/chflags", "-R", "0", "/j/.trash/db0.T1"]), .remove(path: "/j/.trash/db0.T1", tree: true),
      ])
    #expect(removal.final.allSatisfy { $0.undo == .irreversible })
  }

  @Test func `OpenZFS needs no lock`() throws {
    let store = Store(
      StoreFact(kind: .zfs(dataset: "zroot/jails", fuse: false), path: "/j"), host: host, transaction: "T1")
    let root = try store.root(of: "db0", from: Sample.dataset, thin: true)
    #expect(root.steps.map(\.action) == [.run(["/sbin/zfs", "clone", "zroot/jails/image/bb@base", "zroot/jails/db0"])])
    #expect(root.steps[0].lock == nil)
  }

  @Test func `facts of FreeBSD survive the wire`() throws {
    var machine = machine
    machine.host?.dhcpRuleset = 11
    machine.images?[0].rcConf = "a=\"b\"\n"
    machine.boot = BootFact(jailConf: "x { }\n", isPatched: true, hasOrigin: true, error: "no")
    machine.shells = ["a": "/bin/sh"]
    machine.stacks = ["a": ["10.0.0.2/24", "2001:db8::2/64"], "b": []]
    machine.rulesets = [1, 2, 10]
    machine.jails = [Sample.jail("a", address: "10.0.0.2/24")]
    machine.jails?[0].ruleset = 10
    machine.jails?[0].dynamic = ["auto"]
    machine.interfaces?[1].neighbours = ["10.0.0.9", "fd00::9"].compactMap(Address.init)
    let read = try Machine(try #require(JSON.read(JSON.object(machine.json).bytes, limit: 1 << 20).object))
    #expect(read == machine)
    #expect(read.host?.major == 14)
  }
}
