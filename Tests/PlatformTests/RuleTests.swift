import Platform
import Testing
import Wire

@Suite struct RuleTests {
  private func rdr(_ text: String) throws(Fault) -> Redirection { try Redirection(RuleOptions(text)) }

  @Test(arguments: [
    "-i em0 -p tcp -r 80", "-i em0 -a 203.0.113.5 -p both -r 8000-8010 -d 80 -s 198.51.100.0/24",
    "-i em0.10 -a 2001:db8::5 -p udp -r 65535 -s 2001:db8:1::/48", "-i em0 -p tcp -r 1-65535",
  ]) func `a rule is the same again after it was kept`(_ text: String) throws {
    #expect(try rdr(text).options.text == text)
    #expect(try rdr(rdr(text).options.text) == rdr(text))
  }

  @Test func `what says nothing more is left out, and a network is without its host's part`() throws {
    #expect(try rdr("-r 80 -p tcp -i em0 -d 80").options.text == "-i em0 -p tcp -r 80")
    #expect(try rdr("-i em0 -p tcp -r 80-80").options.text == "-i em0 -p tcp -r 80")
    #expect(try rdr("-i em0 -p tcp -r 80 -s 10.9.8.7/8").source?.text == "10.0.0.0/8")
  }

  @Test(arguments: [
    ("-r 0", "is not a port"), ("-r 65536", "is not a port"), ("-r 080", "is not a port"), ("-r +80", "is not a port"),
    ("-r -1", "is not a port"), ("-r 1-2-3", "is not a port"), ("-r 80-", "is not a port"), ("-r -80", "is not a port"),
    ("-r 90-80", "the ports 90-80 are backwards"), ("-r http", "is not a port"), ("-r 1٢", "is not a port"),
    ("-r 99999999999999999999", "is not a port"), ("-r 80 -d 80-90", "is the first of the jail's ports"),
    ("-r 80-90 -d 65530", "end at 65540"), ("-r 80 -d 0", "is not a port"),
    ("-r 80 -a 10.0.0.0/8", "not an address of one host"),
    ("-r 80 -a fe80::1", "not an address of one host"), ("-r 80 -a fe80::1%em0", "is not an address"),
    ("-r 80 -a 0.0.0.0", "not an address of one host"), ("-r 80 -a 224.0.0.1", "not an address of one host"),
    ("-r 80 -a 10.0.0.999", "is not an address"), ("-r 80 -s any", "is not an address"),
    ("-r 80 -s 2001:db8::/33 -a 10.0.0.1", "one is of IPv4 and the other of IPv6"), ("-r 80 -x 1", "has no option -x"),
    ("-r 80 -r 81", "is not a rule"), ("-r", "is not a rule"), ("80", "is not a rule"), ("", "the port is missing"),
  ]) func `what is no redirection is refused with a reason`(_ rest: String, _ reason: String) {
    let found = fault { () throws(Fault) in try rdr("-i em0 -p tcp " + rest) }
    let said = "\(found?.message ?? ""): \(found?.cause ?? "")"
    #expect(said.contains(reason), "\(said)")
  }

