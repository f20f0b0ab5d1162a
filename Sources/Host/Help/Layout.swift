/// Text in 80 columns.
enum Layout {
  static let width = 80

  /// Words joined to lines that fit behind `indent` blanks. A word that is too long has a line of its own.
  static func wrap(_ words: [String], indent: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in words {
      if !line.isEmpty, indent + TextWidth.of(line) + 1 + TextWidth.of(word) > width {
        lines.append(line)
        line = word
      } else {
        line += line.isEmpty ? word : " " + word
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  static func wrap(_ text: String, indent: Int) -> [String] {
    wrap(text.split(separator: " ").map(String.init), indent: indent)
  }

  /// `usage: ` and what follows from it, continued below its first word.
  static func hanging(_ label: String, _ words: [String]) -> String {
    let blanks = String(repeating: " ", count: label.count)
    return wrap(words, indent: label.count).enumerated()
      .map { ($0.offset == 0 ? label : blanks) + $0.element + "\n" }.joined()
  }

  /// Two columns; a term that is too wide for its column stands on a line of its own.
  static func terms(_ rows: [(term: String, text: String)], most: Int = 26) -> String {
    let widths = rows.map { TextWidth.of($0.term) }.filter { $0 <= most }
    let column = (widths.max() ?? 0) + 4
    let blanks = String(repeating: " ", count: column)
    return rows.map { term, text in
      let lines = wrap(text, indent: column)
      guard let first = lines.first else { return "  \(term)\n" }
      let head =
        TextWidth.of(term) <= most
        ? "  \(TextWidth.padded(term, to: column - 2))\(first)\n" : "  \(term)\n\(blanks)\(first)\n"
      return head + lines.dropFirst().map { "\(blanks)\($0)\n" }.joined()
    }.joined()
  }
}
