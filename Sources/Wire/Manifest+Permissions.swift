/// How far the plans of a plugin may reach. Everything else in a plan is refused before anything runs.
public struct Permissions: Sendable, Equatable {
  /// Command lines. `*` stands for one argument, a last `**` for any number; a program without a slash is the
  /// one that the host finds by that name in its own list of folders.
  public let run: [[String]]
  /// Paths that may be written, made, renamed, unpacked into or removed. `{store}`, `{conf}`, `{config}`, `{log}`,
  /// `{state}` stand for the host's folders; `*` for one part of a path, a last `**` for anything below.
  public let write: [String]
  /// URLs that may be fetched, `*` for any run of characters.
  public let fetch: [String]
  /// Command lines of other jailer verbs.
  public let invoke: [[String]]

  public init(run: [[String]] = [], write: [String] = [], fetch: [String] = [], invoke: [[String]] = []) {
    self.run = run
    self.write = write
    self.fetch = fetch
    self.invoke = invoke
  }

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    run = try patterns("run", of: &fields)
    write = try fields.strings("write")
    fetch = try fields.strings("fetch")
    invoke = try patterns("invoke", of: &fields)
    for path in write where !path.hasPrefix("/") && !path.hasPrefix("{") {
      throw fields.error("write", "\(Printable.quoted(path)) is neither absolute nor begins with a folder in { }")
    }
    try fields.finish(extensions: true)
  }
}

private func patterns(_ name: String, of fields: inout Fields) throws(ShapeError) -> [[String]] {
  try fields.array(name) { value, path throws(ShapeError) in
    guard let words = value.array?.compactMap(\.string), words.count == value.array?.count, !words.isEmpty else {
      throw ShapeError(path: path, reason: "must be an array of one or more strings")
    }
    guard words[0] != "*", words[0] != "**" else {
      throw ShapeError(path: path, reason: "must name its program")
    }
    return words
  }
}