  @Test(arguments: [
    ("-p tcp -r 80", "-p tcp -r 80", true), ("-p tcp -r 80", "-p udp -r 80", false),
    ("-p both -r 80", "-p udp -r 80", true),
    ("-p tcp -r 80-90", "-p tcp -r 90-99", true), ("-p tcp -r 80-89", "-p tcp -r 90", false),
    ("-p tcp -r 80 -a 10.0.0.1", "-p tcp -r 80 -a 10.0.0.2", false), ("-p tcp -r 80 -a 10.0.0.1", "-p tcp -r 80", true),
    ("-p tcp -r 80 -a 10.0.0.1", "-p tcp -r 80 -a 2001:db8::1", false),
    ("-p tcp -r 80 -s 10.0.0.0/24", "-p tcp -r 80 -s 10.0.1.0/24", false),
    ("-p tcp -r 80 -s 10.0.0.0/8", "-p tcp -r 80 -s 10.0.1.0/24", true),
    ("-p tcp -r 80 -s 10.0.0.0/8", "-p tcp -r 80 -a 2001:db8::1", false),
  ]) func `two rules for one packet conflict`(_ a: String, _ b: String, _ expected: Bool) throws {
    var other = Sample.jail("other")
    other.rdr = ["-i em0 " + b]
    let jail = Sample.jail("www0")
    let found = fault { () throws(Fault) in
      try rdr("-i em0 " + a).checkConflicts(jail, JailRules(jail), [jail, other])
    }
    #expect((found?.code == .exists) == expected)
    if expected { #expect(found?.cause == "the jail other has it") }
    #expect(fault { () throws(Fault) in try rdr("-i em1 " + a).checkConflicts(jail, JailRules(jail), [other]) } == nil)
  }

  @Test func `the table has the jails that run, with the addresses that they have`() throws {
    var machine = Sample.machine(jails: [
      running("www0", ["10.0.0.10/24", "fd00::10/64"]), Sample.jail("db0", address: "10.0.0.11/24"),
    ])
    machine.jails?[0].rdr = ["-i vtnet0 -p both -r 8000-8001 -d 80 -s 198.51.100.0/24", "-i vtnet0 -p tcp -r 443"]
    machine.jails?[1].rdr = ["-i vtnet0 -p tcp -r 5432"]
    machine.jails?[0].nat = ["-i vtnet0 -a 192.168.64.9"]
    machine.config = ConfigFact(
      store: Sample.folder,
      text:
        "jailer_bridges=\"bridge0\"\ncloned_interfaces=\"bridge0\"\njailer_nat=\"bridge0 -i vtnet0, 10.9.0.0/16 -i vtnet0\"\n"
    )
    machine.host?.tools["nft"] = "/usr/sbin/nft"
    machine.host?.tools["sysctl"] = "/sbin/sysctl"
    machine.rules = RulesFact()
    let load = try RuleLoad(machine)
    let steps = try load.steps()
    let text = steps.compactMap { if case .write(_, let text, _, _) = $0.action { text } else { nil } }.first ?? ""
    let lines = text.split(separator: "\n").map { line in
      line.split(separator: " comment ")[0].trimmed
    }
    let arriving = "iifname \"vtnet0\" fib daddr . iif type local"
    let hairpin = "iifname { \"bridge0\" } ip daddr { 192.168.64.2 }"
    #expect(
      lines == [
        "table inet jailer", "delete table inet jailer", "table inet jailer {", "chain prerouting {",
        "type nat hook prerouting priority dstnat; policy accept;",
        "\(arriving) meta nfproto ipv4 ip saddr 198.51.100.0/24 tcp dport 8000-8001 dnat ip to tcp dport map { 8000 : 10.0.0.10 . 80, 8001 : 10.0.0.10 . 81 }",
        "\(arriving) meta nfproto ipv4 ip saddr 198.51.100.0/24 udp dport 8000-8001 dnat ip to udp dport map { 8000 : 10.0.0.10 . 80, 8001 : 10.0.0.10 . 81 }",
        "\(hairpin) meta nfproto ipv4 ip saddr 198.51.100.0/24 tcp dport 8000-8001 dnat ip to tcp dport map { 8000 : 10.0.0.10 . 80, 8001 : 10.0.0.10 . 81 }",
        "\(hairpin) meta nfproto ipv4 ip saddr 198.51.100.0/24 udp dport 8000-8001 dnat ip to udp dport map { 8000 : 10.0.0.10 . 80, 8001 : 10.0.0.10 . 81 }",
        "\(arriving) meta nfproto ipv4 tcp dport 443 dnat ip to 10.0.0.10",
        "\(arriving) meta nfproto ipv6 tcp dport 443 dnat ip6 to fd00::10",
        "\(hairpin) meta nfproto ipv4 tcp dport 443 dnat ip to 10.0.0.10", "}", "chain output {",
        "type nat hook output priority -100; policy accept;",
        "ip daddr { 192.168.64.2 } meta nfproto ipv4 ip saddr 198.51.100.0/24 tcp dport 8000-8001 dnat ip to tcp dport map { 8000 : 10.0.0.10 . 80, 8001 : 10.0.0.10 . 81 }",
        "ip daddr { 192.168.64.2 } meta nfproto ipv4 ip saddr 198.51.100.0/24 udp dport 8000-8001 dnat ip to udp dport map { 8000 : 10.0.0.10 . 80, 8001 : 10.0.0.10 . 81 }",
        "ip daddr { 192.168.64.2 } meta nfproto ipv4 tcp dport 443 dnat ip to 10.0.0.10", "}", "chain postrouting {",
        "type nat hook postrouting priority srcnat; policy accept;",
        "oifname \"bridge0\" ct status dnat ip saddr 10.0.0.0/24 masquerade",
        "oifname \"vtnet0\" ip saddr 10.0.0.10 ip daddr != 10.0.0.10 snat ip to 192.168.64.9",
        "oifname \"vtnet0\" ip saddr 10.0.0.0/24 ip daddr != 10.0.0.0/24 masquerade",
        "oifname \"vtnet0\" ip saddr 10.9.0.0/16 ip daddr != 10.9.0.0/16 masquerade", "}", "chain input {",
        "type filter hook input priority filter; policy accept;",
        "iifname \"bridge0\" ct state established,related accept",
        "iifname \"bridge0\" fib daddr . iif type local accept",
        "iifname \"bridge0\" fib daddr type local drop", "}", "chain forward {",
        "type filter hook forward priority filter; policy accept;",
        "iifname != \"bridge0\" oifname \"bridge0\" ct state established,related accept",
        "iifname != \"bridge0\" oifname \"bridge0\" ct status dnat accept",
        "iifname != \"bridge0\" oifname \"bridge0\" drop", "}",
        "}",
      ])
    // Each rule has a comment of its own, and what is in force is told by them.
    machine.rules = RulesFact(marks: marks(of: text), file: text, forwarding: ["inet", "inet6"])
    #expect(try RuleLoad(machine).isComplete)
    machine.rules?.marks?.removeFirst()
    #expect(try RuleLoad(machine).differences.map(\.subject) == ["rdr www0"])
    machine.rules?.marks = nil
    let counts = ["10 rules", "1 rule", "1 rule", "1 rule", "1 rule", "6 rules"]
    #expect(try RuleLoad(machine).differences.map(\.configured) == counts)
  }

