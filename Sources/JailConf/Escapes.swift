/// Backslash escapes, which mean the same in and outside of both kinds of quotes.
extension Lexer {
  /// One escape by itself: `\x41`, `\101`, `\n`, or a backslash and a line end.
  mutating func escape(_ arena: inout [UInt8]) -> Token {
    var end = position + 2
    if let byte = peek(1) {
      let digits = byte == UInt8(ascii: "x") ? 2 : byte & 0xF8 == 0x30 ? 2 : 0
      while end < bytes.count, end < position + 2 + digits,
        byte == UInt8(ascii: "x") ? Self.hexadecimal(bytes[end]) != nil : bytes[end] & 0xF8 == 0x30
      {
        end += 1
      }
    }
    position = min(end, bytes.count)
    return piece(unescape(start, position, &arena))
  }

  /// The meaning of the bytes `first..<end`. A NUL, written or escaped, cuts it off.
  func unescape(_ first: Int, _ end: Int, _ arena: inout [UInt8]) -> Extent {
    var index = first
    while index < end, bytes[index] != UInt8(ascii: "\\"), bytes[index] != 0 { index += 1 }
    if index >= end { return Extent(base + first, end - first) }

    let start = arena.count
    arena.append(contentsOf: bytes[first..<index])
    while index < end {
      var byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\\") {
        // In "${a\}" the backslash is the last byte and takes the brace behind the end.
        guard index < bytes.count else { break }
        byte = bytes[index]
        index += 1
        if byte == 0x0A { continue }
        byte = escaped(byte, &index, end)
      }
      if byte == 0 { break }
      arena.append(byte)
    }
    return Extent(start, arena.count - start)
  }

  private func escaped(_ byte: UInt8, _ index: inout Int, _ end: Int) -> UInt8 {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = byte & 7
      for _ in 0..<2 where index < end && bytes[index] & 0xF8 == 0x30 {
        value = value << 3 | bytes[index] & 7
        index += 1
      }
      return value
    case UInt8(ascii: "x"):
      var value: UInt8 = 0
      for _ in 0..<2 {
        guard index < end, let digit = Self.hexadecimal(bytes[index]) else { break }
        value = value << 4 | digit
        index += 1
      }
      return value
    case UInt8(ascii: "a"): return 0x07
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "v"): return 0x0B
    default: return byte
    }
  }

  static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
