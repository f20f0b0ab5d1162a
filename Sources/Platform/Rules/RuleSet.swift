import Wire

/// The rules that shall be in force: those of networks, and those of the jails that run, with the addresses that they
/// have now.
public struct RuleSet: Sendable, Equatable {
  public struct Nat: Sendable, Equatable {
    /// A jail, a bridge, or a network.
    public let owner: String
    public let rule: Translation
    /// Networks or single addresses.
    public let sources: [Address]
  }

  public struct Rdr: Sendable, Equatable {
    public let jail: String
    public let rule: Redirection
    /// At most one of each family.
    public let targets: [Address]
  }

  /// A bridge that jailer made. From outside its jails are reached by redirections only, and of the host's addresses
  /// they reach the bridge's own.
  public struct Network: Sendable, Equatable {
    public let bridge: String
    public let isOpen: Bool
    public let addresses: [Address]
  }

  public private(set) var nats: [Nat] = []
  public private(set) var rdrs: [Rdr] = []
  public let networks: [Network]
  /// What can't be understood, and is left out.
  public private(set) var faults: [Fault] = []

  public init(_ machine: Machine) {
    let text = machine.config?.text ?? ""
    let bridges = Bridge.all(on: machine)
    networks = bridges.filter(\.isOurs).map { bridge in
      Network(bridge: bridge.name, isOpen: bridge.isOpen, addresses: bridge.networks)
    }
    let (rules, broken) = NetworkNat.read(text)
    faults = broken
    for jail in machine.jails ?? [] where jail.isRunning && !(jail.nat.isEmpty && jail.rdr.isEmpty) {
      do { try add(jail) } catch { faults.append(error) }
    }
    // The first rule that matches counts, and a jail's is the narrower one.
    for rule in rules {
      nats.append(Nat(owner: rule.network, rule: rule.rule, sources: rule.sources(bridges)))
    }
  }

  private mutating func add(_ jail: JailFact) throws(Fault) {
    let rules = try JailRules(jail)
    let own = jail.addresses.compactMap { Address($0) }.filter { !$0.isLinkLocal }.map { $0.with(prefix: nil) }
    for rule in rules.nat { nats.append(Nat(owner: jail.name, rule: rule, sources: own)) }
    let targets = [own.first { !$0.isV6 }, own.first { $0.isV6 }].compactMap(\.self)
    for rule in rules.rdr {
      rdrs.append(
        Rdr(jail: jail.name, rule: rule, targets: targets.filter { rule.isV6 == nil || $0.isV6 == rule.isV6 }))
    }
  }
}

/// The rules of one jail.
public struct JailRules: Sendable, Equatable {
  public var nat: [Translation] = []
  public var rdr: [Redirection] = []

  /// - Throws: `bad-data` with the jail's name: its conf was edited.
  public init(_ jail: JailFact) throws(Fault) {
    do throws(Fault) {
      for text in jail.nat { nat.append(try Translation(RuleOptions(text))) }
      for text in jail.rdr { rdr.append(try Redirection(RuleOptions(text))) }
    } catch {
      throw Fault(
        .badData, "the rules of \(Printable.clean(jail.name)) can't be read", cause: error.message,
        hint: "jailer edit \(Printable.clean(jail.name))")
    }
  }

  public var isEmpty: Bool { nat.isEmpty && rdr.isEmpty }
}