  @Test func `without rules there is no table, and nothing to do`() throws {
    var machine = Sample.machine()
    machine.rules = RulesFact()
    #expect(try RuleLoad(machine).isComplete)
    machine.rules = RulesFact(marks: ["rdr www0 12345678"], file: "old")
    machine.host?.tools["nft"] = "/usr/sbin/nft"
    let steps = try RuleLoad(machine).steps()
    #expect(
      steps.contains {
        $0.action
          == .write(
            path: "/var/db/jailer/rules.nft", text: "table inet jailer\ndelete table inet jailer\n", mode: 0o600,
            within: nil)
      })
  }

  @Test func `a conf or a setting that somebody broke keeps no other rules away`() throws {
    var machine = Sample.machine(jails: [running("bad", ["10.0.0.10/24"]), running("www0", ["10.0.0.11/24"])])
    machine.jails?[0].rdr = ["-i em0 -p tcp -r eighty"]
    machine.jails?[1].rdr = ["-i em0 -p tcp -r 80"]
    machine.config?.text = "jailer_nat=\"bridge0, bridge0 -i em0\"\n"
    let rules = RuleSet(machine)
    #expect(rules.rdrs.map(\.jail) == ["www0"])
    #expect(rules.nats.map(\.owner) == ["bridge0"])
    #expect(rules.faults.map(\.message) == ["jailer_nat can't be read", "the rules of bad can't be read"])
  }

  @Test func `nft missing is said before anything is planned`() throws {
    var machine = Sample.machine(jails: [running("www0", ["10.0.0.10/24"])])
    machine.jails?[0].rdr = ["-i em0 -p tcp -r 80"]
    machine.rules = RulesFact()
    let found = fault { () throws(Fault) in try RuleLoad(machine).steps() }
    #expect(found?.code == .unavailable)
    #expect(found?.message == "the program nft is not installed")
  }

  private func running(_ name: String, _ addresses: [String]) -> JailFact {
    var jail = Sample.jail(name, id: 1)
    jail.state = .active
    jail.jid = 1
    jail.network = "eb"
    jail.bridge = "bridge0"
    jail.addresses = addresses
    return jail
  }

  private func marks(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\"")
      return line.contains(" comment ") ? parts.last.map(String.init) : nil
    }
  }
}

extension Substring {
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
