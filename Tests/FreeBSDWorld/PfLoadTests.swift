import Foundation
import Platform
import TestSupport
import Testing
import Wire

/// Rules of nat and rdr in force, by where packets go.
@Suite struct PfLoadTests {
  private struct Rules {
    let name: String
    let addresses: [String]
    var nat: [String] = []
    var rdr: [String] = []
  }

  private static let folder = "/usr/local/etc/jailer/pf"

  /// With two bridges of jailer's, and vtnet0 with a second address and one of IPv6.
  private func ready(_ release: String = "14.3-RELEASE") throws -> FreeBSD {
    let freeBSD = try FreeBSD.ready(release)
    let script = """
      ifconfig bridge1 create && ifconfig bridge1 inet 10.0.1.1/24 up && ifconfig bridge1 inet6 fd00:1::1/64
      ifconfig vtnet0 inet 192.168.64.15/32 alias && ifconfig vtnet0 inet6 2001:db8::2/64
      sysrc jailer_bridges="bridge0 bridge1" cloned_interfaces="bridge0 bridge1"
      route add -inet6 default 2001:db8::1
      """
    try freeBSD.sh("set -e\n" + script).orFail()
    try freeBSD.jailer(["-y", "init", "pf"]).orFail()
    return freeBSD
  }

  /// The machine as jailer's facts would have it, with these jails running.
  private func machine(_ freeBSD: FreeBSD, _ jails: [Rules], nat: String?) throws -> Machine {
    var machine = Machine()
    machine.host = HostFact(
      hostname: "armbsd13", release: "14.3-RELEASE", paths: Paths(root: "", system: .freeBSD),
      tools: ["pfctl": "/sbin/pfctl"], random: "", now: 0, hasResolver: true)
    machine.config = ConfigFact(
      text: (freeBSD.read("/etc/rc.conf") ?? "") + (nat.map { "jailer_nat=\"\($0)\"\n" } ?? ""))
    machine.interfaces = try freeBSD.state().interfaces().map { interface in
      InterfaceFact(
        name: interface.name, kind: interface.kind, isUp: interface.up,
        addresses: (interface.inet + interface.inet6).compactMap { Wire.Address($0.text) })
    }
    machine.jails = jails.map { rules in
      var jail = JailFact(name: rules.name, state: .active)
      (jail.jid, jail.network, jail.addresses) = (1, "eb", rules.addresses)
      (jail.nat, jail.rdr) = (rules.nat, rules.rdr)
      return jail
    }
    var pf = PfFact(
      conf: freeBSD.read("/etc/pf.conf"), isLoaded: true, isEnabled: true,
      points: [#"nat-anchor "jailer/*""#, #"nat-anchor "jailer.net/*""#, #"rdr-anchor "jailer/*""#],
      index: freeBSD.read("/usr/local/etc/jailer/pf.conf"))
    for file in try freeBSD.sh("ls \(Self.folder)").output.split(separator: "\n") {
      pf.files[String(file.dropLast(5))] = freeBSD.read("\(Self.folder)/\(file)")
    }
    for parent in ["jailer", "jailer.net"] {
      for anchor in try freeBSD.sh("pfctl -a \(parent) -s Anchors").output.split(whereSeparator: \.isWhitespace) {
        let rules = try freeBSD.sh("pfctl -a '\(anchor)' -s nat").output
        pf.anchors[try #require(PfFact.owner(ofAnchor: String(anchor)))] = rules.split(separator: "\n").count
      }
    }
    machine.rules = RulesFact(forwarding: ["inet"], pf: pf)
    return machine
  }

  /// Does the steps as the host would.
  private func load(_ freeBSD: FreeBSD, _ jails: [Rules], nat: String? = nil) throws {
    let load = try RuleLoad(machine(freeBSD, jails, nat: nat))
    for step in try load.steps() {
      switch step.action {
      case .run(let argv): try freeBSD.run(argv).orFail()
      case .write(let path, let text, let mode, _): try freeBSD.write(path, text, mode: mode)
      case .remove(let path, _): try freeBSD.run(["rm", path]).orFail()
      case .directory(let path, _, _): try freeBSD.run(["mkdir", "-p", path]).orFail()
      case .wait: break
      default: Issue.record("\(step)")
      }
    }
    #expect(try RuleLoad(machine(freeBSD, jails, nat: nat)).isComplete)
  }

  private func packet(_ out: String?, _ from: String, _ to: String, _ port: Int) -> FreeBSD.Packet {
    FreeBSD.Packet(out: out, from: from, to: to, port: port)
  }

  private let host = "192.168.64.2"
  private let client = "203.0.113.9"

  @Test(arguments: ["13.2-RELEASE", "14.3-RELEASE", "15.0-RELEASE"])
  func `what arrives at the host's ports goes to the jail`(release: String) throws {
    let freeBSD = try ready(release)
    try load(
      freeBSD,
      [
        Rules(
          name: "www0", addresses: ["10.0.0.10"],
          rdr: ["-i vtnet0 -p tcp -r 8080 -d 80", "-i vtnet0 -p both -r 53", "-i vtnet0 -p tcp -r 8000-8010 -d 80"]),
        Rules(
          name: "db0", addresses: ["10.0.1.10", "fd00:1::10/64"],
          rdr: [
            "-i vtnet0 -p udp -r 8080 -d 81", "-i vtnet0 -p tcp -r 22 -s 203.0.113.0/24", "-i vtnet0 -p tcp -r 443",
          ]),
      ])
    func sent(_ port: Int, _ transport: String = "tcp", from: String? = nil, to: String? = nil) throws -> FreeBSD
      .Packet?
    {
      try freeBSD.packet(in: "vtnet0", from: from ?? client, to: to ?? host, port: port, transport)
    }
    #expect(try sent(8080) == packet("bridge0", client, "10.0.0.10", 80))
    #expect(try sent(8080, "udp") == packet("bridge1", client, "10.0.1.10", 81))
    #expect(try sent(53, "udp") == packet("bridge0", client, "10.0.0.10", 53))
    #expect(try sent(8000) == packet("bridge0", client, "10.0.0.10", 80))
    #expect(try sent(8010) == packet("bridge0", client, "10.0.0.10", 90))
    #expect(try sent(22) == packet("bridge1", client, "10.0.1.10", 22))
    #expect(try sent(22, from: "198.51.100.1") == packet(nil, "198.51.100.1", host, 22))
    #expect(try sent(8011) == packet(nil, client, host, 8011))
    // The second address is a jail's of type new.
    #expect(try sent(8080, to: "192.168.64.15") == packet(nil, client, "192.168.64.15", 8080))
    // IPv6.
    try freeBSD.sh("sysctl net.inet6.ip6.forwarding=1").orFail()
    #expect(
      try sent(443, from: "2001:db8:9::9", to: "2001:db8::2")
        == packet("bridge1", "2001:db8:9::9", "fd00:1::10", 443))
    // The host itself asks in vain: pf redirects what arrives.
    #expect(try freeBSD.packet(in: nil, from: host, to: host, port: 8080) == packet(nil, host, host, 8080))
  }

  @Test func `an address that is named is the only one`() throws {
    let freeBSD = try ready()
    try load(
      freeBSD,
      [Rules(name: "www0", addresses: ["10.0.0.10"], rdr: ["-i vtnet0 -a 192.168.64.15 -p tcp -r 80"])])
    #expect(
      try freeBSD.packet(in: "vtnet0", from: client, to: "192.168.64.15", port: 80)
        == packet("bridge0", client, "10.0.0.10", 80))
    #expect(try freeBSD.packet(in: "vtnet0", from: client, to: host, port: 80) == packet(nil, client, host, 80))
  }

