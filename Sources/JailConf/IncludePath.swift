/// The paths of `.include` statements.
public enum IncludePath {
  /// A relative path is relative to the folder of the including file.
  public static func resolve(_ path: String, from file: String) -> String {
    guard path.utf8.first != UInt8(ascii: "/"),
      let slash = file.utf8.lastIndex(of: UInt8(ascii: "/"))
    else { return path }
    return String(file[...slash]) + path
  }

  /// Whether glob(3) would look for matches instead of taking the path as it is.
  public static func isPattern(_ path: String) -> Bool {
    var isOpen = false
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "*"), UInt8(ascii: "?"): return true
      case UInt8(ascii: "["): isOpen = true
      case UInt8(ascii: "]"): if isOpen { return true }
      default: break
      }
    }
    return false
  }
}

extension IncludePath {
  /// Whether glob(3) would give this path for a pattern: `*` and `?` don't match a slash nor the dot
  /// of a hidden file. In time proportional to both lengths' product at most.
  public static func matches(_ path: String, pattern: String) -> Bool {
    let paths = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let patterns = pattern.utf8.split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return paths.count == patterns.count
      && zip(paths, patterns).allSatisfy { componentMatches(Array($0), Array($1)) }
  }

  private static func componentMatches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    let dot = UInt8(ascii: ".")
    if name.first == dot, pattern.first != dot, pattern.first != UInt8(ascii: "\\") { return false }
    var (index, place) = (0, 0)
    var retry: (index: Int, place: Int)?
    while index < name.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        retry = (index, place)
        place += 1
      } else if let after = matchOne(name[index], pattern, place) {
        index += 1
        place = after
      } else if let last = retry {
        retry = (last.index + 1, last.place)
        (index, place) = (last.index + 1, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// The place behind the part of the pattern that takes this byte, or nil.
  private static func matchOne(_ byte: UInt8, _ pattern: [UInt8], _ place: Int) -> Int? {
    guard place < pattern.count else { return nil }
    switch pattern[place] {
    case UInt8(ascii: "?"): return place + 1
    case UInt8(ascii: "\\") where place + 1 < pattern.count:
      return pattern[place + 1] == byte ? place + 2 : nil
    case UInt8(ascii: "["):
      guard let close = pattern[(place + 1)...].dropFirst().firstIndex(of: UInt8(ascii: "]")) else {
        return byte == UInt8(ascii: "[") ? place + 1 : nil
      }
      return isInSet(byte, pattern[(place + 1)..<close]) ? close + 1 : nil
    default: return pattern[place] == byte ? place + 1 : nil
    }
  }

  private static func isInSet(_ byte: UInt8, _ set: ArraySlice<UInt8>) -> Bool {
    let isNegated = set.first == UInt8(ascii: "!") || set.first == UInt8(ascii: "^")
    var rest = isNegated ? set.dropFirst() : set
    var isFound = false
    while let low = rest.popFirst() {
      var high = low
      if rest.first == UInt8(ascii: "-"), rest.count > 1 {
        rest.removeFirst()
        high = rest.removeFirst()
      }
      if low <= byte, byte <= high { isFound = true }
    }
    return isFound != isNegated
  }
}
