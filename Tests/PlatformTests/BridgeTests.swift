import Platform
import Testing
import Wire

@Suite struct BridgeTests {
  private static let freeBSD = HostFact(
    hostname: "armbsd13", release: "14.3-RELEASE", paths: Paths(root: "", system: .freeBSD),
    tools: ["ifconfig": "/sbin/ifconfig"], random: "a18a3a5c07e2bb6c", now: 1_700_000_000, hasResolver: true)

  private func machine(_ config: String = "", jails: [JailFact] = [], claims: [String] = []) -> Machine {
    var machine = Sample.machine(jails: jails, claims: claims)
    machine.config = ConfigFact(store: Sample.folder, text: config)
    return machine
  }

  private func setup(
    _ name: String, _ addresses: [String], on machine: Machine? = nil, host: HostFact = Sample.host
  ) throws(Fault) -> BridgeSetup {
    try BridgeSetup(name, addresses.compactMap { Address($0) }, on: machine ?? self.machine(), host: host)
  }

  /// The commands of a task, and the text that its file gets.
  private func lines(_ task: Plan.Task) -> (commands: [String], text: String?) {
    var text: String?
    var commands: [String] = []
    for step in task.steps {
      switch step.action {
      case .run(let argv): commands.append(argv.joined(separator: " "))
      case .write(_, let content, _, _): text = content
      default: commands.append("\(step.action)")
      }
    }
    return (commands, text)
  }

