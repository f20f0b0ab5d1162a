import Wire

/// A word as sh(1) reads it back, with nothing in it that a terminal could act on.
enum ShellWord {
  static func quote(_ word: String) -> String {
    if !word.isEmpty, word.utf8.allSatisfy(isPlain) { return word }
    if Printable.clean(word, lines: true) != word { return encoded(word) }
    // An assignment reads best with its name in front: NAME="VALUE".
    if let equals = word.firstIndex(of: "="), equals != word.startIndex,
      word[..<equals].utf8.allSatisfy(isName)
    {
      let value = String(word[word.index(after: equals)...])
      return value.contains("=") ? wrapped(word) : "\(word[...equals])\(wrapped(value))"
    }
    return wrapped(word)
  }

  /// In quotes as a whole, if it needs any.
  static func text(_ word: String) -> String {
    Printable.clean(word, lines: true) != word
      ? encoded(word) : word.utf8.allSatisfy(isPlain) && !word.isEmpty ? word : wrapped(word)
  }

  private static func wrapped(_ word: String) -> String {
    let hasSpecial = word.utf8.contains { [0x22, 0x24, 0x60, 0x5C, 0x21].contains($0) }
    if !hasSpecial { return "\"\(word)\"" }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }

  /// printf(1) makes the bytes again. $() drops newlines at the end, so those stay outside.
  private static func encoded(_ word: String) -> String {
    var out = ""
    let end = word.unicodeScalars.reversed().prefix { $0 == "\n" }.count
    for scalar in word.unicodeScalars.dropLast(end) {
      let text = String(scalar)
      let plain = Printable.clean(text) == text && ![0x27, 0x5C, 0x25].contains(scalar.value)
      out += plain ? text : text.utf8.map { octal($0) }.joined()
    }
    return "\"$(printf '\(out)')" + String(repeating: "\n", count: end) + "\""
  }

  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    isName(byte) || "%@+=:,./-".utf8.contains(byte)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == 0x5F
  }
}
