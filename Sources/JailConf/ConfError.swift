/// Why a configuration can't be read as a whole. No jail of it is usable then.
///
/// `description` is the line that FreeBSD's jail(8) prints, without `jail: ` in front.
public struct ConfError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: Equatable, Sendable {
    /// This token may not stand here.
    case syntax(token: Value)
    case unexpectedEnd
    case unterminatedString
    case unterminatedVariable
    case unterminatedComment
    /// An `.include` takes no variables.
    case variableInInclude
    /// A file can't be read; the text is the system's, as "No such file or directory".
    case unreadable(String)
    /// More than 32 files include one another.
    case includeDepth
    /// A limit of this parser (`Limits`), which FreeBSD's doesn't have.
    case limit(String)
  }

  public var file: String
  /// Counted from 1; nil where jail(8) names no line.
  public var line: Int?
  public var reason: Reason
  /// Of a file that can't be included: where the `.include` stands.
  public var from: Position?

  public init(file: String, line: Int? = nil, reason: Reason) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  /// The token that may not stand here, of a syntax error.
  public var token: Value? {
    if case .syntax(let token) = reason { return token }
    return nil
  }

  /// The reason without its place.
  public var message: String {
    switch reason {
    case .syntax(let token): "\(token): syntax error"
    case .unexpectedEnd: "unexpected EOF"
    case .unterminatedString: "unterminated string"
    case .unterminatedVariable: "unterminated variable"
    case .unterminatedComment: "unterminated comment"
    case .variableInInclude: "variables not permitted in '.include' filename"
    case .unreadable(let why): why
    case .includeDepth: "maximum include depth exceeded"
    case .limit(let what): what
    }
  }

  public var description: String {
    if reason == .includeDepth { return message }
    guard let line else { return "\(file): \(message)" }
    return "\(file) line \(line): \(message)"
  }

  /// `description`, behind the place of the `.include` that is to blame. jail(8) doesn't say it.
  public var located: String { from.map { "\($0.file) line \($0.line): \(description)" } ?? description }
}

/// Bounds that keep any input's cost in proportion. Real configurations stay far below them.
public enum Limits {
  /// Bytes of a configuration with all that it includes.
  public static let source = 64 << 20
  /// Files that one configuration includes.
  public static let includes = 65_536
  /// Files that include one another; jail(8)'s own bound.
  public static let includeDepth = 32
  /// Blocks in blocks. A jail's name has at most 255 bytes, so no real one is deeper.
  public static let blocks = 128
  /// Parameters of all jails together, after globals and wildcards reached them.
  public static let parameters = 1 << 20
  /// Bytes that the variables of one jail may grow to.
  public static let expansion = 1 << 20
  /// Bytes that the variables of all jails may grow to.
  public static let allExpansions = 64 << 20
}
