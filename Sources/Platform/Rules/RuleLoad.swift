import Wire

/// Brings the rules that shall be in force into force.
public struct RuleLoad {
  let host: HostFact
  public let rules: RuleSet
  private let nft: NftLoad
  private let forwarding: Forwarding

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
        .failed, "the rules that are in force can't be told", cause: error, hint: "nft list table inet jailer")
    }
    rules = RuleSet(machine)
    forwarding = Forwarding(host: host, fact: fact, rules: rules)
    nft = NftLoad(host: host, fact: fact, rules: NftRules(rules: rules, interfaces: machine.interfaces ?? []))
  }

  /// The claim of whoever loads rules: all are compiled from what is, one after the other.
  public static let claim = "rules:all"

  public var isComplete: Bool { nft.isComplete && forwarding.isComplete }

  public var differences: [RuleDifference] { nft.differences + forwarding.differences }

  public func steps() throws(Fault) -> [Step] { try (nft.isComplete ? [] : nft.steps()) + forwarding.steps() }

  public func task() throws(Fault) -> Plan.Task {
    Plan.Task("Loading rules", label: "rules", claims: [Self.claim], steps: try steps())
  }
}
