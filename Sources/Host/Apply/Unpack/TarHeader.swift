/// One 512-byte header of a tar archive: v7, ustar, pax or GNU.
struct TarHeader {
  let type: UInt8
  let name: [UInt8]
  let link: [UInt8]
  let size: Int
  /// Old GNU sparse files: more of their map follows in blocks of its own.
  let isExtended: Bool

  enum Problem: Error { case notTar, checksum, number }

  init(_ block: ArraySlice<UInt8>) throws(Problem) {
    let block = Array(block)
    // The sum counts its own field as spaces; old programs added signed bytes.
    let counted = block[..<148] + repeatElement(0x20, count: 8) + block[156...]
    let unsigned = counted.reduce(0) { $0 + Int($1) }
    let signed = counted.reduce(0) { $0 + Int(Int8(bitPattern: $1)) }
    guard let sum = TarHeader.octal(block[148..<156]), sum == unsigned || sum == signed else {
      throw .checksum
    }
    guard let size = TarHeader.number(block[124..<136]) else { throw .number }
    self.size = size
    type = block[156]
    link = TarHeader.text(block[157..<257])
    let isUstar = Array(block[257..<263]) == Array("ustar\0".utf8)
    let prefix = isUstar ? TarHeader.text(block[345..<500]) : []
    let name = TarHeader.text(block[0..<100])
    self.name = prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    isExtended = block[482] != 0
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }

  /// Octal digits, or with the highest bit set a big-endian binary number.
  static func number(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first, first & 0x80 != 0 else { return octal(field) }
    guard first == 0x80 else { return nil }
    var value = 0
    for byte in field.dropFirst() {
      guard value < 1 << 52 else { return nil }
      value = value << 8 | Int(byte)
    }
    return value
  }

  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    guard digits.allSatisfy({ (0x30...0x37).contains($0) }), digits.count <= 12 else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }
}
