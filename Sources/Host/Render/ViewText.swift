import Wire

/// Views as text.
enum ViewText {
  static func lines(_ view: View) -> String {
    switch view.content {
    case .table(let columns, let rows): table(columns, rows)
    case .record(let entries): record(entries)
    case .text(let text): lines(text)
    }
  }

  /// Two blanks between columns, each as wide as its widest cell; no blanks at the end of a line.
  static func table(_ columns: [View.Column], _ rows: [JSON.Object]) -> String {
    var grid = [columns.map { Printable.clean($0.title) }]
    for row in rows { grid.append(columns.map { cell(row[$0.key]) }) }
    // A column without a title in a table without titles: the rows are all there is.
    if grid[0].allSatisfy(\.isEmpty) { grid.removeFirst() }
    var widths = columns.map { _ in 0 }
    for row in grid { for column in row.indices { widths[column] = max(widths[column], TextWidth.of(row[column])) } }
    // Bytes: with strings of blanks a table took half as long again.
    var text: [UInt8] = []
    for row in grid {
      // Blanks are owed until a cell follows that has something in it: none are left at the end.
      var owed = 0
      for (column, cell) in row.enumerated() {
        let bare = trimmed(cell)
        if !bare.isEmpty {
          text.append(contentsOf: repeatElement(0x20, count: owed))
          text.append(contentsOf: bare.utf8)
          owed = 0
        }
        owed += widths[column] - TextWidth.of(bare) + 2
      }
      text.append(0x0A)
    }
    return String(decoding: text, as: UTF8.self)
  }

  static func record(_ entries: [View.Entry]) -> String {
    let titles = entries.map { Printable.clean($0.title) }
    let width = titles.map(TextWidth.of).max() ?? 0
    return zip(titles, entries).map { title, entry in
      trimmed("\(TextWidth.padded(title, to: width))  \(cell(entry.value))") + "\n"
    }.joined()
  }

  private static func lines(_ text: String) -> String {
    let clean = Printable.clean(text, lines: true)
    return clean.isEmpty || clean.hasSuffix("\n") ? clean : clean + "\n"
  }

  static func cell(_ value: JSON?) -> String {
    switch value {
    case nil, .null?: "-"
    case .string(let text)?: text.isEmpty ? "-" : Printable.clean(text)
    case .bool(let flag)?: flag ? "yes" : "no"
    case .array(let values)?: values.isEmpty ? "-" : values.map(cell).joined(separator: ", ")
    case let value?: Printable.clean(value.text())
    }
  }

  private static func trimmed(_ text: String) -> String {
    guard text.utf8.last == 0x20 else { return text }
    var end = text[...]
    while end.last == " " { end.removeLast() }
    return String(end)
  }
}

/// Views as JSON.
enum ViewJSON {
  /// What the view says itself, or the rows, or an object by key.
  static func document(_ view: View) -> JSON {
    if let json = view.json { return json }
    switch view.content {
    case .table(_, let rows): return .array(rows.map(JSON.object))
    case .record(let entries):
      var object: JSON.Object = [:]
      for entry in entries { object[entry.key] = entry.value }
      return .object(object)
    case .text(let text): return ["text": .string(text)]
    }
  }
}
