import Wire

/// A line `name="value" # comment` in its parts.
struct RcAssignment {
  let indentation: Substring
  let name: Substring
  /// `nil` where the value stands alone.
  let quote: Character?
  let value: Substring
  /// What is behind the value: a comment, another statement.
  let tail: Substring

  /// `nil` where the line is no assignment, or one that only a shell could take apart.
  init?(_ line: Substring) {
    indentation = line.prefix { $0 == " " || $0 == "\t" }
    guard let (name, rest) = Self.split(line.dropFirst(indentation.count)) else { return nil }
    self.name = name
    if let first = rest.first, first == "\"" || first == "'" {
      guard let end = Self.end(of: rest.dropFirst(), quote: first) else { return nil }
      quote = first
      value = rest[rest.index(after: rest.startIndex)..<end]
      tail = rest[rest.index(after: end)...]
    } else {
      quote = nil
      value = rest.prefix { !" \t;&|\r".contains($0) }
      tail = rest[value.endIndex...]
    }
    // `"a"b` is one value of two parts.
    if let next = tail.first, !" \t;&|\r".contains(next) { return nil }
    if quote == nil, value.contains(where: { "\"'".contains($0) }) { return nil }
  }

  /// Whether the value means what it says.
  var isPlain: Bool { quote == "'" || !value.contains { "$`\\".contains($0) } }

  /// The line with another value: in single quotes if it was and the value has none, else in double quotes.
  func with(_ value: String) -> String {
    let mark: Character = quote == "'" && !value.contains("'") ? "'" : "\""
    return "\(indentation)\(name)=\(mark)\(value)\(mark)\(tail)"
  }

  /// The quote that the line's value begins with and does not end.
  static func openQuote(of line: Substring) -> Character? {
    guard let (_, rest) = split(line.drop { $0 == " " || $0 == "\t" }), let first = rest.first,
      first == "\"" || first == "'"
    else { return nil }
    return end(of: rest.dropFirst(), quote: first) == nil ? first : nil
  }

  private static func split(_ line: Substring) -> (name: Substring, rest: Substring)? {
    guard let equals = line.firstIndex(of: "=") else { return nil }
    let name = line[..<equals]
    let isName = name.utf8.allSatisfy { $0 == 0x5F || Name.isLetterOrDigit($0) }
    return name.isEmpty || !isName ? nil : (name, line[line.index(after: equals)...])
  }

  private static func end(of text: Substring, quote: Character) -> Substring.Index? {
    var isEscaped = false
    for index in text.indices {
      if isEscaped {
        isEscaped = false
      } else if text[index] == quote {
        return index
      } else if quote == "\"", text[index] == "\\" {
        isEscaped = true
      }
    }
    return nil
  }
}
