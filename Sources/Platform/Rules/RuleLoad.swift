import Wire

/// Brings the rules that shall be in force into force.
public struct RuleLoad {
  let host: HostFact
  public let rules: RuleSet
  private let way: Way

  private enum Way {
    case nft(NftLoad, Forwarding, GuardLoad)
    case pf(PfLoad)
  }

  /// - Parameter machine: as it will be.
  /// - Throws: `configuration` where the fact rules is missing; `failed` where what is in force can't be told.
  public init(_ machine: Machine) throws(Fault) {
    guard let host = machine.host, let fact = machine.rules else {
      throw Fault(
        .configuration, "the facts host and rules are missing", hint: "the plugin's manifest must ask for them")
    }
    self.host = host
    if let error = fact.error {
      throw Fault(
        .failed, "the rules that are in force can't be told", cause: error,
        hint: host.paths.system == .freeBSD ? "pfctl -s info" : "nft list table inet jailer")
    }
    rules = RuleSet(machine)
    way =
      switch host.paths.system {
      case .linux:
        .nft(
          NftLoad(host: host, fact: fact, rules: NftRules(rules: rules, interfaces: machine.interfaces ?? [])),
          Forwarding(host: host, fact: fact, rules: rules), GuardLoad(host: host, fact: fact, machine: machine))
      case .freeBSD: .pf(PfLoad(host: host, fact: fact, rules: rules))
      }
  }

  /// The claim of whoever loads rules: all are compiled from what is, one after the other.
  public static let claim = "rules:all"

  public var isComplete: Bool {
    switch way {
    case .nft(let nft, let forwarding, let guards): nft.isComplete && forwarding.isComplete && guards.isComplete
    case .pf(let pf): pf.isComplete
    }
  }

  public var differences: [RuleDifference] {
    switch way {
    case .nft(let nft, let forwarding, let guards): nft.differences + forwarding.differences + guards.differences
    case .pf(let pf): pf.differences
    }
  }

  /// - Throws: `configuration` on FreeBSD where rules would not be in force, for pf is not set up or doesn't run.
  public func check() throws(Fault) {
    if case .pf(let pf) = way { try pf.check() }
  }

  /// - Throws: `unavailable` where a program is missing.
  public func steps() throws(Fault) -> [Step] {
    switch way {
    case .nft(let nft, let forwarding, let guards):
      try guards.steps() + (nft.isComplete ? [] : nft.steps()) + forwarding.steps()
    case .pf(let pf): try pf.steps()
    }
  }

  public func task() throws(Fault) -> Plan.Task {
    Plan.Task("Loading rules", label: "rules", claims: [Self.claim], steps: try steps())
  }
}
