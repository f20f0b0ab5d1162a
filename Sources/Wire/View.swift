/// Something to show: as text to a person, or as JSON with `-j`.
public struct View: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    /// Rows by column; a missing or null value shows as `-`. JSON: the rows as they are, an array of objects.
    case table(columns: [Column], rows: [JSON.Object])
    /// Title and value, a line each. JSON: one object by key.
    case record([Entry])
    /// Lines as they are.
    case text(String)
  }

  public struct Column: Sendable, Equatable {
    public let key: String
    public let title: String
    public init(_ key: String, _ title: String) {
      self.key = key
      self.title = title
    }
  }

  public struct Entry: Sendable, Equatable {
    public let key: String
    public let title: String
    public let value: JSON
    public init(_ key: String, _ title: String, _ value: JSON) {
      self.key = key
      self.title = title
      self.value = value
    }
  }

  public var content: Content
  /// What `-j` prints instead of what follows from the content.
  public var json: JSON?
  /// What is shown is not as it should be: the command's exit status is 1.
  public var differs = false
  /// Lines for standard error: what was done is not what most want.
  public var warnings: [String] = []

  public init(_ content: Content, json: JSON? = nil) {
    self.content = content
    self.json = json
  }

  init(_ value: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(value, at: path)
    json = fields.value("json")
    differs = try fields.bool("differs")
    warnings = try fields.strings("warnings")
    let table = fields.value("table")
    let record = fields.value("record")
    let text = try fields.optionalString("text")
    try fields.finish()
    switch (table, record, text) {
    case (let table?, nil, nil): content = try View.table(table, at: fields.path("table"))
    case (nil, let record?, nil): content = try View.record(record, at: fields.path("record"))
    case (nil, nil, let text?): content = .text(text)
    default: throw ShapeError(path: path, reason: "must have exactly one of table, record and text")
    }
  }

  private static func table(_ value: JSON, at path: String) throws(ShapeError) -> Content {
    var fields = try Fields(value, at: path)
    let columns = try fields.array("columns") { value, path throws(ShapeError) in
      var column = try Fields(value, at: path)
      let result = Column(try column.string("key"), try column.string("title"))
      try column.finish()
      return result
    }
    let rows = try fields.array("rows") { value, path throws(ShapeError) in
      guard let row = value.object else { throw ShapeError(path: path, reason: "must be an object, is \(value.kind)") }
      return row
    }
    try fields.finish()
    return .table(columns: columns, rows: rows)
  }

  private static func record(_ value: JSON, at path: String) throws(ShapeError) -> Content {
    guard let values = value.array else { throw ShapeError(path: path, reason: "must be an array, is \(value.kind)") }
    var entries: [Entry] = []
    for (index, value) in values.enumerated() {
      var entry = try Fields(value, at: "\(path)[\(index)]")
      entries.append(Entry(try entry.string("key"), try entry.string("title"), entry.value("value") ?? .null))
      try entry.finish()
    }
    return .record(entries)
  }

  var wire: JSON {
    var object: JSON.Object = [:]
    switch content {
    case .table(let columns, let rows):
      object["table"] = [
        "columns": .array(columns.map { ["key": .string($0.key), "title": .string($0.title)] }),
        "rows": .array(rows.map(JSON.object)),
      ]
    case .record(let entries):
      object["record"] = .array(
        entries.map { ["key": .string($0.key), "title": .string($0.title), "value": $0.value] })
    case .text(let text): object["text"] = .string(text)
    }
    object["json"] = json
    if differs { object["differs"] = true }
    if !warnings.isEmpty { object["warnings"] = JSON(warnings) }
    return .object(object)
  }
}
