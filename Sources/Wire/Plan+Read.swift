// What the host doesn't understand, it doesn't do: every unknown field here is fatal.

extension Plan {
  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    tasks = try fields.array("tasks") { value, path throws(ShapeError) in try Task(value, at: path) }
    let count = tasks.reduce(0) { $0 + $1.steps.count }
    guard count <= Limits.steps else { throw fields.error("tasks", "have \(count) steps, at most \(Limits.steps)") }
    independent = try fields.bool("independent")
    heading = try fields.optionalString("heading")
    try fields.finish()
    try checkOrder(at: path)
  }

  /// Irreversible steps come last, and identities are unique.
  private func checkOrder(at path: String) throws(ShapeError) {
    var current = 0
    var past: String?
    var seen: Set<String> = []
    for (task, step) in tasks.enumerated().flatMap({ task in task.element.steps.map { (task.offset, $0) } }) {
      if independent, task != current { past = nil }
      current = task
      guard seen.insert(step.id).inserted else {
        throw ShapeError(path: path, reason: "has two steps \(Printable.quoted(step.id))")
      }
      if step.undo == .irreversible {
        past = step.id
      } else if let past, !step.isInvoke {
        throw ShapeError(
          path: path, reason: "step \(Printable.quoted(step.id)) follows the irreversible \(Printable.quoted(past))")
      }
    }
  }
}

extension Plan.Task {
  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    title = try fields.string("title")
    label = try fields.optionalString("label")
    claims = try fields.strings("claims")
    for claim in claims where !claim.contains(":") {
      throw fields.error("claims", "\(Printable.quoted(claim)) is not kind:value")
    }
    steps = try fields.array("steps") { value, path throws(ShapeError) in try Step(value, at: path) }
    try fields.finish()
  }
}

extension Step {
  var isInvoke: Bool { if case .invoke = action { true } else { false } }

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    id = try fields.string("id")
    section = try fields.optionalString("section") ?? "Commands"
    guard let action = fields.value("do") else { throw fields.error("do", "is missing") }
    self.action = try Action(action, at: fields.path("do"))
    absent = try things("absent", of: &fields)
    gone = try things("gone", of: &fields)
    retry = try fields.optional("retry", "milliseconds", \.integer) ?? 0
    guard (0...Limits.longestAnswer).contains(retry) else { throw fields.error("retry", "must be 0 to 60000 ms") }
    lock = try fields.optionalString("lock")
    progress = try fields.optionalString("progress")
    guard progress == nil || progress == "bytes" else { throw fields.error("progress", "can only be \"bytes\"") }
    undo = try Step.undo(&fields, action: self.action)
    try fields.finish()
  }

  private static func undo(_ fields: inout Fields, action: Action) throws(ShapeError) -> Undo {
    let irreversible = try fields.bool("irreversible")
    guard fields.has("undo") else {
      if irreversible { return .irreversible }
      guard action.takesItselfBack else {
        throw fields.error("undo", "is missing: say how to take the step back, or that it is irreversible")
      }
      return .inherent
    }
    switch fields.value("undo") {
    case nil:
      guard irreversible else { throw fields.error("undo", "is null, so \"irreversible\" must be true") }
      return .irreversible
    case .string("nothing")?: return .nothing
    case let value?:
      guard !irreversible else { throw fields.error("undo", "is given for an irreversible step") }
      let action = try Action(value, at: fields.path("undo"))
      switch action {
      case .run, .pipe, .remove, .rename: return .action(action)
      default: throw fields.error("undo", "must be run, pipe, remove or rename")
      }
    }
  }
}

private func things(_ name: String, of fields: inout Fields) throws(ShapeError) -> [Thing] {
  try fields.array(name) { value, path throws(ShapeError) in
    guard let thing = value.string.flatMap(Thing.init) else {
      let kinds = Thing.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ShapeError(path: path, reason: "must be KIND:VALUE; kinds are \(kinds)")
    }
    return thing
  }
}

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
      guard let parts = value.array, parts.count > 1 else { throw ShapeError(path: here, reason: "must be two or more commands") }
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
    case "fetch":
      action = .fetch(
        url: try fields.string("url"), to: try place("to", &fields), sha256: try fields.string("sha256"))
    case "unpack":
      let archive = try fields.string("archive")
      action = .unpack(
        archive: archive == "-" ? archive : try checked(archive, at: fields.path("archive")),
        into: try place("into", &fields))
    case "wait":
      action = .wait(gone: try things("gone", of: &fields), atMost: try fields.integer("at-most"))
    default: throw ShapeError(path: path, reason: "\(Printable.quoted(name)) is not something a step can do")
    }
    try fields.finish()
    return action
  }
}

private func words(_ value: JSON, at path: String, program: Bool) throws(ShapeError) -> [String] {
  guard let words = value.array?.compactMap(\.string), words.count == value.array?.count, let first = words.first else {
    throw ShapeError(path: path, reason: "must be an array of one or more strings")
  }
  guard !program || first.hasPrefix("/") else {
    throw ShapeError(path: path, reason: "the program \(Printable.quoted(first)) must be an absolute path")
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

/// Absolute, and already in its simplest form: what the permissions are compared with is what is opened.
private func checked(_ path: String, at place: String) throws(ShapeError) -> String {
  let parts = path.split(separator: "/", omittingEmptySubsequences: false)
  let simple = path.hasPrefix("/") && parts.count > 1 && !parts.dropFirst().contains { ["", ".", ".."].contains($0) }
  guard simple, !path.utf8.contains(0) else {
    throw ShapeError(path: place, reason: "\(Printable.quoted(path)) must be an absolute path without . .. or //")
  }
  return path
}

private func mode(_ fields: inout Fields, default mode: Int) throws(ShapeError) -> Int {
  guard let text = try fields.optionalString("mode") else { return mode }
  guard let mode = Int(text, radix: 8), (0...0o7777).contains(mode) else {
    throw fields.error("mode", "must be octal digits, like \"0644\"")
  }
  return mode
}
