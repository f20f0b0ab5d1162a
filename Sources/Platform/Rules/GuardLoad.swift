import Wire

/// The guards of running jails on Linux that are not in force any more: whoever flushes nftables takes them away too.
struct GuardLoad {
  let host: HostFact
  /// What is missing.
  private let guards: [(jail: String, rules: EpairGuard)]

  init(host: HostFact, fact: RulesFact, machine: Machine) {
    self.host = host
    guards = (machine.jails ?? []).compactMap { jail in
      guard jail.isRunning, jail.isGuarded, let ether = jail.ether, let outer = Epair(of: jail)?.outer,
        !fact.guards.contains(outer)
      else { return nil }
      let addresses = Self.addresses(of: jail, machine.leases ?? [])
      let dynamic = jail.dynamic.compactMap(JailNetwork.Dynamic.init)
      return (jail.name, EpairGuard(interface: outer, ether: ether, addresses: addresses, dynamic: dynamic))
    }
  }

  /// Those of its conf, and its lease; root in the jail may have given itself others.
  private static func addresses(of jail: JailFact, _ leases: [LeaseFact]) -> [Address] {
    let known = (jail.configured.isEmpty ? jail.addresses : jail.configured).compactMap { Address($0) }
      .map { $0.with(prefix: nil) }
    guard jail.dynamic.contains("dhcp") else { return known }
    let lease = leases.first { $0.ether != nil && $0.ether == jail.ether }.flatMap { Address($0.address) }
    let now = jail.addresses.compactMap { Address($0) }.filter { !$0.isV6 }.map { $0.with(prefix: nil) }
    return (lease.map { [$0] } ?? now) + known.filter(\.isV6)
  }

  var isComplete: Bool { guards.isEmpty }

  var differences: [RuleDifference] {
    guards.map { RuleDifference(subject: "guard \($0.jail)", configured: "in force", running: "missing") }
  }

  func steps() throws(Fault) -> [Step] {
    guard !isComplete else { return [] }
    let (nft, file) = (try host.tool("nft"), host.paths.guards)
    let text = guards.reduce("") { $0 + $1.rules.text }
    return [
      Step("guards/file", section: "Rules", .write(path: file, text: text, mode: 0o600, within: nil), undo: .inherent),
      // What a jail may not do before, it may not do afterwards.
      Step("guards/load", section: "Rules commands", .run([nft, "-f", file]), undo: .nothing),
    ]
  }
}
