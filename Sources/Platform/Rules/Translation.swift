import Wire

/// A rule of nat: what leaves by `interface` gets the host's address.
public struct Translation: Sendable, Equatable {
  public let interface: String
  /// `nil`: the address that the interface has when a packet leaves.
  public let address: Address?

  /// - Throws: `usage` or `bad-data`, with the argument to blame.
  public init(_ options: RuleOptions) throws(Fault) {
    try options.check("ia")
    interface = try options.interface()
    address = try options.hostAddress()
  }

  public var options: RuleOptions {
    var options = RuleOptions()
    options.add("i", interface)
    options.add("a", address?.host)
    return options
  }

  /// Whether both would translate the same packets.
  public func conflicts(with other: Translation) -> Bool {
    guard interface == other.interface else { return false }
    guard let address, let theirs = other.address else { return true }
    return address.isV6 == theirs.isV6
  }
}
