import Wire

/// Lines of mdoc(7).
struct Mdoc {
  private(set) var text = ""

  /// A macro with arguments that are plain words.
  mutating func macro(_ name: String, _ arguments: String...) { raw(name, arguments.map(Mdoc.escaped)) }

  /// A macro whose arguments may be macros themselves.
  mutating func raw(_ name: String, _ arguments: [String]) {
    text += ([".\(name)"] + arguments).joined(separator: " ") + "\n"
  }

  /// Paragraphs, with `.Pp` between them.
  mutating func paragraphs(_ texts: [String]) {
    for (index, paragraph) in texts.filter({ !$0.isEmpty }).enumerated() {
      if index > 0 { macro("Pp") }
      prose(paragraph)
    }
  }

  /// A sentence a line, which is what mdoc asks for.
  mutating func prose(_ paragraph: String) {
    for sentence in Mdoc.sentences(Printable.clean(paragraph)) {
      for line in Layout.wrap(sentence, indent: 0) { text += Mdoc.line(line) + "\n" }
    }
  }

  /// A line that is shown as it is.
  mutating func literal(_ line: String) { text += Mdoc.line(Printable.clean(line)) + "\n" }

  /// One argument of a macro.
  static func word(_ text: String) -> String {
    // `|` alone is a delimiter to mdoc; inside a word it is not.
    text.contains(" ") ? "\"\(escaped(text))\"" : escaped(text)
  }

  static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "\\": out += "\\e"
      case "\"": out += "\\(dq"
      default: out.append(character)
      }
    }
    return out
  }

  /// A line of text must not begin like a request.
  private static func line(_ text: String) -> String {
    let line = text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\e")
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }

  private static func sentences(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      line += line.isEmpty ? String(word) : " \(word)"
      if let end = word.last, ".!?".contains(end), !word.hasSuffix("e.g."), !word.hasSuffix("i.e.") {
        lines.append(line)
        line = ""
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
