import Platform
import Testing
import Wire

@Suite struct DHCPTests {
  // MARK: leases

  @Test func `dnsmasq's leases`() {
    let text = """
      1700003600 58:9C:fc:00:00:01 10.0.0.100 app0 01:58:9c:fc:00:00:01
      0 58:9c:fc:00:00:02 10.0.0.101 * *
      1600000000 58:9c:fc:00:00:03 10.0.0.102 late *
      1700003600 nonsense 10.0.0.103 \u{1b}[31m *
      nonsense
      1700003600 58:9c:fc:00:00:04 10.0.0.104/8 a *
      duid 00:01
      1700003600 1 fd00::5 six 00:01

      """
    #expect(
      LeaseFile.dnsmasq(text, now: 1_700_000_000) == [
        LeaseFact(address: "10.0.0.100", ether: "58:9c:fc:00:00:01", hostname: "app0", expires: 1_700_003_600),
        LeaseFact(address: "10.0.0.101", ether: "58:9c:fc:00:00:02"),
        LeaseFact(address: "10.0.0.103", expires: 1_700_003_600),
      ])
  }

  @Test func `dhcpd's leases: the last word on an address counts`() {
    let text = """
      # All times in this file are in UTC
      lease 10.0.0.100 {
      \tstarts 2 2023/11/14 22:13:20 UTC;
      \tends 2 2023/11/14 23:13:20 UTC;
      \thardware ethernet 58:9c:fc:00:00:01;
      \tuid 01:58:9c:fc:00:00:01;
      \tclient-hostname "app0";
      }
      lease 10.0.0.101 { ends 2 2023/11/14 22:13:19 UTC; hardware ethernet 58:9c:fc:00:00:02; }
      lease 10.0.0.102 { ends never; hardware ethernet 58:9c:fc:00:00:03; client-hostname "a } b; \\"; }
      lease 10.0.0.103 { ends never; abandoned; }
      lease 10.0.0.104 { ends never; hardware ethernet 58:9c:fc:00:00:04; }
      lease 10.0.0.104 { ends 4 2024/02/29 12:00:00 UTC; hardware ethernet 58:9c:fc:00:00:05; }
      lease nonsense { ends never; }
      lease 10.0.0.105 {
      """
    #expect(
      LeaseFile.dhcpd(text, now: 1_700_000_000) == [
        LeaseFact(address: "10.0.0.100", ether: "58:9c:fc:00:00:01", hostname: "app0", expires: 1_700_003_600),
        LeaseFact(address: "10.0.0.102", ether: "58:9c:fc:00:00:03"),
        LeaseFact(address: "10.0.0.104", ether: "58:9c:fc:00:00:05", expires: 1_709_208_000),
        LeaseFact(address: "10.0.0.105"),
      ])
  }

  @Test func `a lease of somebody else is told by the jail's name or the client's`() throws {
    var machine = Machine()
    machine.leases = [
      LeaseFact(address: "10.0.0.100", ether: "58:9c:fc:00:00:01"), LeaseFact(address: "10.0.0.101", hostname: "tv"),
    ]
    var jail = JailFact(name: "app0", state: .stopped)
    jail.ether = "58:9c:fc:00:00:01"
    machine.jails = [jail]
    let first = try #require(Address("10.0.0.100/24"))
    #expect(machine.leaseholder(of: first) == "the jail app0")
    #expect(machine.leaseholder(of: try #require(Address("10.0.0.101"))) == "tv, which the DHCP server has given it to")
    #expect(machine.leaseholder(of: try #require(Address("10.0.0.102"))) == nil)
  }

  // MARK: the server

  private static func host(_ tools: [String], system: System = .linux) -> HostFact {
    HostFact(
      hostname: "jailhost", release: "6.1", paths: Paths(root: "", system: system),
      tools: Dictionary(uniqueKeysWithValues: tools.map { ($0, "/usr/sbin/\($0)") }), random: "00", now: 0,
      hasResolver: true)
  }

  private func machine(_ config: String = "", jails: [JailFact] = [], fact: DHCPFact = DHCPFact()) -> Machine {
    var machine = Machine()
    machine.config = ConfigFact(text: config)
    machine.jails = jails
    machine.dhcp = fact
    machine.interfaces = [
      InterfaceFact(
        name: "bridge0", kind: "bridge", isUp: true,
        addresses: ["10.0.0.1/24", "fd00::1/64", "fe80::1/64"].compactMap { Address($0) }),
      InterfaceFact(name: "eth0", kind: "", isUp: true, addresses: [Address("10.0.0.200/32")].compactMap(\.self)),
    ]
    return machine
  }

  private func commands(_ steps: [Step]) -> [String] {
    steps.map { step in
      switch step.action {
      case .run(let argv): argv.joined(separator: " ")
      case .write(let path, _, _, _): "write \(path)"
      case .directory(let path, _, _): "mkdir \(path)"
      default: "\(step.action)"
      }
    }
  }

  private func text(of path: String, _ steps: [Step]) -> String? {
    steps.compactMap { step in
      if case .write(path, let text, _, _) = step.action { text } else { nil }
    }.first
  }

  @Test func `dnsmasq under runsv`() throws {
    var fixed = JailFact(name: "db0", state: .stopped)
    fixed.addresses = ["10.0.0.10/24"]
    // What a jail has by a lease stays what it may get.
    var leased = JailFact(name: "app0", state: .active)
    (leased.addresses, leased.ether) = (["10.0.0.20/24"], "58:9c:fc:00:00:01")
    var fact = DHCPFact()
    fact.resolvers = ["127.0.0.53", "::1", "192.0.2.53", "192.0.2.54"]
    var machine = machine("jailer_dir=\"dir:/x\"\n", jails: [fixed, leased], fact: fact)
    machine.leases = [LeaseFact(address: "10.0.0.20", ether: "58:9c:fc:00:00:01")]
    let host = Self.host(["dnsmasq", "runsv", "sv", "setsid"])
    let steps = try DHCPSetup(adding: "bridge0", range: nil, on: machine, host: host).task().steps
    #expect(
      commands(steps) == [
        "write /etc/jailer.conf", "mkdir /var/db/jailer/dhcp", "write /var/db/jailer/dhcp/dnsmasq.conf",
        "/usr/sbin/dnsmasq --test -C /var/db/jailer/dhcp/dnsmasq.conf", "write /var/db/jailer/dhcp/run",
        "write /var/db/jailer/dhcp/check", "/usr/sbin/setsid -f /usr/sbin/runsv /var/db/jailer/dhcp",
        "/usr/sbin/sv -w 10 start /var/db/jailer/dhcp",
      ])
    #expect(text(of: "/etc/jailer.conf", steps) == "jailer_dir=\"dir:/x\"\njailer_dhcp=\"bridge0\"\n")
    #expect(
      text(of: "/var/db/jailer/dhcp/dnsmasq.conf", steps) == """
        # Made by jailer from jailer.conf and the jails: changes are lost.
        port=0
        no-hosts
        bind-dynamic
        except-interface=lo
        dhcp-authoritative
        no-ping
        quiet-dhcp
        dhcp-leasefile=/var/db/jailer/dhcp/leases
        pid-file=/var/db/jailer/dhcp/dnsmasq.pid
        interface=bridge0
        dhcp-range=set:bridge0,10.0.0.2,10.0.0.9,255.255.255.0,1h
        dhcp-range=set:bridge0,10.0.0.11,10.0.0.199,255.255.255.0,1h
        dhcp-range=set:bridge0,10.0.0.201,10.0.0.254,255.255.255.0,1h
        dhcp-option=tag:bridge0,option:router,10.0.0.1
        dhcp-option=tag:bridge0,option:dns-server,192.0.2.53,192.0.2.54
        dhcp-range=set:bridge0,fd00::,ra-stateless,64,1h
        enable-ra

        """)
    #expect(steps.allSatisfy { $0.undo != .irreversible })
  }

  @Test func `dnsmasq under systemd, where that runs`() throws {
    let host = Self.host(["dnsmasq", "systemctl"])
    let steps = try DHCPSetup(adding: "bridge0", range: nil, on: machine(), host: host).task().steps
    #expect(
      commands(steps).suffix(3) == [
        "write /etc/systemd/system/jailer-dhcp.service", "/usr/sbin/systemctl daemon-reload",
        "/usr/sbin/systemctl enable --now jailer-dhcp.service",
      ])
    #expect(
      text(of: "/etc/systemd/system/jailer-dhcp.service", steps) == """
        [Unit]
        Description=DHCP for jails
        After=network.target

        [Service]
        ExecStart=/usr/sbin/dnsmasq -k -C /var/db/jailer/dhcp/dnsmasq.conf
        Restart=always
        RestartSec=1

        [Install]
        WantedBy=multi-user.target

        """)
    #expect(
      steps.last?.undo == .action(.run(["/usr/sbin/systemctl", "disable", "--now", "jailer-dhcp.service"])))
  }

  @Test func `what runs already is only restarted where something has changed`() throws {
    let host = Self.host(["dnsmasq", "runsv", "sv", "setsid"])
    var fact = DHCPFact()
    (fact.hasService, fact.isRunning, fact.config) = (true, true, "old")
    let config = "jailer_dhcp=\"bridge0\"\n"
    let setup = try #require(try DHCPSetup(on: machine(config, fact: fact), host: host))
    #expect(!setup.isComplete)
    let steps = try setup.task().steps
    #expect(
      commands(steps) == [
        "/usr/sbin/sv -w 10 check /var/db/jailer/dhcp", "write /var/db/jailer/dhcp/dnsmasq.conf",
        "/usr/sbin/dnsmasq --test -C /var/db/jailer/dhcp/dnsmasq.conf",
        "/usr/sbin/sv -w 10 restart /var/db/jailer/dhcp",
      ])
    fact.config = text(of: "/var/db/jailer/dhcp/dnsmasq.conf", steps)
    #expect(try DHCPSetup(on: machine(config, fact: fact), host: host)?.isComplete == true)
    #expect(try DHCPSetup(on: machine(), host: host) == nil)
  }

  @Test func `another dnsmasq shares the port, another program doesn't`() throws {
    let host = Self.host(["dnsmasq", "runsv", "sv", "setsid"])
    for (address, program, isTaken) in [
      ("0.0.0.0", "dnsmasq", false), ("0.0.0.0", "udhcpd", true), ("10.0.0.1", "", true), ("10.9.0.1", "udhcpd", false),
    ] {
      var fact = DHCPFact()
      fact.taken = [DHCPFact.Socket(address: address, program: program)]
      let machine = machine(fact: fact)
      var code: Fault.Code?
      do throws(Fault) { _ = try DHCPSetup(adding: "bridge0", range: nil, on: machine, host: host) } catch {
        code = error.code
      }
      #expect((code == .exists) == isTaken, "\(address) \(program)")
    }
  }
}
