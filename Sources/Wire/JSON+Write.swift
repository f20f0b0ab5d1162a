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
    case .null: out += "null".utf8
    case .bool(let flag): out += (flag ? "true" : "false").utf8
    case .integer(let number): out += String(number).utf8
    case .real(let number): out += (number.isFinite ? String(number) : "null").utf8
    case .string(let text): JSON.quote(text, to: &out)
    case .array(let values):
      JSON.list(values, open: "[", close: "]", to: &out, indent: indent) { value, out, deeper in
        value.write(to: &out, indent: deeper)
      }
    case .object(let object):
      JSON.list(object.members, open: "{", close: "}", to: &out, indent: indent) { member, out, deeper in
        JSON.quote(member.name, to: &out)
        out += (deeper == nil ? ":" : ": ").utf8
        member.value.write(to: &out, indent: deeper)
      }
    }
  }

  private static func list<Element>(
    _ elements: [Element], open: String, close: String, to out: inout [UInt8], indent: Int?,
    each: (Element, inout [UInt8], Int?) -> Void
  ) {
    out += open.utf8
    for (index, element) in elements.enumerated() {
      if index > 0 { out += ",".utf8 }
      if let indent { newline(indent + 1, to: &out) }
      each(element, &out, indent.map { $0 + 1 })
    }
    if let indent, !elements.isEmpty { newline(indent, to: &out) }
    out += close.utf8
  }

  private static func newline(_ depth: Int, to out: inout [UInt8]) {
    out.append(0x0A)
    out += repeatElement(0x20, count: depth * 2)
  }

  private static func quote(_ text: String, to out: inout [UInt8]) {
    out.append(0x22)
    defer { out.append(0x22) }
    var text = text
    let isPlain = text.withUTF8 { $0.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C } }
    guard !isPlain else {
      out += text.utf8
      return
    }
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
