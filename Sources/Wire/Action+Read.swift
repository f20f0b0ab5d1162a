extension Action {
  /// Whether the host knows by itself how to take it back.
  var takesItselfBack: Bool {
    switch self {
    case .write, .copy, .directory, .rename, .wait, .invoke: true
    default: false
    }
  }

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var outer = try Fields(json, at: path)
    guard let object = json.object, object.members.count == 1, let (name, value) = object.members.first else {
      throw ShapeError(path: path, reason: "must have exactly one member: what to do")
    }
    _ = outer.value(name)
    let here = outer.path(name)
    switch name {
    case "run": self = .run(try words(value, at: here, program: true))
    case "pipe":
      guard let parts = value.array, parts.count > 1 else {
        throw ShapeError(path: here, reason: "must be two or more commands")
      }
      var commands: [[String]] = []
      for (index, part) in parts.enumerated() {
        commands.append(try words(part, at: "\(here)[\(index)]", program: true))
      }
      self = .pipe(commands)
    case "invoke": self = .invoke(try words(value, at: here, program: false))
    case "remove":
      if let path = value.string {
        self = .remove(path: try checked(path, at: here), tree: false)
      } else {
        var fields = try Fields(value, at: here)
        self = .remove(path: try place("path", &fields), tree: try fields.bool("tree"))
        try fields.finish()
      }
    default: self = try Action.of(name, try Fields(value, at: here), at: path)
    }
  }

  private static func of(_ name: String, _ given: Fields, at path: String) throws(ShapeError) -> Action {
    var fields = given
    let action: Action
    switch name {
    case "write":
      action = .write(
        path: try place("path", &fields), text: try fields.string("text"), mode: try mode(&fields, default: 0o644),
        within: try optionalPlace("within", &fields))
    case "copy":
      action = .copy(
        from: try place("from", &fields), to: try place("to", &fields), mode: try mode(&fields, default: 0o644),
        within: try optionalPlace("within", &fields))
    case "directory":
      action = .directory(
        path: try place("path", &fields), mode: try mode(&fields, default: 0o755),
        within: try optionalPlace("within", &fields))
    case "rename": action = .rename(from: try place("from", &fields), to: try place("to", &fields))
    case "fetch": return .fetch(try Download(fields))
    case "unpack":
      let archive = try fields.string("archive")
      action = .unpack(
        archive: archive == "-" ? archive : try checked(archive, at: fields.path("archive")),
        into: try place("into", &fields))
    case "wait":
      action = .wait(gone: try things("gone", of: &fields), atMost: try atMost(&fields))
    default: throw ShapeError(path: path, reason: "\(Printable.quoted(name)) is not something a step can do")
    }
    try fields.finish()
    return action
  }
}

func things(_ name: String, of fields: inout Fields) throws(ShapeError) -> [Thing] {
  try fields.array(name) { value, path throws(ShapeError) in
    guard let thing = value.string.flatMap(Thing.init) else {
      let kinds = Thing.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ShapeError(path: path, reason: "must be KIND:VALUE with a valid value; kinds are \(kinds)")
    }
    return thing
  }
}

func words(_ value: JSON, at path: String, program: Bool) throws(ShapeError) -> [String] {
  guard let words = value.array?.compactMap(\.string), words.count == value.array?.count, let first = words.first else {
    throw ShapeError(path: path, reason: "must be an array of one or more strings")
  }
  guard !program || Name.isPath(first) else {
    throw ShapeError(
      path: path, reason: "the program \(Printable.quoted(first)) must be an absolute path without . .. or //")
  }
  for word in words where word.utf8.contains(0) { throw ShapeError(path: path, reason: "an argument has a NUL") }
  return words
}

private func place(_ name: String, _ fields: inout Fields) throws(ShapeError) -> String {
  try checked(try fields.string(name), at: fields.path(name))
}

private func optionalPlace(_ name: String, _ fields: inout Fields) throws(ShapeError) -> String? {
  guard let text = try fields.optionalString(name) else { return nil }
  return try checked(text, at: fields.path(name))
}

private func checked(_ path: String, at place: String) throws(ShapeError) -> String {
  guard Name.isPath(path) else {
    throw ShapeError(path: place, reason: "\(Printable.quoted(path)) must be an absolute path without . .. or //")
  }
  return path
}

private func mode(_ fields: inout Fields, default mode: Int) throws(ShapeError) -> Int {
  guard let text = try fields.optionalString("mode") else { return mode }
  guard (3...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x37).contains($0) }),
    let mode = Int(text, radix: 8)
  else { throw fields.error("mode", "must be three or four octal digits, like \"0644\"") }
  return mode
}

private func atMost(_ fields: inout Fields) throws(ShapeError) -> Int {
  let most = try fields.integer("at-most")
  guard (0...Limits.longestWait).contains(most) else {
    throw fields.error("at-most", "must be 0 to \(Limits.longestWait) milliseconds")
  }
  return most
}
