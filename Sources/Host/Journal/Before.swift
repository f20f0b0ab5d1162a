import Wire

/// What was there before a step that the host takes back by itself.
enum Before: Equatable {
  case nothing
  /// Where a file is written: `path` with its links followed, and what it was.
  case file(path: String, Old)
  /// Folders that were missing, outermost first.
  case folders([String])

  enum Old: Equatable {
    case absent
    /// The content lies in the file `name` beside the journal.
    case kept(name: String, mode: UInt32, uid: UInt32, gid: UInt32)
    case link(String)
    /// A file of which nothing is kept, because its step takes nothing back.
    case replaced(uid: UInt32, gid: UInt32)
  }

  var json: JSON {
    switch self {
    case .nothing: [:]
    case .file(let path, .absent): ["file": .string(path)]
    case .file(let path, .link(let target)): ["file": .string(path), "link": .string(target)]
    case .file(let path, .replaced(let uid, let gid)):
      ["file": .string(path), "uid": .integer(Int(uid)), "gid": .integer(Int(gid))]
    case .file(let path, .kept(let name, let mode, let uid, let gid)):
      [
        "file": .string(path), "kept": .string(name), "mode": .integer(Int(mode)),
        "uid": .integer(Int(uid)),
        "gid": .integer(Int(gid)),
      ]
    case .folders(let paths): ["folders": JSON(paths)]
    }
  }

  init(_ json: JSON) throws(ShapeError) {
    var fields = try Fields(json, at: "before")
    if let path = try fields.optionalString("file") {
      if let target = try fields.optionalString("link") {
        self = .file(path: path, .link(target))
      } else if let name = try fields.optionalString("kept") {
        guard !name.contains("/") else { throw fields.error("kept", "is not a name") }
        self = .file(
          path: path,
          .kept(
            name: name, mode: UInt32(try fields.integer("mode")),
            uid: UInt32(try fields.integer("uid")),
            gid: UInt32(try fields.integer("gid"))))
      } else if fields.has("uid") {
        self = .file(
          path: path, .replaced(uid: UInt32(try fields.integer("uid")), gid: UInt32(try fields.integer("gid"))))
      } else {
        self = .file(path: path, .absent)
      }
    } else if fields.has("folders") {
      self = .folders(try fields.strings("folders"))
    } else {
      self = .nothing
    }
  }
}
