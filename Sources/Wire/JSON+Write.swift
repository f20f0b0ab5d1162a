extension JSON {
  /// The document as UTF-8 text: on one line, or indented by two spaces. No newline at the end.
  public func text(indented: Bool = false) -> String {
    var out: [UInt8] = []
    write(to: &out, indent: indented ? 0 : nil)
    return String(decoding: out, as: UTF8.self)
  }

  /// The document on one line, as bytes.
  public var bytes: [UInt8] {
    var out: [UInt8] = []
    write(to: &out, indent: nil)
    return out
  }

  private func write(to out: inout [UInt8], indent: Int?) {
    switch self {
    case .null: out.add("null")
    case .bool(let flag): out.add(flag ? "true" : "false")
    case .integer(let number): out += String(number).utf8
    case .real(let number): out += (number.isFinite ? String(number) : "null").utf8
    case .string(let text): JSON.quote(text, to: &out)
    case .array(let values):
      out.append(0x5B)
      for (index, value) in values.enumerated() {
        JSON.separate(index, to: &out, indent: indent)
        value.write(to: &out, indent: indent.map { $0 + 1 })
      }
      if let indent, !values.isEmpty { JSON.newline(indent, to: &out) }
      out.append(0x5D)
    case .object(let object):
      out.append(0x7B)
      for (index, member) in object.members.enumerated() {
        JSON.separate(index, to: &out, indent: indent)
        JSON.quote(member.name, to: &out)
        out.add(indent == nil ? ":" : ": ")
        member.value.write(to: &out, indent: indent.map { $0 + 1 })
      }
      if let indent, !object.members.isEmpty { JSON.newline(indent, to: &out) }
      out.append(0x7D)
    }
  }

  /// What is between an element and the one before it.
  private static func separate(_ index: Int, to out: inout [UInt8], indent: Int?) {
    if index > 0 { out.append(0x2C) }
    if let indent { newline(indent + 1, to: &out) }
  }

  private static func newline(_ depth: Int, to out: inout [UInt8]) {
    out.append(0x0A)
    out += repeatElement(0x20, count: depth * 2)
  }

  private static func quote(_ text: String, to out: inout [UInt8]) {
    out.append(0x22)
    defer { out.append(0x22) }
    var text = text
    let isPlain = text.withUTF8 { bytes in
      for byte in bytes where byte < 0x20 || byte >= 0x7F || byte == 0x22 || byte == 0x5C { return false }
      out.append(contentsOf: bytes)
      return true
    }
    if isPlain { return }
    let hex = Array("0123456789abcdef".utf8)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\"".utf8
      case "\\": out += "\\\\".utf8
      case "\n": out += "\\n".utf8
      case "\r": out += "\\r".utf8
      case "\t": out += "\\t".utf8
      // Not only what JSON asks for: a terminal may act on DEL, C1 and the marks that turn the direction of text.
      case _ where Printable.isHostile(scalar):
        out += "\\u".utf8
        for shift in [12, 8, 4, 0] { out.append(hex[Int(scalar.value >> UInt32(shift) & 15)]) }
      default: out += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
  }
}

extension [UInt8] {
  fileprivate mutating func add(_ text: StaticString) {
    text.withUTF8Buffer { append(contentsOf: $0) }
  }
}