  @Test func `what leaves has the host's address, and a jail's own rule goes before its network's`() throws {
    let freeBSD = try ready()
    let jails = [
      Rules(name: "www0", addresses: ["10.0.0.10"], nat: ["-i vtnet0 -a 192.168.64.15"]),
      Rules(name: "db0", addresses: ["10.0.1.10", "fd00:1::10/64"], nat: ["-i vtnet0"]),
    ]
    try load(freeBSD, jails, nat: "bridge0 -i vtnet0")
    func source(_ bridge: String, _ from: String, _ to: String) throws -> String? {
      try freeBSD.packet(in: bridge, from: from, to: to, port: 53)?.from
    }
    #expect(try source("bridge0", "10.0.0.10", client) == "192.168.64.15")
    #expect(try source("bridge0", "10.0.0.11", client) == host)
    #expect(try source("bridge1", "10.0.1.10", client) == host)
    #expect(try source("bridge1", "10.0.1.11", client) == "10.0.1.11", "it has no rule")
    #expect(try source("bridge0", "10.0.0.10", "10.0.1.10") == "10.0.0.10", "jails know each other")
    try freeBSD.sh("sysctl net.inet6.ip6.forwarding=1").orFail()
    #expect(try source("bridge1", "fd00:1::10", "2001:db8:9::9") == "2001:db8::2")
  }

