/// A value to print: text, which is printed so that it stays what it is, and references to variables.
///
///     let up: Template = "ifconfig \(variable: "bridge") addm \(interface) up"
///
/// An interpolated text is never read as a variable, whatever it holds.
public struct Template: Hashable, Sendable, ExpressibleByStringInterpolation {
  public enum Piece: Hashable, Sendable {
    case text([UInt8])
    case variable(String)
  }

  public var pieces: [Piece]

  public init(pieces: [Piece]) { self.pieces = pieces }
  public init(_ value: Value) { pieces = [.text(value.bytes)] }
  public init(_ text: String) { self.init(Value(text)) }
  public init(stringLiteral text: String) { self.init(text) }
  public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

  public struct StringInterpolation: StringInterpolationProtocol {
    var pieces: [Piece] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ text: String) {
      if !text.isEmpty { pieces.append(.text(Array(text.utf8))) }
    }
    public mutating func appendInterpolation(_ text: String) { appendLiteral(text) }
    public mutating func appendInterpolation(_ number: Int) { appendLiteral(String(number)) }
    public mutating func appendInterpolation(_ value: Value) { pieces.append(.text(value.bytes)) }
    public mutating func appendInterpolation(variable name: String) {
      pieces.append(.variable(name))
    }
  }

  /// The value, when no variable is in it.
  public var constant: Value? {
    var bytes: [UInt8] = []
    for piece in pieces {
      guard case .text(let text) = piece else { return nil }
      bytes += text
    }
    return Value(bytes)
  }
}

/// A statement to print or to edit into a file.
public struct Statement: Hashable, Sendable {
  public enum Operation: Hashable, Sendable {
    /// `name = value;`, or `name;` without values.
    case set
    /// `name += value;`
    case append
  }

  /// Without the dollar of a variable.
  public var name: String
  public var isVariable: Bool
  public var operation: Operation
  public var values: [Template]

  init(_ name: String, _ isVariable: Bool, _ operation: Operation, _ values: [Template]) {
    self.name = name
    self.isVariable = isVariable
    self.operation = operation
    self.values = values
  }

  /// `name;`
  public static func flag(_ name: String) -> Statement { Statement(name, false, .set, []) }
  /// `name = value;`, and `name += value;` for each further one.
  public static func set(_ name: String, _ values: Template...) -> Statement {
    Statement(name, false, .set, values)
  }
  public static func set(_ name: String, _ values: [Template]) -> Statement {
    Statement(name, false, .set, values)
  }
  /// `name += value;` for each value.
  public static func append(_ name: String, _ values: [Template]) -> Statement {
    Statement(name, false, .append, values)
  }
  public static func variable(_ name: String, _ values: [Template]) -> Statement {
    Statement(name, true, .set, values)
  }
  /// `$name = value;`
  public static func variable(_ name: String, _ values: Template...) -> Statement {
    Statement(name, true, .set, values)
  }
}
