import Wire

/// The text of a pf.conf(5) of the host's own, as far as needed to put a line in the right place of it.
struct PfConf {
  /// A statement with its newline, a line of comment, or a blank one.
  struct Part: Equatable {
    /// Without comments and continuations; empty for lines without a statement.
    var statement: String
    var hasComment: Bool
    /// Bytes of the text.
    var range: Range<Int>
    /// From 1.
    var line: Int

    /// The first word; the name of a macro is none of those below.
    private var word: String {
      String(statement.utf8.prefix { Name.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F }) ?? ""
    }

    /// pfctl(8) wants translation rules before all of these.
    var isFilter: Bool { ["pass", "block", "match", "antispoof", "anchor"].contains(word) }

    /// And behind or among these.
    var isEarlier: Bool {
      [
        "set", "ether", "scrub", "scrub-anchor", "no", "altq", "queue", "nat", "rdr", "binat", "nat-anchor",
        "rdr-anchor", "binat-anchor",
      ].contains(word)
    }

    var isInclude: Bool { word == "include" }
  }

  let text: String
  let parts: [Part]

  init(_ text: String) {
    self.text = text
    var scanner = PfScanner(Array(text.utf8))
    parts = scanner.parts()
  }

  /// The line that documents itself.
  static func line(_ paths: Paths) -> String {
    "include \"\(paths.pfIndex)\" # nat and rdr of jails: jailer init pf"
  }

  /// The first line with a carriage return, from 1: pfctl(8) takes none.
  var carriageReturn: Int? {
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    return lines.firstIndex { $0.contains(0x0D) }.map { $0 + 1 }
  }

  private var isUnordered: Bool {
    parts.contains { $0.statement.split { $0 == " " || $0 == "\t" } == ["set", "require-order", "no"] }
  }

  /// Of the first filter rule.
  private var filter: Int? { isUnordered ? nil : parts.firstIndex(where: \.isFilter) }

  /// The statement that includes jailer's rules.
  private func point(_ paths: Paths) -> Int? {
    parts.firstIndex { part in
      let words = part.statement.split { $0 == " " || $0 == "\t" }
      return words == ["include", "\"\(paths.pfIndex)\""] || words == ["include", "'\(paths.pfIndex)'"]
    }
  }

  /// Whether the host's rules include jailer's, in a place where pfctl(8) takes them; or have all of its points.
  func hasPoint(_ paths: Paths) -> Bool {
    if let point = point(paths) { return filter.map { point < $0 } ?? true }
    return PfRules.points.allSatisfy { wanted in parts.contains { $0.statement == wanted } }
  }

  /// The first filter rule, or what is included between the others and that one: mostly it has filter rules.
  private var place: Int {
    let filter = parts.firstIndex(where: \.isFilter) ?? parts.count
    let first = parts[..<filter].lastIndex(where: \.isEarlier).map { $0 + 1 } ?? 0
    return parts[first..<filter].firstIndex(where: \.isInclude) ?? filter
  }

  /// The text with the line behind the host's own translation rules and before its first filter rule.
  /// - Throws: `configuration` where the line is in a place where it doesn't work.
  func adding(_ paths: Paths, path: String) throws(Fault) -> String {
    if hasPoint(paths) { return text }
    if let point = point(paths), let filter {
      throw Fault(
        .configuration, "line \(parts[point].line) of \(path) is in the wrong place",
        cause: "rules of nat and rdr must come before those that filter",
        hint: "move it before line \(parts[filter].line)")
    }
    var before = place
    let bytes = Array(text.utf8)
    // What is said about the first filter rule stays with it.
    while before < parts.count, before > 0, parts[before - 1].statement.isEmpty, parts[before - 1].hasComment {
      before -= 1
    }
    let at = before < parts.count ? parts[before].range.lowerBound : bytes.count
    let newline: [UInt8] = at > 0 && bytes[at - 1] != 0x0A ? [0x0A] : []
    let whole = bytes[..<at] + newline + Array("\(Self.line(paths))\n".utf8) + bytes[at...]
    return String(decoding: whole, as: UTF8.self)
  }
}

/// Splits the text where pfctl(8) ends its statements: at newlines outside of quotes, braces and continued lines.
private struct PfScanner {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private var statement: [UInt8] = []
  private var hasComment = false
  private var depth = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parts() -> [PfConf.Part] {
    var parts: [PfConf.Part] = []
    while at < bytes.count {
      let (start, first) = (at, line)
      statement = []
      hasComment = false
      depth = 0
      repeat { token() } while at < bytes.count && !(bytes[at - 1] == 0x0A && isAtEnd)
      let blanks: [UInt8] = [0x20, 0x09, 0x0A]
      let text = statement.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()
      parts.append(
        PfConf.Part(
          statement: String(decoding: Array(text), as: UTF8.self), hasComment: hasComment, range: start..<at,
          line: first))
    }
    return parts
  }

  /// Whether the newline that was read last ends a statement.
  private var isAtEnd: Bool { depth == 0 && !isContinued }
  private var isContinued = false

  private mutating func token() {
    isContinued = false
    switch bytes[at] {
    case 0x5C where next == 0x0A:
      step(2)
      statement.append(0x20)
      isContinued = true
    case 0x23: comment()
    case 0x22, 0x27: quoted(bytes[at])
    case 0x7B:
      depth += 1
      take()
    case 0x7D:
      depth = max(0, depth - 1)
      take()
    default: take()
    }
  }

  private var next: UInt8? { at + 1 < bytes.count ? bytes[at + 1] : nil }

  private mutating func take() {
    statement.append(bytes[at])
    step(1)
  }

  private mutating func step(_ count: Int) {
    for _ in 0..<count where at < bytes.count {
      if bytes[at] == 0x0A { line += 1 }
      at += 1
    }
  }

  /// Up to its newline; a backslash continues it as any line.
  private mutating func comment() {
    hasComment = true
    while at < bytes.count, bytes[at] != 0x0A { step(bytes[at] == 0x5C && next == 0x0A ? 2 : 1) }
    isContinued = true
  }

  /// With all newlines in it.
  private mutating func quoted(_ quote: UInt8) {
    take()
    while at < bytes.count, bytes[at] != quote {
      if bytes[at] == 0x5C { take() }
      if at < bytes.count { take() }
    }
    if at < bytes.count { take() }
    isContinued = true
  }
}
