/// The one document that a planner reads.
public struct Request: Sendable, Equatable {
  public var id: String
  /// How often the planner was asked before, in this command.
  public var round: Int
  public var command: [String]
  /// Parsed by the manifest, by name: strings, integers, booleans for flags, arrays for what repeats; absent if not given.
  public var arguments: JSON.Object
  public var rawArguments: [String]
  public var facts: JSON.Object
  /// What the user answered, by the question's name.
  public var answers: JSON.Object
  /// What the planner gave along with its last question.
  public var state: JSON
  public var dryRun: Bool

  public init(
    id: String, round: Int = 0, command: [String], arguments: JSON.Object = [:], rawArguments: [String] = [],
    facts: JSON.Object = [:], answers: JSON.Object = [:], state: JSON = .null, dryRun: Bool = false
  ) {
    self.id = id
    self.round = round
    self.command = command
    self.arguments = arguments
    self.rawArguments = rawArguments
    self.facts = facts
    self.answers = answers
    self.state = state
    self.dryRun = dryRun
  }

  public var json: JSON {
    [
      "protocol": .integer(protocolVersion), "id": .string(id), "op": "plan", "round": .integer(round),
      "command": JSON(command), "arguments": .object(arguments), "arguments_raw": JSON(rawArguments),
      "facts": .object(facts), "answers": .object(answers), "state": state, "dry_run": .bool(dryRun),
    ]
  }

  /// Requests may gain fields: what is not known is passed over.
  public init(_ json: JSON) throws(ShapeError) {
    var fields = try Fields(json, at: "")
    let version = try fields.integer("protocol")
    guard version == protocolVersion else {
      throw fields.error("protocol", "is version \(version), this plugin speaks version \(protocolVersion)")
    }
    let op = try fields.string("op")
    guard op == "plan" else { throw fields.error("op", "\(Printable.quoted(op)) is not known") }
    id = try fields.string("id")
    round = try fields.integer("round")
    guard (0...Limits.rounds).contains(round) else { throw fields.error("round", "must be 0 to \(Limits.rounds)") }
    command = try fields.strings("command")
    guard !command.isEmpty else { throw fields.error("command", "is missing") }
    arguments = try fields.optional("arguments", "an object", \.object) ?? [:]
    rawArguments = try fields.strings("arguments_raw")
    facts = try fields.optional("facts", "an object", \.object) ?? [:]
    answers = try fields.optional("answers", "an object", \.object) ?? [:]
    state = fields.value("state") ?? .null
    dryRun = try fields.bool("dry_run")
  }
}
