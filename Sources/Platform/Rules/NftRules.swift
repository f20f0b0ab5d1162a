import Wire

/// Rules as the nftables table `inet jailer`, which is replaced as a whole: nft(8) loads a file or nothing of it.
struct NftRules {
  let rules: RuleSet
  /// Of the host, for the addresses that its own packets and those of other jails are sent to.
  let interfaces: [InterfaceFact]

  static let table = ["inet", "jailer"]

  /// A statement, and what it is for.
  private typealias Line = (text: String, purpose: String)

  /// The whole file.
  var text: String {
    // Without a rule there is no table.
    guard !isEmpty else { return "table inet jailer\ndelete table inet jailer\n" }
    let lines = chains.filter { !$0.lines.isEmpty }.flatMap { chain in
      ["  chain \(chain.name) {", "    type \(chain.hook); policy accept;"]
        + chain.lines.map { "    \($0.text) comment \"\(Self.mark(chain.name, $0))\"" } + ["  }"]
    }
    return (["table inet jailer", "delete table inet jailer", "table inet jailer {"] + lines + ["}", ""])
      .joined(separator: "\n")
  }

  var isEmpty: Bool { chains.allSatisfy(\.lines.isEmpty) }

  /// The comments of all rules, in their order: what is in force can be told by them.
  var marks: [String] {
    chains.flatMap { chain in chain.lines.map { Self.mark(chain.name, $0) } }
  }

  private var chains: [(name: String, hook: String, lines: [Line])] {
    [
      ("prerouting", "nat hook prerouting priority dstnat", rules.rdrs.flatMap(arriving)),
      ("output", "nat hook output priority -100", rules.rdrs.flatMap { local($0, "") }),
      ("postrouting", "nat hook postrouting priority srcnat", hairpins + rules.nats.flatMap(leaving)),
      ("input", "filter hook input priority filter", closed.flatMap(entering)),
      ("forward", "filter hook forward priority filter", closed.flatMap(crossing)),
    ]
  }

  /// The purpose, and a digest of the rule: nft(8) shows rules in words of its own, comments as they are.
  private static func mark(_ chain: String, _ line: Line) -> String {
    var hash: UInt32 = 0x811C_9DC5
    for byte in "\(chain) \(line.text)".utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
    let digits = String(hash, radix: 16)
    return "\(line.purpose) \(String(repeating: "0", count: 8 - digits.count))\(digits)"
  }

  // --- rdr ------------------------------------------------------------------------------------

  /// From outside, and from jails that ask for the host's address.
  private func arriving(_ rdr: RuleSet.Rdr) -> [Line] {
    let interface = "iifname \"\(rdr.rule.interface)\" "
    let own = rdr.targets.flatMap { target in
      let to = rdr.rule.address.map { "\(family(target)) daddr \($0.host) " } ?? "fib daddr . iif type local "
      return statements(rdr, target, interface + to)
    }
    let bridges = rules.networks.map { "\"\($0.bridge)\"" }.filter { $0 != "\"\(rdr.rule.interface)\"" }
    return own + (bridges.isEmpty ? [] : local(rdr, "iifname { \(bridges.joined(separator: ", ")) } "))
  }

  /// To the addresses that the interface has now.
  private func local(_ rdr: RuleSet.Rdr, _ condition: String) -> [Line] {
    let own = interfaces.first { $0.name == rdr.rule.interface }?.addresses.filter { !$0.isLinkLocal } ?? []
    return rdr.targets.flatMap { target -> [Line] in
      let all = rdr.rule.address.map { [$0] } ?? own.filter { $0.isV6 == target.isV6 }
      guard !all.isEmpty else { return [] }
      let list = all.map(\.host).joined(separator: ", ")
      return statements(rdr, target, "\(condition)\(family(target)) daddr { \(list) } ")
    }
  }

  private func statements(_ rdr: RuleSet.Rdr, _ target: Address, _ condition: String) -> [Line] {
    let family = family(target)
    let only = "meta nfproto \(target.isV6 ? "ipv6" : "ipv4") "
    let source = rdr.rule.source.map { "\(family) saddr \($0.text) " } ?? ""
    return rdr.rule.transport.each.map { transport in
      let ports = "\(transport) dport \(Redirection.text(rdr.rule.ports)) "
      return (
        condition + only + source + ports + "dnat \(family) to \(destination(rdr.rule, target, transport))",
        "rdr \(rdr.jail)"
      )
    }
  }

  /// nft(8) has no words for ports that keep their distance: a map says where each goes.
  private func destination(_ rule: Redirection, _ target: Address, _ transport: String) -> String {
    if rule.ports == rule.target { return target.host }
    if rule.ports.count == 1 {
      return "\(target.isV6 ? "[\(target.host)]" : target.host):\(rule.target.lowerBound)"
    }
    let pairs = zip(rule.ports, rule.target).map { "\($0) : \(target.host) . \($1)" }
    return "\(transport) dport map { \(pairs.joined(separator: ", ")) }"
  }

  // --- nat ------------------------------------------------------------------------------------

  private func leaving(_ nat: RuleSet.Nat) -> [Line] {
    nat.sources.filter { nat.rule.address == nil || nat.rule.address?.isV6 == $0.isV6 }.map { source in
      let family = family(source)
      let action = nat.rule.address.map { "snat \(family) to \($0.host)" } ?? "masquerade"
      return (
        "oifname \"\(nat.rule.interface)\" \(family) saddr \(source.text) \(family) daddr != \(source.text) \(action)",
        "nat \(nat.owner)"
      )
    }
  }

  /// A jail that asks its neighbour by the host's address must get the answer from there.
  private var hairpins: [Line] {
    guard !rules.rdrs.isEmpty else { return [] }
    return rules.networks.flatMap { network in
      network.addresses.map { address in
        (
          "oifname \"\(network.bridge)\" ct status dnat \(family(address)) saddr \(address.network.text) masquerade",
          "rdr \(network.bridge)"
        )
      }
    }
  }

  // --- networks -------------------------------------------------------------------------------

  private var closed: [RuleSet.Network] { rules.networks.filter { !$0.isOpen } }

  private func entering(_ network: RuleSet.Network) -> [Line] {
    let from = "iifname \"\(network.bridge)\" "
    return [
      (from + "ct state established,related accept", network.bridge),
      (from + "fib daddr . iif type local accept", network.bridge),
      (from + "fib daddr type local drop", network.bridge),
    ]
  }

  private func crossing(_ network: RuleSet.Network) -> [Line] {
    let to = "iifname != \"\(network.bridge)\" oifname \"\(network.bridge)\" "
    return [
      (to + "ct state established,related accept", network.bridge),
      (to + "ct status dnat accept", network.bridge),
      (to + "drop", network.bridge),
    ]
  }

  private func family(_ address: Address) -> String { address.isV6 ? "ip6" : "ip" }
}
