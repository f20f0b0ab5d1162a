import Wire

/// The names of releases in a server's listing of a folder: HTML of any server, or plain lines. What is there is not
/// trusted: only names that could be an image's are taken, and links' last parts at that.
public enum Listing {
  /// More names than any mirror has.
  static let most = 1000

  /// Sorted as versions, each once.
  public static func versions(in text: String) -> [String] {
    let links = links(in: text)
    let names = links.isEmpty && !text.contains("<") ? lines(text) : links
    return Set(names.filter(isVersion).prefix(most)).sorted(by: precedes)
  }

  /// Versions begin with a digit; other folders (ISO-IMAGES) don't.
  public static func isVersion(_ name: String) -> Bool {
    guard let first = name.utf8.first else { return false }
    return Name.isDigit(first) && Name.faultOfImage(name) == nil
  }

  /// 9.3 comes before 13.1 and 13.1 before 13.10: digits count as numbers, all else as bytes.
  public static func precedes(_ one: String, _ other: String) -> Bool {
    var (one, other) = (Array(one.utf8)[...], Array(other.utf8)[...])
    while let a = one.first, let b = other.first {
      if Name.isDigit(a), Name.isDigit(b) {
        let (x, y) = (number(&one), number(&other))
        if x.count != y.count { return x.count < y.count }
        if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
      } else {
        if a != b { return a < b }
        one.removeFirst()
        other.removeFirst()
      }
    }
    return one.isEmpty && !other.isEmpty
  }

  /// Without leading zeros, so that the longer one is the greater one.
  private static func number(_ text: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let digits = text.prefix(while: Name.isDigit)
    text = text.dropFirst(digits.count)
    return digits.drop { $0 == 0x30 }
  }

  /// The folders that `href` attributes lead to.
  private static func links(in text: String) -> [String] {
    let bytes = Array(text.utf8)
    let mark = Array("href=".utf8)
    var names: [String] = []
    var at = 0
    while at + mark.count < bytes.count {
      // Attributes are written in any case.
      guard zip(bytes[at...], mark).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else {
        at += 1
        continue
      }
      at += mark.count
      let quote = bytes[at]
      let isQuoted = quote == 0x22 || quote == 0x27
      if isQuoted { at += 1 }
      let value = bytes[at...].prefix { isQuoted ? $0 != quote : $0 > 0x20 && $0 != 0x3E }
      at += value.count
      guard value.last == 0x2F, let part = value.split(separator: 0x2F).last else { continue }
      names.append(String(decoding: part, as: UTF8.self))
    }
    return names
  }

  /// The last word of each line: of names alone, or as `ls -l` prints them.
  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      line.split(whereSeparator: \.isWhitespace).last.map { $0.hasSuffix("/") ? String($0.dropLast()) : String($0) }
    }
  }
}
