import Wire

/// How a question looks.
enum PromptText {
  /// Heading, summary and question; the answer is typed behind it.
  static func text(_ ask: Reply.Ask) -> String {
    var text = ask.heading.map { Printable.clean($0) + "\n" } ?? ""
    text += summary(ask.summary)
    text += Printable.clean(ask.question) + " "
    switch ask.kind {
    case .confirm: text += "(y/N) "
    case .choice: text += "(\(ask.choices.map { Printable.clean($0) }.joined(separator: "/"))) "
    case .text, .secret, .edit: break
    }
    return text
  }

  /// ` dataset     : zroot/jails`; a line of its own where there is no value.
  static func summary(_ pairs: [[String]]) -> String {
    let rows = pairs.map { pair in pair.map { Printable.clean($0) } }
    let width = rows.filter { !$0[1].isEmpty }.map { TextWidth.of($0[0]) }.max() ?? 0
    return rows.map { row in
      row[1].isEmpty ? " \(row[0])\n" : " \(TextWidth.padded(row[0], to: width)) : \(row[1])\n"
    }.joined()
  }
}
