import Testing
import Wire

@testable import Platform

/// Rules of nat and rdr as files for pf(4).
@Suite struct PfRulesTests {
  private static func jail(_ name: String, _ addresses: [String], nat: [String] = [], rdr: [String] = []) -> JailFact {
    var jail = Sample.jail(name)
    jail.state = .active
    jail.jid = 1
    jail.network = "eb"
    jail.addresses = addresses
    jail.nat = nat
    jail.rdr = rdr
    return jail
  }

  /// - Parameter bridges: those that jailer made.
  private static func owners(_ jails: [JailFact], nat: String? = nil, bridges: [String] = []) -> [PfRules.Owner] {
    var machine = Sample.machine(jails: jails)
    machine.interfaces?.append(
      InterfaceFact(
        name: "bridge1", kind: "bridge", isUp: true,
        addresses: ["10.0.1.1/24", "fd00:1::1/64"].compactMap { Address($0) }))
    var text = "jailer_bridges=\"\(bridges.joined(separator: " "))\"\ncloned_interfaces=\"bridge0 bridge1\"\n"
    if let nat { text += "jailer_nat=\"\(nat)\"\n" }
    machine.config = ConfigFact(store: Sample.folder, text: text)
    return PfRules(rules: RuleSet(machine)).owners
  }

  /// The rules of one jail.
  private func lines(_ addresses: [String], nat: [String] = [], rdr: [String] = [], bridges: [String] = []) -> [String]
  {
    Self.owners([Self.jail("www0", addresses, nat: nat, rdr: rdr)], bridges: bridges).flatMap(\.lines)
  }

  @Test(arguments: [
    (
      "-i em0 -p tcp -r 8080 -d 80",
      ["rdr pass on em0 inet proto tcp from any to (em0:0) port 8080 -> 10.0.0.10 port 80"]
    ),
    ("-i em0 -p udp -r 53", ["rdr pass on em0 inet proto udp from any to (em0:0) port 53 -> 10.0.0.10"]),
    (
      "-i em0 -p both -r 53 -d 5353",
      [
        "rdr pass on em0 inet proto tcp from any to (em0:0) port 53 -> 10.0.0.10 port 5353",
        "rdr pass on em0 inet proto udp from any to (em0:0) port 53 -> 10.0.0.10 port 5353",
      ]
    ),
    (
      "-i em0 -p tcp -r 8000-8010",
      ["rdr pass on em0 inet proto tcp from any to (em0:0) port 8000:8010 -> 10.0.0.10"]
    ),
    (
      "-i em0 -p tcp -r 8000-8010 -d 80",
      ["rdr pass on em0 inet proto tcp from any to (em0:0) port 8000:8010 -> 10.0.0.10 port 80:*"]
    ),
    (
      "-i em0 -a 203.0.113.5 -p tcp -r 80",
      ["rdr pass on em0 inet proto tcp from any to 203.0.113.5 port 80 -> 10.0.0.10"]
    ),
    (
      "-i em0 -p tcp -r 22 -s 198.51.100.0/24",
      ["rdr pass on em0 inet proto tcp from 198.51.100.0/24 to (em0:0) port 22 -> 10.0.0.10"]
    ),
    ("-i em0 -a 2001:db8::5 -p tcp -r 80", []),
  ])
  func `a redirection`(rule: String, expected: [String]) {
    #expect(lines(["10.0.0.10"], rdr: [rule]) == expected)
  }

