import Wire

/// Files in rc.conf(5) syntax, read as text: nothing is ever evaluated.
public enum RcConf {
  /// The plain assignments `name="value"`; the last one of a name counts. A value with `$`, a backquote or a backslash
  /// would need a shell to be understood and is left out.
  public static func values(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      guard let (name, value) = assignment(line) else { continue }
      values[name] = value
    }
    return values
  }

  /// The text with the last assignment of `name` replaced, or with a line added at its end; all else stays as it is.
  /// - Throws: `bad-data` for a value that the syntax can't hold.
  public static func set(_ name: String, to value: String, in text: String) throws(Fault) -> String {
    guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !"\"$`\\".unicodeScalars.contains($0) }) else {
      throw Fault(
        .badData, "\(name) can't be set to \(Printable.quoted(value))",
        hint: "leave out \" $ ` \\ and control characters")
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let line = "\(name)=\"\(value)\""
    if let last = lines.lastIndex(where: { assignment($0[...])?.name == name }) {
      lines[last] = line
      return lines.joined(separator: "\n")
    }
    let ending = text.isEmpty || text.hasSuffix("\n") ? "" : "\n"
    return text + ending + line + "\n"
  }

  private static func assignment(_ line: Substring) -> (name: String, value: String)? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    let name = line[..<equals].drop { $0 == " " || $0 == "\t" }
    let isName = name.utf8.allSatisfy {
      $0 == 0x5F || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
    }
    guard !name.isEmpty, isName else { return nil }
    let rest = line[line.index(after: equals)...]
    guard let value = value(rest), !value.contains(where: { "$`\\".contains($0) }) else { return nil }
    return (String(name), value)
  }

  private static func value(_ rest: Substring) -> String? {
    guard let quote = rest.first, quote == "\"" || quote == "'" else {
      return String(rest.prefix { !" \t#;\r".contains($0) })
    }
    let inner = rest.dropFirst()
    guard let end = inner.firstIndex(of: quote) else { return nil }
    return String(inner[..<end])
  }
}
