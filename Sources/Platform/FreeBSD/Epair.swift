import Wire

/// The two ends that a running eb jail has on FreeBSD: `epair6a` on the bridge, `epair6b` inside.
public struct Epair: Sendable, Equatable {
  public let id: Int
  /// The jail that it belongs to.
  public let jail: String

  public init(id: Int, jail: String) {
    self.id = id
    self.jail = jail
  }

  /// That of a jail that has one, by what its conf says.
  public init?(of jail: JailFact) {
    guard jail.network == "eb", let id = jail.id, (0...999_999).contains(id) else { return nil }
    self.init(id: id, jail: jail.name)
  }

  public var outer: String { "epair\(id)a" }
  public var inner: String { "epair\(id)b" }
  /// What the conf writes into the outer end's description.
  public var description: String { "vnet-\(jail)" }

  /// Whether the outer end is there, whoever it belongs to.
  public func exists(in interfaces: [InterfaceFact]) -> Bool { interfaces.contains { $0.name == outer } }

  /// Whether it is there, is this jail's, and nobody has the inner end: a start that failed or a crash left it.
  public func isLeft(in interfaces: [InterfaceFact]) -> Bool {
    interfaces.contains { $0.name == outer && $0.alias == description } && interfaces.contains { $0.name == inner }
  }
}