  @Test func `jails reach a neighbour by the host's address`() throws {
    let freeBSD = try ready()
    try load(freeBSD, [Rules(name: "www0", addresses: ["10.0.0.10"], rdr: ["-i vtnet0 -p tcp -r 8080-8081 -d 80"])])
    // The neighbour's answer must come back through the host.
    #expect(
      try freeBSD.packet(in: "bridge0", from: "10.0.0.11", to: host, port: 8081)
        == packet("bridge0", "10.0.0.1", "10.0.0.10", 81))
    #expect(
      try freeBSD.packet(in: "bridge1", from: "10.0.1.11", to: host, port: 8080)
        == packet("bridge0", "10.0.1.11", "10.0.0.10", 80))
    #expect(
      try freeBSD.packet(in: "bridge0", from: "10.0.0.11", to: "10.0.0.10", port: 80)
        == packet("bridge0", "10.0.0.11", "10.0.0.10", 80), "who asks the neighbour itself is known to it")
  }

  @Test func `rules come back after pf was restarted, go with the jail, and follow its address`() throws {
    let freeBSD = try ready()
    let rdr = ["-i vtnet0 -p tcp -r 80"]
    let db0 = Rules(name: "db0", addresses: ["10.0.1.10"], rdr: ["-i vtnet0 -p tcp -r 5432"])
    func sent() throws -> FreeBSD.Packet? { try freeBSD.packet(in: "vtnet0", from: client, to: host, port: 80) }
    try load(freeBSD, [Rules(name: "www0", addresses: ["10.0.0.10"], rdr: rdr), db0])
    for command in ["service pf restart", "service pf reload", "pfctl -F all && service pf reload"] {
      try freeBSD.sh(command).orFail()
      #expect(try sent() == packet("bridge0", client, "10.0.0.10", 80), "\(command)")
    }
    try freeBSD.sh("pfctl -a jailer/www0 -F nat").orFail()
    #expect(try sent() == packet(nil, client, host, 80))
    try load(freeBSD, [Rules(name: "www0", addresses: ["10.0.0.10"], rdr: rdr), db0])
    #expect(try sent() == packet("bridge0", client, "10.0.0.10", 80))
    try load(freeBSD, [Rules(name: "www0", addresses: ["10.0.0.77"], rdr: rdr), db0])
    #expect(try sent() == packet("bridge0", client, "10.0.0.77", 80))
    // It stops.
    try load(freeBSD, [db0])
    #expect(try sent() == packet(nil, client, host, 80))
    #expect(try freeBSD.sh("ls \(Self.folder)").output == "db0.conf\n")
    #expect(try freeBSD.sh("pfctl -a jailer -s Anchors").output == "  jailer/db0\n")
    try freeBSD.sh("service pf restart").orFail()
    #expect(try sent() == packet(nil, client, host, 80))
    #expect(
      try freeBSD.packet(in: "vtnet0", from: client, to: host, port: 5432)
        == packet("bridge1", client, "10.0.1.10", 5432))
  }
}
