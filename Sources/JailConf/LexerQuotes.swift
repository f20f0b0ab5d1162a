/// Quotes, variables and escapes.
extension Lexer {
  mutating func singleQuoted(_ arena: inout [UInt8]) -> Token {
    var end = position + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "'") {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count else { return unterminated(.unterminatedString) }
    position = end + 1
    return piece(unescape(start + 1, end, &arena))
  }

  mutating func doubleQuoted(_ arena: inout [UInt8]) -> Token {
    if let token = plainPiece(from: start + 1) { return token }
    let end = closingQuote(from: start + 1)
    guard end >= 0 else { return unterminated(.unterminatedString) }
    return quotedPiece(from: start + 1, to: end, &arena)
  }

  /// Inside "..." behind a variable. nil: the string ended, or was not one after all.
  mutating func nextQuoted(_ byte: UInt8, _ arena: inout [UInt8]) -> Token? {
    switch byte {
    case UInt8(ascii: "\""):
      position += 1
      isQuoted = false
      return nil
    case UInt8(ascii: "\\"): return escape(&arena)
    case UInt8(ascii: "$"): return dollar(&arena)
    default:
      let end = closingQuote(from: start)
      if end >= 0 { return plainPiece(from: start) ?? quotedPiece(from: start, to: end, &arena) }
      // Only a `\\"}` in braces gets here: the variable swallowed the closing quote.
      if Self.isPlain(byte) { return plainWord() }
      if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/") {
        return word(1)
      }
      isQuoted = false
      return nil
    }
  }

  /// The same as `quotedPiece` for a text without escapes, which needs one look at each byte.
  private mutating func plainPiece(from first: Int) -> Token? {
    var index = first
    while index < bytes.count, !Self.endsPlainText(bytes[index]) { index += 1 }
    guard index < bytes.count else { return nil }
    if bytes[index] == UInt8(ascii: "\"") {
      isQuoted = false
      position = index + 1
    } else if bytes[index] == UInt8(ascii: "$"), closingQuote(from: index) >= 0 {
      isQuoted = true
      position = index
    } else {
      return nil
    }
    return piece(Extent(base + first, index - first))
  }

  /// Quote, dollar, backslash and NUL.
  @inline(__always)
  private static func endsPlainText(_ byte: UInt8) -> Bool {
    byte < 64 ? (0x14_0000_0001 as UInt64) >> UInt64(byte) & 1 != 0 : byte == UInt8(ascii: "\\")
  }

  /// The text of a double-quoted string up to its first variable.
  private mutating func quotedPiece(from first: Int, to end: Int, _ arena: inout [UInt8]) -> Token {
    var index = first
    while index < end, bytes[index] != UInt8(ascii: "$") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    isQuoted = index < end
    position = isQuoted ? index : end + 1
    return piece(unescape(first, min(index, end), &arena))
  }

  /// `$name`, `${any text}` or a mere dollar.
  mutating func dollar(_ arena: inout [UInt8]) -> Token {
    guard let byte = peek(1) else { return word(1) }
    if byte == UInt8(ascii: "{") { return braces(&arena) }
    guard Self.isNameStart(byte) else { return word(1) }
    var end = position + 2
    while end < bytes.count, Self.isNameStart(bytes[end]) || bytes[end] &- 0x30 < 10 { end += 1 }
    position = end
    return piece(Extent(base + start + 1, end - start - 1), variable: true)
  }

  private mutating func braces(_ arena: inout [UInt8]) -> Token {
    let first = start + 2
    var end = first
    while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
    if end < bytes.count, bytes[end] == UInt8(ascii: "}") {
      position = end + 1
      return piece(Extent(base + first, end - first), variable: true)
    }
    let close = closingBrace(from: first)
    guard close.found >= close.partial else {
      position = close.partial
      return .unterminatedVariable
    }
    position = close.found
    return piece(unescape(first, position - 1, &arena), variable: true)
  }

  /// The longest ends of a variable in braces with (`found`) and without (`partial`) its brace.
  ///
  /// A backslash may be text by itself or escape the next byte, and the longest reading counts:
  /// so both are followed at once ("plain" and "escaped" say which are still possible).
  private func closingBrace(from first: Int) -> (found: Int, partial: Int) {
    var found = -1
    var partial = first
    var (plain, escaped) = (true, false)
    var (partialPlain, partialEscaped) = (true, false)
    var index = first
    while index < bytes.count, plain || escaped || partialPlain || partialEscaped {
      let byte = bytes[index]
      index += 1
      let ends =
        byte == 0x0A || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
        || isQuoted && byte == UInt8(ascii: "\"")
      let backslash = byte == UInt8(ascii: "\\")
      if plain, byte == UInt8(ascii: "}") { found = index }
      (plain, escaped) = (escaped || plain && !ends, plain && backslash)
      (partialPlain, partialEscaped) =
        (partialEscaped && byte != 0x0A || partialPlain && !ends, partialPlain && backslash)
      if partialPlain { partial = index }
    }
    return (found, partial)
  }

  /// The first `"` at or after a place that is not escaped, or -1. Kept, as strings with many
  /// variables ask again for each.
  private mutating func closingQuote(from first: Int) -> Int {
    if first >= quoteKnownFrom, quote < 0 || first <= quote { return quote }
    var index = first
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    quoteKnownFrom = first
    quote = index < bytes.count ? index : -1
    return quote
  }

  private mutating func unterminated(_ token: Token) -> Token {
    position += 1
    return token
  }
}
