/// How permissions are compared with what a plan wants: byte by byte, as the kernel does. Swift's own comparison takes
/// different spellings of one character for equal.
enum Pattern {
  /// `*` stands for one word, a last `**` for any number of words.
  static func matches(_ words: some Collection<String>, _ pattern: some Collection<String>) -> Bool {
    var words = words[...]
    var pattern = pattern[...]
    while let part = pattern.popFirst() {
      if part == "**", pattern.isEmpty { return true }
      guard let word = words.popFirst(), part == "*" || part.utf8.elementsEqual(word.utf8) else { return false }
    }
    return words.isEmpty
  }

  /// Absolute paths by their parts: `*` stands for any characters of one part, a last `**` for one or more parts.
  static func matches(path: String, _ pattern: String) -> Bool {
    guard var parts = split(path), var wanted = split(pattern) else { return false }
    while let part = wanted.popFirst() {
      if part.elementsEqual("**".utf8), wanted.isEmpty { return !parts.isEmpty }
      guard let name = parts.popFirst(), glob(name, part) else { return false }
    }
    return parts.isEmpty
  }

  /// `*` stands for any run of characters.
  static func matches(url: String, _ pattern: String) -> Bool { glob(url.utf8, pattern.utf8) }

  /// The parts of an absolute path, or `nil` where it is not in its simplest form: `..` never matches anything.
  private static func split(_ path: String) -> ArraySlice<Substring.UTF8View>? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard parts.count > 1, parts[0].isEmpty else { return nil }
    let below = parts.dropFirst()
    let special = ["", ".", ".."]
    return below.contains { part in special.contains { $0.utf8.elementsEqual(part) } } ? nil : below
  }

  /// Linear in both but for the last `*`, which is tried again one character further on.
  private static func glob<Text: BidirectionalCollection<UInt8>>(_ text: Text, _ pattern: Text) -> Bool {
    let text = Array(text)
    let pattern = Array(pattern)
    var at = 0
    var next = 0
    var star: (pattern: Int, text: Int)?
    while at < text.count {
      if next < pattern.count, pattern[next] == 0x2A {
        star = (next, at)
        next += 1
      } else if next < pattern.count, pattern[next] == text[at] {
        next += 1
        at += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        next = last.pattern + 1
        at = last.text + 1
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == 0x2A }
  }
}
