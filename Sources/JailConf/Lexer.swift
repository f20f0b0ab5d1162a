/// What a jail.conf(5) text is made of. A word or variable that follows another piece without
/// white space between is "joined": it belongs to the same value.
enum Token: UInt8 {
  case word, joinedWord, variable, joinedVariable
  case append, comma, semicolon, equals, open, close
  /// A byte that may stand nowhere: a control character, NUL, not ASCII.
  case stray
  case end
  case unterminatedString, unterminatedVariable, unterminatedComment
}

/// Splits a text into tokens with the meaning of FreeBSD's lexer, odd corners included.
struct Lexer {
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where these bytes start in the arena.
  let base: Int
  /// The token in hand is `start..<position`; `text` is its meaning, for words and variables.
  var start = 0
  var position = 0
  var text = Extent()
  /// Inside "..." behind a variable.
  var isQuoted = false
  var joins = false
  /// The next `"` that no backslash escapes, good for places from `quoteKnownFrom` up to it.
  var quoteKnownFrom = Int.max
  var quote = -1

  init(_ bytes: UnsafeBufferPointer<UInt8>, base: Int) {
    self.bytes = bytes
    self.base = base
  }

  mutating func next(_ arena: inout [UInt8]) -> Token {
    while position < bytes.count {
      start = position
      let byte = bytes[position]
      if isQuoted {
        if let token = nextQuoted(byte, &arena) { return token }
        continue
      }
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D:
        position += 1
        joins = false
      case UInt8(ascii: "#"):
        skipLine()
      case UInt8(ascii: ","): return reserved(.comma, 1)
      case UInt8(ascii: ";"): return reserved(.semicolon, 1)
      case UInt8(ascii: "="): return reserved(.equals, 1)
      case UInt8(ascii: "{"): return reserved(.open, 1)
      case UInt8(ascii: "}"): return reserved(.close, 1)
      case UInt8(ascii: "+"):
        return peek(1) == UInt8(ascii: "=") ? reserved(.append, 2) : word(1)
      case UInt8(ascii: "/"):
        switch peek(1) {
        case UInt8(ascii: "/"): skipLine()
        case UInt8(ascii: "*"):
          if !skipComment() { return .unterminatedComment }
        default: return word(1)
        }
      case UInt8(ascii: "*"): return word(1)
      case UInt8(ascii: "'"): return singleQuoted(&arena)
      case UInt8(ascii: "\""): return doubleQuoted(&arena)
      case UInt8(ascii: "$"): return dollar(&arena)
      case UInt8(ascii: "\\"): return escape(&arena)
      default:
        if Self.isPlain(byte) { return plainWord() }
        position += 1
        return .stray
      }
    }
    start = position
    return .end
  }

  /// The line of the token's end, as messages count it.
  var line: Int {
    var line = 1
    for index in 0..<min(position, bytes.count) where bytes[index] == 0x0A { line += 1 }
    return line
  }

  func peek(_ distance: Int) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Letters, digits and `_!%&()-.:<>?@[]^`|~`.
  @inline(__always)
  static func isPlain(_ byte: UInt8) -> Bool {
    if byte >= 128 { return false }
    let set: UInt64 = byte < 64 ? 0xD7FF_6362_0000_0000 : 0x57FF_FFFF_EFFF_FFFF
    return set >> UInt64(byte & 63) & 1 != 0
  }

  static func isNameStart(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
      || byte == UInt8(ascii: "_")
  }

  /// A word or variable was read: is it a new one, or does it join the piece before?
  mutating func piece(_ text: Extent, variable: Bool = false) -> Token {
    self.text = text
    if joins { return variable ? .joinedVariable : .joinedWord }
    joins = true
    return variable ? .variable : .word
  }

  mutating func word(_ count: Int) -> Token {
    position = start + count
    return piece(Extent(base + start, count))
  }

  mutating func plainWord() -> Token {
    var end = position + 1
    while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
    return word(end - start)
  }

  private mutating func reserved(_ token: Token, _ count: Int) -> Token {
    position += count
    joins = false
    return token
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    joins = false
  }

  private mutating func skipComment() -> Bool {
    position += 2
    joins = false
    while position < bytes.count {
      position += 1
      if bytes[position - 1] == UInt8(ascii: "*"), peek(0) == UInt8(ascii: "/") {
        position += 1
        return true
      }
    }
    return false
  }
}
