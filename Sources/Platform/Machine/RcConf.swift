import Wire

/// Files in rc.conf(5) syntax, read and changed as text: nothing is ever evaluated.
public enum RcConf {
  /// The plain assignments `name="value"`; the last one of a name counts. A value with `$`, a backquote or a backslash
  /// would need a shell to be understood and is left out.
  public static func values(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in lines(text).compactMap(\.assignment) where line.isPlain {
      values[String(line.name)] = String(line.value)
    }
    return values
  }

  /// Whether rc(8) takes the value for yes.
  public static func isYes(_ value: String?) -> Bool {
    ["yes", "true", "on", "1"].contains(value?.lowercased() ?? "")
  }

  /// The text with the last assignment of `name` replaced, or with a line added at its end; all else stays as it is,
  /// as sysrc(8) does it.
  /// - Throws: `bad-data` for a value that the syntax can't hold.
  public static func set(_ name: String, to value: String, in text: String) throws(Fault) -> String {
    guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !"\"$`\\".unicodeScalars.contains($0) }) else {
      throw Fault(
        .badData, "\(name) can't be set to \(Printable.quoted(value))",
        hint: "leave out \" $ ` \\ and control characters")
    }
    var lines = lines(text)
    if let last = lines.lastIndex(where: { $0.assignment.map { $0.name == name } ?? false }) {
      lines[last].text = lines[last].assignment?.with(value) ?? ""
    } else {
      // Behind what an end of the text without a newline left.
      if lines.last?.text.isEmpty == true { lines.removeLast() }
      lines.append(Line(text: "\(name)=\"\(value)\""))
    }
    let whole = lines.map(\.text).joined(separator: "\n")
    return whole.hasSuffix("\n") ? whole : whole + "\n"
  }

  /// The text with these words in the value of `name`, behind those that are there; one that is there stays where it is.
  public static func add(_ words: [String], to name: String, in text: String) throws(Fault) -> String {
    var all = list(name, in: text)
    for word in words where !all.contains(word) { all.append(word) }
    return try set(name, to: all.joined(separator: " "), in: text)
  }

  /// The text without these words in the value of `name`.
  public static func remove(_ words: [String], from name: String, in text: String) throws(Fault) -> String {
    let all = list(name, in: text)
    let kept = all.filter { !words.contains($0) }
    return kept == all ? text : try set(name, to: kept.joined(separator: " "), in: text)
  }

  /// The text without all assignments of `name`.
  public static func delete(_ name: String, in text: String) -> String {
    lines(text).filter { $0.assignment.map { $0.name != name } ?? true }.map(\.text).joined(separator: "\n")
  }

  /// The names that are assigned to, each once.
  public static func names(_ text: String) -> Set<String> {
    Set(lines(text).compactMap { $0.assignment.map { String($0.name) } })
  }

  /// The line of the last assignment of `name`, counted from 1.
  public static func line(of name: String, in text: String) -> Int? {
    lines(text).lastIndex { $0.assignment.map { $0.name == name } ?? false }.map { $0 + 1 }
  }

  /// The words of a value.
  public static func list(_ name: String, in text: String) -> [String] {
    values(text)[name]?.split(whereSeparator: { " \t".contains($0) }).map(String.init) ?? []
  }

  private struct Line {
    var text: String
    var assignment: RcAssignment?
  }

  private static func lines(_ text: String) -> [Line] {
    var open: Character?
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      // Inside a value of several lines, nothing is an assignment.
      if let quote = open {
        if line.contains(quote) { open = nil }
        return Line(text: String(line))
      }
      open = RcAssignment.openQuote(of: line)
      return Line(text: String(line), assignment: RcAssignment(line))
    }
  }
}

extension Fault {
  /// A file of settings that can't be written back: a plan is JSON, which has no bytes but those of UTF-8.
  public init(notText path: String, _ why: String) {
    self.init(
      .badData, "\(path) can't be changed", cause: "\(why), and all else in it has to stay as it is",
      hint: "make it UTF-8 text, as with iconv(1), and run the command again")
  }
}
