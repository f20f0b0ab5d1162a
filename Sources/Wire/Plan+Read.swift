// What the host doesn't understand, it doesn't do: every unknown field here is fatal.

extension Plan {
  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    tasks = try fields.array("tasks") { value, path throws(ShapeError) in try Task(value, at: path) }
    let count = tasks.reduce(0) { $0 + $1.steps.count }
    guard count <= Limits.steps else { throw fields.error("tasks", "have \(count) steps, at most \(Limits.steps)") }
    independent = try fields.bool("independent")
    ordered = try fields.bool("ordered")
    heading = try fields.optionalString("heading")
    waits = try fields.bool("waits")
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
    for claim in claims where !Plan.Task.isClaim(claim) {
      throw fields.error("claims", "\(Printable.quoted(claim)) is not kind:value")
    }
    steps = try fields.array("steps") { value, path throws(ShapeError) in try Step(value, at: path) }
    try fields.finish()
  }

  /// Lower-case letters, a colon, and something after it.
  private static func isClaim(_ text: String) -> Bool {
    guard let colon = text.utf8.firstIndex(of: 0x3A), colon > text.startIndex else { return false }
    return text.utf8[..<colon].allSatisfy { (0x61...0x7A).contains($0) }
      && text.utf8.index(after: colon) < text.endIndex
  }
}

extension Step {
  var isInvoke: Bool { if case .invoke = action { true } else { false } }

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    id = try fields.string("id")
    guard !id.isEmpty else { throw fields.error("id", "is empty") }
    section = try fields.optionalString("section") ?? "Commands"
    guard let action = fields.value("do") else { throw fields.error("do", "is missing") }
    self.action = try Action(action, at: fields.path("do"))
    absent = try things("absent", of: &fields)
    gone = try things("gone", of: &fields)
    retry = try fields.optional("retry", "an integer", \.integer) ?? 0
    guard (0...Limits.longestAnswer).contains(retry) else {
      throw fields.error("retry", "must be 0 to \(Limits.longestAnswer) milliseconds")
    }
    lock = try fields.optionalString("lock")
    // It becomes part of a file's name.
    if let lock, !Name.isVerb(lock) {
      throw fields.error("lock", "must be lower-case letters, digits and -, beginning with a letter, at most 32")
    }
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
    case _? where irreversible: throw fields.error("undo", "is given for an irreversible step")
    case .string("nothing")?: return .nothing
    case let value?:
      let action = try Action(value, at: fields.path("undo"))
      switch action {
      case .run, .pipe, .remove, .rename: return .action(action)
      default: throw fields.error("undo", "must be run, pipe, remove or rename")
      }
    }
  }
}
