/// Text from outside made fit for a terminal: no control character reaches it.
public enum Printable {
  /// Control characters (C0, DEL, C1, and the ones that turn the direction of text) as `\xHH` or `\u{H}`; newline and tab may stay.
  public static func clean(_ text: String, lines: Bool = false) -> String {
    // Most text is ASCII and clean: look before building.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: { isHostile($0, lines: lines) }) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if isHostile(scalar, lines: lines) {
        out += scalar.value < 0x100 ? "\\x" + hex(scalar.value) : "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// The text in double quotes, cleaned and cut to 64 characters.
  public static func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.count > 64 ? String(text.unicodeScalars.prefix(61)) + "..." : text
    return "\"\(clean(shown))\""
  }

  static func isHostile(_ scalar: Unicode.Scalar, lines: Bool = false) -> Bool {
    switch scalar.value {
    case 0x0A, 0x09: !lines
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func hex(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
  }
}
