extension [UInt8] {
  /// Where the word before a `{` stands, with its quotes; nil where a comment is between them.
  func placeOfName(before brace: Int) -> Range<Int>? {
    let blanks: [UInt8] = [0x20, 0x09, 0x0D, 0x0A]
    var end = brace
    while end > 0, blanks.contains(self[end - 1]) { end -= 1 }
    guard end > 0 else { return nil }
    let quote = self[end - 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      let start = self[..<end].lastIndex { !Lexer.isPlain($0) }.map { $0 + 1 } ?? 0
      return start < end ? start..<end : nil
    }
    return self[..<(end - 1)].lastIndex(of: quote).map { $0..<end }
  }
}
