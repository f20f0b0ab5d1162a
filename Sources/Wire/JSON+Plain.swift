/// Reads plain JSON: strings of ASCII without escapes, integers, small objects. Nearly all that the host, its plugins and
/// linux-jail write is plain, and this makes no tree of jansson's that is then converted. It accepts nothing that jansson
/// would refuse, and never says what is wrong: whatever is not plain is jansson's to read.
struct PlainReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The document; `nil` where it isn't plain, or isn't JSON.
  /// - Parameter depth: how deep arrays and objects may nest.
  static func read(_ bytes: [UInt8], depth: Int) -> JSON? {
    bytes.withUnsafeBufferPointer { bytes in
      var reader = PlainReader(bytes)
      guard let value = reader.value(depth), reader.next() == nil else { return nil }
      return value
    }
  }

  /// How many members are compared with each other.
  private static let fewMembers = 32

  /// The next byte that is no white space; it stays the next one.
  private mutating func next() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case let byte: return byte
      }
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next() == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(_ depth: Int) -> JSON? {
    switch next() {
    case UInt8(ascii: "\""): return string().map(JSON.string)
    case UInt8(ascii: "{"): return depth > 0 ? object(depth - 1) : nil
    case UInt8(ascii: "["): return depth > 0 ? array(depth - 1) : nil
    case UInt8(ascii: "t"): return word("true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return word("false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return word("null") ? .null : nil
    default: return integer()
    }
  }

  private mutating func string() -> String? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position - 1]), as: UTF8.self)
      }
      if byte < 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\\") { return nil }
    }
    return nil
  }

  /// Of at most 18 digits, which an `Int` always has room for.
  private mutating func integer() -> JSON? {
    let isNegative = take(UInt8(ascii: "-"))
    let start = position
    var number = 0
    while position < bytes.count, bytes[position] &- 0x30 < 10, position - start < 18 {
      number = number * 10 + Int(bytes[position] - 0x30)
      position += 1
    }
    guard position > start, bytes[start] != 0x30 || position == start + 1 && !isNegative else { return nil }
    // A real number, or a longer one.
    if position < bytes.count, [0x2E, 0x45, 0x65].contains(bytes[position]) || bytes[position] &- 0x30 < 10 {
      return nil
    }
    return .integer(isNegative ? -number : number)
  }

  private mutating func word(_ word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[position..<end]) }) else { return false }
    position = end
    return true
  }

  private mutating func array(_ depth: Int) -> JSON? {
    position += 1
    var elements: [JSON] = []
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      guard let element = value(depth) else { return nil }
      elements.append(element)
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]")) ? .array(elements) : nil
  }

  private mutating func object(_ depth: Int) -> JSON? {
    position += 1
    var members: [(name: String, value: JSON)] = []
    if take(UInt8(ascii: "}")) { return .object([:]) }
    members.reserveCapacity(8)
    repeat {
      guard let name = string(), take(UInt8(ascii: ":")), let value = value(depth), members.count < Self.fewMembers,
        !members.contains(where: { $0.name == name })
      else { return nil }
      members.append((name, value))
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}")) ? .object(JSON.Object(unique: members)) : nil
  }
}
