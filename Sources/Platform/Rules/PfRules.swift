import Wire

/// Rules for pf(4), as FreeBSD 13 to 15 understand them: an anchor and a file for each owner.
struct PfRules {
  let rules: RuleSet

  /// Of the rules of one jail or network.
  struct Owner: Equatable {
    /// A jail's name; of a network `net.bridge0` or `net.10.9.0.0-16`: no jail has a dot in its name.
    let name: String
    let lines: [String]

    var anchor: String { PfFact.anchor(of: name) }

    /// `www0`, `bridge0`
    var subject: String { name.hasPrefix("net.") ? String(name.dropFirst(4)) : name }

    /// The whole file.
    var text: String {
      (["# Rules of \(subject). jailer writes this file: see jailer nat and jailer rdr."] + lines + [""])
        .joined(separator: "\n")
    }
  }

  /// Networks have a point of their own, behind the jails': of two rules of nat for one packet the first counts.
  static let points = [#"nat-anchor "jailer/*""#, #"nat-anchor "jailer.net/*""#, #"rdr-anchor "jailer/*""#]

  /// What the host's pf.conf(5) includes: at its start pf loads the rules that were in force last.
  static func index(_ owners: [String], _ paths: Paths) -> String {
    let loads = owners.map { "load anchor \"\(PfFact.anchor(of: $0))\" from \"\(paths.pfRules(of: $0))\"" }
    return (["# jailer writes this file. The host's pf.conf includes it: see jailer init pf."] + points + loads + [""])
      .joined(separator: "\n")
  }

  /// By name.
  var owners: [Owner] {
    var lines: [String: [String]] = [:]
    for nat in rules.nats { lines[owner(nat), default: []] += leaving(nat) }
    for rdr in rules.rdrs { lines[rdr.jail, default: []] += rdr.targets.flatMap { arriving(rdr, $0) } }
    return lines.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map { Owner(name: $0.key, lines: $0.value) }
  }

  private func owner(_ nat: RuleSet.Nat) -> String {
    // A jail may have the name of a bridge; its addresses are single ones.
    let isNetwork = nat.sources.contains { $0.prefix != nil }
    return isNetwork ? "net." + nat.owner.split(separator: "/").joined(separator: "-") : nat.owner
  }

  // --- nat ------------------------------------------------------------------------------------

  private func leaving(_ nat: RuleSet.Nat) -> [String] {
    let interface = nat.rule.interface
    return nat.sources.filter { nat.rule.address == nil || nat.rule.address?.isV6 == $0.isV6 }.map { source in
      let others = source.prefix == nil ? "any" : "! \(source.text)"
      return "nat on \(interface) \(family(source)) from \(source.text) to \(others) -> "
        + (nat.rule.address?.host ?? "(\(interface):0)")
    }
  }

  // --- rdr ------------------------------------------------------------------------------------

  /// From outside, and from jails that ask for the host's address.
  private func arriving(_ rdr: RuleSet.Rdr, _ target: Address) -> [String] {
    let rule = rdr.rule
    let everybody = rule.source?.text ?? "any"
    let hairpins = rules.networks.filter { $0.bridge != rule.interface }.flatMap { network in
      network.addresses.filter { $0.isV6 == target.isV6 }.flatMap { hairpin(rule, target, network.bridge, $0.network) }
    }
    return rule.transport.each.map { redirect(rule, target, $0, on: rule.interface, from: everybody) } + hairpins
  }

  private func redirect(
    _ rule: Redirection, _ target: Address, _ transport: String, on interface: String, from: String, tag: String = ""
  ) -> String {
    // A jail of type new has its address on the same interface, as an alias.
    let to = rule.address?.host ?? "(\(rule.interface):0)"
    return "rdr pass on \(interface) \(family(target)) proto \(transport) from \(from) to \(to) "
      + "port \(ports(rule.ports))\(tag) -> \(target.host)\(destination(rule))"
  }

  /// The answer of a neighbour on the same bridge must come back this way, so it must not know who asked. The tag keeps
  /// what neighbours say to each other out of it.
  private func hairpin(_ rule: Redirection, _ target: Address, _ bridge: String, _ network: Address) -> [String] {
    guard let from = common(rule.source, network) else { return [] }
    return rule.transport.each.flatMap { transport in
      let there = redirect(rule, target, transport, on: bridge, from: from.text, tag: " tag jailer")
      guard network.contains(target) else { return [there] }
      return [
        there,
        "nat on \(bridge) \(family(target)) proto \(transport) from \(from.text) to \(target.host) "
          + "port \(ports(rule.target)) tagged jailer -> (\(bridge):0)",
      ]
    }
  }

  private func common(_ source: Address?, _ network: Address) -> Address? {
    guard let source else { return network }
    if network.contains(source) { return source }
    return source.contains(network) ? network : nil
  }

  private func ports(_ ports: ClosedRange<Int>) -> String {
    ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound):\(ports.upperBound)"
  }

  private func destination(_ rule: Redirection) -> String {
    if rule.ports == rule.target { return "" }
    return " port \(rule.target.lowerBound)" + (rule.ports.count == 1 ? "" : ":*")
  }

  private func family(_ address: Address) -> String { address.isV6 ? "inet6" : "inet" }
}
