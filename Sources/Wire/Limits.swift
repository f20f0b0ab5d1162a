/// What a message or a plugin may be at most. Bytes unless said otherwise.
public enum Limits {
  public static let manifest = 64 << 10
  public static let request = 16 << 20
  public static let reply = 8 << 20
  /// A file of recorded facts: all of them, which no request has.
  public static let recorded = 64 << 20
  /// How much of a plugin's standard error is kept.
  public static let log = 64 << 10
  public static let nesting = 32
  /// Members and elements of a document.
  public static let values = 1 << 19
  public static let steps = 4096
  /// How often a plugin may be asked again with answers.
  public static let rounds = 8
  /// Milliseconds until a planner must have answered, unless its manifest asks for more.
  public static let answer = 10_000
  /// The most milliseconds a manifest can ask for.
  public static let longestAnswer = 60_000
  /// The most milliseconds a step can wait for something to go.
  public static let longestWait = 600_000
}

/// The version of the protocol that this tree speaks.
public let protocolVersion = 1
/// The version of jailer and its core plugins.
public let jailerVersion = "0.1.0"
