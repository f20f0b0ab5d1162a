/// How names are compared.
enum JailName {
  /// A wildcard has a component that is just `*`; `web*` is an ordinary name.
  static func isWildcard(_ name: some RandomAccessCollection<UInt8>) -> Bool {
    var isStart = true
    var isStar = false
    for byte in name {
      if byte == UInt8(ascii: ".") {
        if isStar { return true }
        isStart = true
        continue
      }
      isStar = isStart && byte == UInt8(ascii: "*")
      isStart = false
    }
    return isStar && !isStart
  }

  /// A `*` that is not last matches one component, a last one all that are left.
  static func matches(_ name: ArraySlice<UInt8>, wildcard: ArraySlice<UInt8>) -> Bool {
    var name = name
    var wildcard = wildcard
    let star = UInt8(ascii: "*")
    while true {
      if wildcard.count == 1, wildcard.first == star { return true }
      guard let nameEnd = name.firstIndex(of: UInt8(ascii: ".")),
        let wildEnd = wildcard.firstIndex(of: UInt8(ascii: "."))
      else { return name.elementsEqual(wildcard) }
      let component = wildcard[..<wildEnd]
      guard component.elementsEqual([star]) || component.elementsEqual(name[..<nameEnd]) else {
        return false
      }
      name = name[(nameEnd + 1)...]
      wildcard = wildcard[(wildEnd + 1)...]
    }
  }

  /// Whether a block of this name is known by its number: strtol(3) reads all of it, and not as 0.
  static func isNumber(_ name: some Collection<UInt8>) -> Bool {
    let number = CNumber(name)
    return number.isAll && number.value != 0
  }
}

enum OptionName {
  /// Whether the ends of two texts, which are equally long, are the same.
  @inline(__always)
  static func isEqual(
    _ a: UnsafeBufferPointer<UInt8>, _ aStart: Int, _ b: UnsafeBufferPointer<UInt8>, _ bStart: Int
  ) -> Bool {
    var index = 0
    while aStart + index < a.count {
      if a[aStart + index] != b[bStart + index] { return false }
      index += 1
    }
    return true
  }

  /// Whether two parameter names mean the same parameter: `nox` and `x` do, and so do `a.nox` and `a.x`.
  static func isSame(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    if a.count == b.count { return isEqual(a, 0, b, 0) }
    let (long, short) = a.count > b.count ? (a, b) : (b, a)
    guard long.count == short.count + 2 else { return false }
    // "no" stands at the start of some component, and the rest is equal.
    var index = 0
    var isStart = true
    while true {
      if isStart, long[index] == UInt8(ascii: "n"), long[index + 1] == UInt8(ascii: "o"),
        isEqual(long, index + 2, short, index)
      {
        return true
      }
      guard index < short.count, long[index] == short[index] else { return false }
      isStart = long[index] == UInt8(ascii: ".")
      index += 1
    }
  }
}

/// What strtol(3) makes of a text, in base 10.
struct CNumber {
  /// Saturated at the bounds of `Int`; 0 without digits.
  var value = 0
  /// All of the text was read. (An empty text has no digits and is "all read", as in C.)
  var isAll: Bool
  var hasDigits = false

  init(_ text: some Collection<UInt8>) {
    var rest = text[...]
    while let byte = rest.first, byte == 0x20 || byte >= 0x09 && byte <= 0x0D { rest.removeFirst() }
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    while let byte = rest.first, byte &- 0x30 < 10 {
      hasDigits = true
      let digit = Int(byte - 0x30)
      let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, tooMuch) =
        isNegative
        ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
      value = tooLarge || tooMuch ? (isNegative ? .min : .max) : sum
      rest.removeFirst()
    }
    isAll = hasDigits ? rest.isEmpty : text.isEmpty
  }
}
