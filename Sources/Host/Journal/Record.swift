import Wire

/// One line of a journal. Steps are counted through all tasks.
enum Record: Equatable {
  case head(Head)
  case plan(Plan)
  /// The step's things were proven absent, and it is about to run.
  case begin(Int, Before)
  /// Its processes; not synced, for no process outlives the machine.
  case children(Int, [ProcessMark])
  case done(Int)
  /// From here on everything is taken back.
  case takingBack
  case undone(Int)
  /// The end couldn't be reached; only `jailer recover` tries again.
  case stuck
  /// Nothing is left to do but to remove the journal.
  case end

  struct Head: Equatable {
    var id: String
    var verb: String
    var pid: Int
    /// Seconds since 1970.
    var since: Int
    /// Tells process numbers of this boot from those of another.
    var boot: String
    var claims: [String]
  }

  var json: JSON {
    switch self {
    case .head(let head):
      [
        "journal": 1, "id": .string(head.id), "verb": .string(head.verb), "pid": .integer(head.pid),
        "since": .integer(head.since), "boot": .string(head.boot), "claims": JSON(head.claims),
      ]
    case .plan(let plan): ["plan": Reply(id: "", .plan(plan, view: nil)).json]
    case .begin(let step, let before): ["begin": .integer(step), "before": before.json]
    case .children(let step, let marks):
      ["children": .integer(step), "processes": .array(marks.map(\.json))]
    case .done(let step): ["done": .integer(step)]
    case .takingBack: ["taking-back": true]
    case .undone(let step): ["undone": .integer(step)]
    case .stuck: ["stuck": true]
    case .end: ["end": true]
    }
  }

  init(_ json: JSON) throws(ShapeError) {
    var fields = try Fields(json, at: "")
    guard let (name, _) = json.object?.members.first else { throw fields.error("", "is empty") }
    switch name {
    case "journal":
      guard try fields.integer("journal") == 1 else {
        throw fields.error("journal", "is of another version")
      }
      self = .head(
        Head(
          id: try fields.string("id"), verb: try fields.string("verb"),
          pid: try fields.integer("pid"),
          since: try fields.integer("since"), boot: try fields.string("boot"),
          claims: try fields.strings("claims")))
    case "plan":
      // The plan stands in the journal in the words of the protocol, and is read back as strictly.
      let reply = try Reply(fields.value("plan") ?? .null)
      guard case .plan(let plan, _) = reply.body else { throw fields.error("plan", "is none") }
      self = .plan(plan)
    case "begin":
      self = .begin(try fields.integer("begin"), try Before(fields.value("before") ?? .null))
    case "children":
      self = .children(
        try fields.integer("children"),
        try fields.array("processes") { value, path throws(ShapeError) in
          try ProcessMark(value, at: path)
        })
    case "done": self = .done(try fields.integer("done"))
    case "taking-back": self = .takingBack
    case "undone": self = .undone(try fields.integer("undone"))
    case "stuck": self = .stuck
    case "end": self = .end
    default: throw fields.error(name, "is no record")
    }
  }
}
