/// How far the plans of a plugin may reach. Everything else in a plan is refused before anything runs.
public struct Permissions: Sendable, Equatable {
  /// Command lines. `*` stands for one argument, a last `**` for any number; a program without a slash is the
  /// one that the host finds by that name in its own list of folders.
  public let run: [[String]]
  /// Paths that may be written, made, renamed, unpacked into or removed. `{store}`, `{conf}`, `{config}`, `{log}`,
  /// `{state}`, `{run}`, `{cache}` stand for the host's folders; `*` for one part of a path, a last `**` for anything below.
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
    for command in run where !Name.isPath(command[0]) && command[0].utf8.contains(0x2F) {
      throw fields.error("run", "\(Printable.quoted(command[0])) is neither an absolute path nor a plain name")
    }
    for path in write where !Permissions.isPlace(path) {
      let known = Permissions.folders.map { "{\($0)}" }.joined(separator: ", ")
      throw fields.error(
        "write", "\(Printable.quoted(path)) must be a path without . .. or // that begins with / or one of \(known)")
    }
    try fields.finish(extensions: true)
  }

  /// What `{ }` in `write` may name.
  public static let folders = ["store", "conf", "config", "log", "state", "run", "cache"]

  private static func isPlace(_ pattern: String) -> Bool {
    guard pattern.utf8.first == 0x7B else { return Name.isPath(pattern) && endsWell(pattern) }
    guard let folder = folders.first(where: { pattern.utf8.starts(with: "{\($0)}".utf8) }) else { return false }
    let rest = String(pattern.utf8.dropFirst(folder.utf8.count + 2)) ?? "?"
    return rest.isEmpty || Name.isPath(rest) && endsWell(rest)
  }

  /// `**` takes all that is left, so nothing can follow it.
  private static func endsWell(_ pattern: String) -> Bool {
    !pattern.utf8.split(separator: 0x2F).dropLast().contains { $0.elementsEqual("**".utf8) }
  }
}

private func patterns(_ name: String, of fields: inout Fields) throws(ShapeError) -> [[String]] {
  try fields.array(name) { value, path throws(ShapeError) in
    guard let words = value.array?.compactMap(\.string), words.count == value.array?.count, !words.isEmpty else {
      throw ShapeError(path: path, reason: "must be an array of one or more strings")
    }
    guard !["", "*", "**"].contains(words[0]) else {
      throw ShapeError(path: path, reason: "must name its program")
    }
    guard !words.dropLast().contains("**") else {
      throw ShapeError(path: path, reason: "has a ** that is not the last")
    }
    return words
  }
}