  @Test func `a jail with addresses of both families has a rule for each`() {
    #expect(
      lines(["10.0.1.10/24", "fd00:1::10/64"], rdr: ["-i em0 -p tcp -r 80"]) == [
        "rdr pass on em0 inet proto tcp from any to (em0:0) port 80 -> 10.0.1.10",
        "rdr pass on em0 inet6 proto tcp from any to (em0:0) port 80 -> fd00:1::10",
      ])
    #expect(
      lines(["10.0.1.10/24", "fd00:1::10/64"], rdr: ["-i em0 -p tcp -r 80 -s 2001:db8::/32"]) == [
        "rdr pass on em0 inet6 proto tcp from 2001:db8::/32 to (em0:0) port 80 -> fd00:1::10"
      ])
  }

  @Test func `nat of a jail is for its own addresses`() {
    #expect(
      lines(["10.0.1.10/24", "fd00:1::10/64"], nat: ["-i em0"]) == [
        "nat on em0 inet from 10.0.1.10 to any -> (em0:0)", "nat on em0 inet6 from fd00:1::10 to any -> (em0:0)",
      ])
    #expect(
      lines(["10.0.1.10/24", "fd00:1::10/64"], nat: ["-i em0 -a 203.0.113.5"]) == [
        "nat on em0 inet from 10.0.1.10 to any -> 203.0.113.5"
      ])
  }

  @Test func `nat of networks is behind that of jails`() {
    let owners = Self.owners(
      [Self.jail("www0", ["10.0.0.10"], nat: ["-i em0 -a 203.0.113.5"])],
      nat: "bridge1 -i em0, 10.9.0.0/16 -i em1 -a 203.0.113.6")
    #expect(owners.map(\.name) == ["net.10.9.0.0-16", "net.bridge1", "www0"])
    #expect(owners.map(\.anchor) == ["jailer.net/10.9.0.0-16", "jailer.net/bridge1", "jailer/www0"])
    #expect(
      owners[0].text == """
        # Rules of 10.9.0.0-16. jailer writes this file: see jailer nat and jailer rdr.
        nat on em1 inet from 10.9.0.0/16 to ! 10.9.0.0/16 -> 203.0.113.6

        """)
    #expect(
      owners[1].lines == [
        "nat on em0 inet from 10.0.1.0/24 to ! 10.0.1.0/24 -> (em0:0)",
        "nat on em0 inet6 from fd00:1::/64 to ! fd00:1::/64 -> (em0:0)",
      ])
    #expect(
      PfRules.index(owners.map(\.name), Paths(root: "", system: .freeBSD)) == """
        # jailer writes this file. The host's pf.conf includes it: see jailer init pf.
        nat-anchor "jailer/*"
        nat-anchor "jailer.net/*"
        rdr-anchor "jailer/*"
        load anchor "jailer.net/10.9.0.0-16" from "/usr/local/etc/jailer/pf/net.10.9.0.0-16.conf"
        load anchor "jailer.net/bridge1" from "/usr/local/etc/jailer/pf/net.bridge1.conf"
        load anchor "jailer/www0" from "/usr/local/etc/jailer/pf/www0.conf"

        """)
    #expect(owners.map(\.anchor).map { PfFact.owner(ofAnchor: $0) } == owners.map(\.name))
  }

  @Test func `jails of the same bridge and of another reach the host's ports`() {
    #expect(
      lines(["10.0.0.10"], rdr: ["-i em0 -p tcp -r 8080 -d 80"], bridges: ["bridge0", "bridge1"]) == [
        "rdr pass on em0 inet proto tcp from any to (em0:0) port 8080 -> 10.0.0.10 port 80",
        "rdr pass on bridge0 inet proto tcp from 10.0.0.0/24 to (em0:0) port 8080 tag jailer -> 10.0.0.10 port 80",
        "nat on bridge0 inet proto tcp from 10.0.0.0/24 to 10.0.0.10 port 80 tagged jailer -> (bridge0:0)",
        "rdr pass on bridge1 inet proto tcp from 10.0.1.0/24 to (em0:0) port 8080 tag jailer -> 10.0.0.10 port 80",
      ])
    // Only those who may use it, and not where the bridge is the interface itself.
    #expect(
      lines(["10.0.0.10"], rdr: ["-i em0 -p tcp -r 80 -s 10.0.0.7"], bridges: ["bridge0", "bridge1"]).dropFirst() == [
        "rdr pass on bridge0 inet proto tcp from 10.0.0.7 to (em0:0) port 80 tag jailer -> 10.0.0.10",
        "nat on bridge0 inet proto tcp from 10.0.0.7 to 10.0.0.10 port 80 tagged jailer -> (bridge0:0)",
      ])
    #expect(
      lines(["10.0.0.10"], rdr: ["-i bridge0 -a 10.0.0.1 -p tcp -r 80"], bridges: ["bridge0"]) == [
        "rdr pass on bridge0 inet proto tcp from any to 10.0.0.1 port 80 -> 10.0.0.10"
      ])
  }

  @Test func `each jail has a file, and one that doesn't run has none`() {
    var stopped = Self.jail("db0", ["10.0.0.11"], nat: ["-i em0"])
    stopped.state = .stopped
    stopped.jid = nil
    let owners = Self.owners([
      Self.jail("app0", ["10.0.0.12"], nat: ["-i em0"], rdr: ["-i em0 -p tcp -r 81"]), stopped,
      Self.jail("bridge0", ["10.0.0.10"], rdr: ["-i em0 -p tcp -r 80"]),
    ])
    #expect(owners.map(\.name) == ["app0", "bridge0"])
    #expect(
      owners[0].text == """
        # Rules of app0. jailer writes this file: see jailer nat and jailer rdr.
        nat on em0 inet from 10.0.0.12 to any -> (em0:0)
        rdr pass on em0 inet proto tcp from any to (em0:0) port 81 -> 10.0.0.12

        """)
  }
}
