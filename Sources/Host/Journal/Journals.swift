import Platform
import Wire

/// What an unfinished transaction keeps from all others.
public struct Claim: Sendable, Equatable {
  /// `kind:value`: `jail:db0`.
  public let text: String
  public let transaction: String
  public let verb: String
  public let pid: Int
  /// Seconds since 1970.
  public let since: Int
}

/// All journals of this machine.
public enum Journals {
  /// Claims of every journal that is there, of live owners and dead ones. Empty where there is no journal folder.
  public static func claims(_ paths: Paths) throws(Fault) -> [Claim] { [] }
}