  @Test func `Linux makes it by ip`() throws {
    let task = try setup("bridge1", ["10.0.1.1/24", "fd00:1::1/64"], on: machine("# ours\n")).task()
    let (commands, text) = lines(task)
    #expect(task.title == "Configuring interface bridge1 with IP address 10.0.1.1/24 and fd00:1::1/64")
    #expect(
      commands == [
        "/sbin/ip link add bridge1 address 02:e1:ee:62:84:a5 type bridge",
        "/sbin/ip address add 10.0.1.1/24 dev bridge1",
        "/sbin/ip address add fd00:1::1/64 dev bridge1 nodad", "/sbin/ip link set bridge1 up",
      ])
    #expect(
      text == """
        # ours
        jailer_bridges="bridge1"
        cloned_interfaces="bridge1"
        ifconfig_bridge1="inet 10.0.1.1/24 up"
        ifconfig_bridge1_ipv6="inet6 fd00:1::1/64"

        """)
    #expect(task.steps[1].absent == [Thing(.interface, "bridge1")])
    #expect(task.steps[1].undo == .action(.run(["/sbin/ip", "link", "delete", "bridge1"])))
  }

  @Test func `FreeBSD makes it by ifconfig, and rc.conf makes it again`() throws {
    let host = Self.freeBSD
    let config = "hostname=\"armbsd13\"\ncloned_interfaces=\"lo1\"\n"
    let (commands, text) = lines(try setup("bridge1", ["10.0.1.1/24"], on: machine(config), host: host).task())
    #expect(
      commands == [
        "/sbin/ifconfig bridge1 create", "/sbin/ifconfig bridge1 inet 10.0.1.1/24", "/sbin/ifconfig bridge1 up",
      ])
    #expect(
      text == """
        hostname="armbsd13"
        cloned_interfaces="lo1 bridge1"
        jailer_bridges="bridge1"
        ifconfig_bridge1="inet 10.0.1.1/24 up"

        """)
  }

  @Test func `what is there already stays`() throws {
    let config = "cloned_interfaces=\"bridge0\"\nifconfig_bridge0=\"inet 10.0.0.1 netmask 255.255.255.0\"\n"
    #expect(try setup("bridge0", ["10.0.0.1/24"], on: machine(config)).isComplete)
    #expect(try setup("bridge0", [], on: machine(config)).isComplete)
    // There now, but not after a reboot. It is not jailer's: somebody else made it.
    let (commands, text) = lines(try setup("bridge0", ["10.0.0.1/24"]).task())
    #expect(commands == [])
    #expect(text == "cloned_interfaces=\"bridge0\"\nifconfig_bridge0=\"inet 10.0.0.1/24 up\"\n")
    // Configured, but not there: a bridge without a word about addresses gets the configured ones.
    var gone = machine("jailer_bridges=\"bridge0\"\n" + config)
    gone.interfaces?.removeAll { $0.name == "bridge0" }
    let again = lines(try setup("bridge0", [], on: gone).task())
    #expect(
      again.commands == [
        "/sbin/ip link add bridge0 address 02:2e:ed:62:84:a5 type bridge",
        "/sbin/ip address add 10.0.0.1/24 dev bridge0",
        "/sbin/ip link set bridge0 up",
      ])
    #expect(again.text == nil)
  }

  @Test(arguments: [
    ("bridge1", "10.0.0.129/25", Fault.Code.exists, "the network 10.0.0.128/25 is taken"),
    ("bridge1", "10.0.0.0/8", .usage, "10.0.0.0 is the network's own address"),
    ("bridge1", "10.1.2.3/8", .exists, "the network 10.0.0.0/8 is taken"),
    ("bridge1", "192.168.64.200/24", .exists, "the network 192.168.64.0/24 is taken"),
    ("bridge1", "10.0.1.255/24", .usage, "10.0.1.255 is the network's broadcast address"),
    ("bridge1", "10.0.1.1/32", .usage, "10.0.1.1/32 leaves no address for a jail"),
    ("bridge1", "10.0.1.0/31", .usage, "10.0.1.0/31 leaves no address for a jail"),
    ("bridge1", "10.0.1.1", .usage, "10.0.1.1 has no prefix length"),
    ("bridge1", "224.0.0.1/24", .usage, "224.0.0.1 is a multicast or reserved address"),
    ("bridge0", "10.0.0.2/24", .exists, "bridge0 has the address 10.0.0.1/24"),
    ("vtnet0", "10.0.1.1/24", .exists, "vtnet0 is there already and is no bridge"),
    ("a-b", "10.0.1.1/24", .usage, "\"a-b\" can't be the name of a bridge"),
    ("averylongbridge0", "10.0.1.1/24", .usage, "\"averylongbridge0\" can't be the name of a bridge"),
    ("../x", "10.0.1.1/24", .usage, "\"../x\" can't be the name of a bridge"),
  ])
  func refuses(name: String, address: String, code: Fault.Code, message: String) {
    let refused = fault { () throws(Fault) in try setup(name, [address]) }
    #expect(refused?.message == message)
    #expect(refused?.code == code)
  }

  @Test func `a bridge that another command makes is busy, and two addresses of a kind are one too many`() {
    let busy = fault { () throws(Fault) in
      try setup("bridge1", ["10.0.1.1/24"], on: machine(claims: ["interface:bridge1"]))
    }
    #expect(busy?.code == .busy)
    #expect(fault { () throws(Fault) in try setup("bridge1", ["10.0.1.1/24", "10.0.2.1/24"]) }?.code == .usage)
    let free = fault { () throws(Fault) in try setup("bridge1", ["10.0.0.5/24"]) }
    #expect(free?.hint == "choose another with -a, like 10.0.1.1/24")
  }

  @Test func `only what jailer made is unmade`() throws {
    let config = """
      jailer_bridges="bridge1"
      cloned_interfaces="lo1 bridge1"
      ifconfig_bridge1="inet 10.0.1.1/24 up"
      ifconfig_bridge1_alias0="inet 10.0.3.1/24"
      # a remark

      """
    var machine = machine(config)
    machine.interfaces?.append(InterfaceFact(name: "bridge1", kind: "bridge", isUp: true))
    let (commands, text) = lines(try BridgeRemoval("bridge1", on: machine, host: Sample.host).task())
    #expect(commands == ["/sbin/ip link delete bridge1"])
    #expect(text == "cloned_interfaces=\"lo1\"\n# a remark\n")
    func refusal(_ name: String) -> Fault? {
      fault { () throws(Fault) in try BridgeRemoval(name, on: machine, host: Sample.host) }
    }
    #expect(refusal("bridge0")?.code == .notPermitted)
    #expect(refusal("bridge9")?.code == .notFound)
    machine.interfaces?.append(InterfaceFact(name: "tap0", kind: "tun", isUp: true, master: "bridge1"))
    #expect(refusal("bridge1")?.cause == "its members are tap0")
    // The epair of a jail that is gone goes by itself; that of another one stays.
    machine.interfaces?.removeLast()
    machine.interfaces?.append(
      InterfaceFact(name: "epair1a", kind: "veth", isUp: true, master: "bridge1"))
    let waiting = try BridgeRemoval("bridge1", on: machine, host: Sample.host).task()
    #expect(waiting.steps.first?.action == .wait(gone: [Thing(.interface, "epair1a")], atMost: 10_000))
    machine.jails = [Sample.jail("other", id: 1)]
    #expect(refusal("bridge1")?.cause == "its members are epair1a")
    var jail = Sample.jail("db0")
    (jail.network, jail.bridge) = ("eb", "bridge1")
    machine.jails = [jail]
    #expect(refusal("bridge1")?.cause == "by db0")
  }

  @Test func `a network that the host has a route to is taken`() throws {
    var machine = machine()
    machine.interfaces?[2].routes = [Address("10.9.0.0/16"), Address("fd00:9::/32")].compactMap(\.self)
    for (address, network) in [
      ("10.9.1.1/24", "10.9.0.0/16"), ("10.0.0.1/8", "10.0.0.1/24"), ("fd00:9:1::1/64", "fd00:9::/32"),
    ] {
      let found = fault { () throws(Fault) in try setup("bridge1", [address], on: machine) }
      #expect(found?.code == .exists)
      #expect(found?.cause?.hasSuffix("has \(network)") == true, "\(String(describing: found))")
    }
    #expect(fault { () throws(Fault) in try setup("bridge1", ["10.8.0.1/16"], on: machine) } == nil)
  }
}
