/// A byte string of a configuration: usually UTF-8, but jail.conf(5) allows any byte except NUL.
public struct Value: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8]) { self.bytes = bytes }
  public init(_ text: String) { bytes = Array(text.utf8) }
  public init(stringLiteral text: String) { self.init(text) }

  /// The value as text, or nil when it is not UTF-8.
  public var text: String? { String(validating: bytes, as: UTF8.self) }

  /// The value for a message: bytes that are not UTF-8 become U+FFFD.
  /// Control characters are kept; whoever prints this on a terminal cleans them.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// A file to parse: the text of an `.include`, under the name that messages use.
public struct Source: Sendable {
  public var path: String
  public var bytes: [UInt8]

  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}
