/// Why something can't be printed as jail.conf(5).
public enum EmitError: Error, Equatable, Sendable {
  /// NUL, which ends a string in C, in this parameter or name.
  case nul(in: String)
  /// No variable can have this name.
  case variableName(String)
}

/// Prints jail.conf(5) that every FreeBSD reads back as the same bytes.
public enum Emitter {
  /// The column of `=` behind the indentation, when no name is longer.
  static let column = 16

  /// A value in double quotes. No part of it is read as a variable.
  public static func quote(_ value: [UInt8]) throws(EmitError) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "\"")]
    try escape(value, in: Value(value).description, to: &out)
    return out + [UInt8(ascii: "\"")]
  }

  /// A value in double quotes, with its variables as `${name}`.
  public static func quote(_ value: Template, for parameter: String) throws(EmitError) -> [UInt8] {
    var out: [UInt8] = [UInt8(ascii: "\"")]
    for piece in value.pieces {
      switch piece {
      case .text(let bytes): try escape(bytes, in: parameter, to: &out)
      case .variable(let name): out += Array("${\(try checked(variable: name))}".utf8)
      }
    }
    return out + [UInt8(ascii: "\"")]
  }

  /// `name { ... }` and a line end. Each group of statements is set off by an empty line.
  public static func block(_ name: String, _ groups: [[Statement]]) throws(EmitError) -> [UInt8] {
    let column = groups.joined().map(width).reduce(Self.column, max)
    var out = try word(name) + Array(" {\n".utf8)
    for (index, group) in groups.filter({ !$0.isEmpty }).enumerated() {
      if index > 0 { out.append(0x0A) }
      for statement in group {
        for line in try lines(statement, column: column) {
          out += Array("  ".utf8) + line + [0x0A]
        }
      }
    }
    return out + Array("}\n".utf8)
  }

  /// The statements that one statement is printed as, without indentation: one for each value.
  static func lines(_ statement: Statement, column: Int) throws(EmitError) -> [[UInt8]] {
    let name = try self.name(statement)
    let semicolon = UInt8(ascii: ";")
    if statement.values.isEmpty {
      return statement.operation == .set ? [name + [semicolon]] : []
    }
    var lines: [[UInt8]] = []
    for value in statement.values {
      let appends = statement.operation == .append || !lines.isEmpty
      let text = try self.value(value, of: statement)
      lines.append(head(name, appends: appends, column: column) + text + [semicolon])
    }
    return lines
  }

  /// `name   = ` with the sign at the column.
  static func head(_ name: [UInt8], appends: Bool, column: Int) -> [UInt8] {
    let sign = Array((appends ? "+= " : "= ").utf8)
    let padding = max(1, column - name.count - (appends ? 1 : 0))
    return name + Array(repeating: 0x20, count: padding) + sign
  }

  static func value(_ value: Template, of statement: Statement) throws(EmitError) -> [UInt8] {
    if let constant = value.constant?.bytes, (1...18).contains(constant.count),
      !statement.isVariable, Parameter.kind(of: statement.name) == .int,
      constant.allSatisfy({ $0 &- 0x30 < 10 })
    {
      return constant
    }
    return try quote(value, for: statement.name)
  }

  static func name(_ statement: Statement) throws(EmitError) -> [UInt8] {
    guard statement.isVariable else { return try word(statement.name) }
    let name = try checked(variable: statement.name)
    let isIdentifier =
      name.utf8.first.map(Lexer.isNameStart) ?? false
      && name.utf8.allSatisfy { Lexer.isNameStart($0) || $0 &- 0x30 < 10 }
    return Array((isIdentifier ? "$\(name)" : "${\(name)}").utf8)
  }

  /// A name, in quotes where it needs them.
  static func word(_ name: String) throws(EmitError) -> [UInt8] {
    if !name.isEmpty, name.utf8.allSatisfy(Lexer.isPlain) { return Array(name.utf8) }
    return try quote(Array(name.utf8))
  }

  private static func width(_ statement: Statement) -> Int {
    if statement.values.isEmpty { return 0 }
    let appends = statement.operation == .append || statement.values.count > 1
    let name = (try? name(statement).count) ?? 0
    return name + (appends ? 2 : 1)
  }

  private static func checked(variable name: String) throws(EmitError) -> String {
    let refused = "\n{}\"\\\0".utf8
    guard !name.utf8.contains(where: { refused.contains($0) }) else {
      throw .variableName(name)
    }
    return name
  }

  private static func escape(_ bytes: [UInt8], in parameter: String, to out: inout [UInt8])
    throws(EmitError)
  {
    let backslash = UInt8(ascii: "\\")
    for byte in bytes {
      switch byte {
      case 0: throw .nul(in: parameter)
      case UInt8(ascii: "\""), backslash, UInt8(ascii: "$"): out += [backslash, byte]
      case 0x0A: out += [backslash, UInt8(ascii: "n")]
      case 0x09: out += [backslash, UInt8(ascii: "t")]
      case 0x0D: out += [backslash, UInt8(ascii: "r")]
      case 0x01..<0x20, 0x7F:
        out += [backslash, 0x30 + (byte >> 6), 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
      default: out.append(byte)
      }
    }
  }
}
