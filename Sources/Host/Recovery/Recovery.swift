import Wire

/// Finishes or takes back what dead processes left.
public enum Recovery {
  public struct Outcome: Sendable, Equatable {
    public enum Kind: String, Sendable { case takenBack = "taken-back", finished, stuck, corrupt }
    public let kind: Kind
    public let transaction: String
    public let verb: String
    /// One line: what was done, or what remains.
    public let text: String
    /// For `stuck`: the commands that would mend it.
    public let remains: [String]
  }

  /// Under the planning lock. Journals that a recovery could not bring to an end before are left alone, unless `again`
  /// (that is `jailer recover`).
  public static func run(on context: ApplyContext, again: Bool = false) throws(Fault) -> [Outcome] { [] }
}
