/// What a planner answers: exactly one thing.
public struct Reply: Sendable, Equatable {
  public enum Body: Sendable, Equatable {
    /// `view` is shown after success.
    case plan(Plan, view: View?)
    case view(View)
    case ask(Ask)
    /// The host becomes this command, on the terminal.
    case handover(argv: [String], environment: [String: String])
    case error(Fault)
  }

  public let id: String
  public let body: Body

  public init(id: String, _ body: Body) {
    self.id = id
    self.body = body
  }

  /// A question for the user; the planner is then asked again with the answer.
  public struct Ask: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      case confirm, choice, text, secret
      /// The text in `initial`, changed by the user in an editor.
      case edit
    }
    public var question: String
    public var kind: Kind
    /// The answer's name in the next request.
    public var name: String
    /// Heading of what is asked about.
    public var heading: String?
    public var summary: [[String]]
    public var choices: [String]
    public var initial: String?
    /// Given back untouched with the answer.
    public var state: JSON

    public init(
      _ question: String, kind: Kind, name: String, heading: String? = nil, summary: [[String]] = [],
      choices: [String] = [], initial: String? = nil, state: JSON = .null
    ) {
      self.question = question
      self.kind = kind
      self.name = name
      self.heading = heading
      self.summary = summary
      self.choices = choices
      self.initial = initial
      self.state = state
    }
  }

  public init(_ json: JSON) throws(ShapeError) {
    var fields = try Fields(json, at: "")
    // A plugin in a few lines of sh need not say it: the host only runs plugins whose manifest says it.
    let version = try fields.optional("protocol", "an integer", \.integer) ?? protocolVersion
    guard version == protocolVersion else {
      throw fields.error("protocol", "is version \(version), this jailer speaks version \(protocolVersion)")
    }
    id = try fields.string("id")
    let plan = fields.value("plan")
    let view = fields.value("view")
    let ask = fields.value("ask")
    let handover = fields.value("handover")
    let error = fields.value("error")
    try fields.finish()
    switch (plan, view, ask, handover, error) {
    case (let plan?, let view, nil, nil, nil):
      let shown: View? = if let view { try View(view, at: "view") } else { nil }
      body = .plan(try Plan(plan, at: "plan"), view: shown)
    case (nil, let view?, nil, nil, nil): body = .view(try View(view, at: "view"))
    case (nil, nil, let ask?, nil, nil): body = .ask(try Ask(ask, at: "ask"))
    case (nil, nil, nil, let handover?, nil): body = try Reply.handover(handover)
    case (nil, nil, nil, nil, let error?): body = .error(try Fault(error, at: "error"))
    default:
      throw ShapeError(path: "", reason: "must have exactly one of plan, view, ask, handover and error")
    }
  }

  public var json: JSON {
    var object: JSON.Object = ["protocol": .integer(protocolVersion), "id": .string(id)]
    switch body {
    case .plan(let plan, let view):
      object["plan"] = plan.json
      object["view"] = view?.wire
    case .view(let view): object["view"] = view.wire
    case .ask(let ask): object["ask"] = ask.json
    case .handover(let argv, let environment):
      let variables = environment.sorted { $0.key < $1.key }.map { (name: $0.key, value: JSON.string($0.value)) }
      object["handover"] = ["argv": JSON(argv), "environment": .object(JSON.Object(unique: variables))]
    case .error(let fault): object["error"] = fault.json
    }
    return .object(object)
  }

  private static func handover(_ value: JSON) throws(ShapeError) -> Body {
    var fields = try Fields(value, at: "handover")
    let argv = try words(fields.value("argv") ?? .null, at: fields.path("argv"), program: true)
    var environment: [String: String] = [:]
    for (name, value) in try fields.optional("environment", "an object", \.object)?.members ?? [] {
      guard Name.isVariable(name) else {
        throw fields.error("environment", "\(Printable.quoted(name)) is not the name of a variable")
      }
      guard let text = value.string else { throw fields.error("environment", "values must be strings") }
      environment[name] = text
    }
    try fields.finish()
    return .handover(argv: argv, environment: environment)
  }
}

extension Reply.Ask {
  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    question = try fields.string("question")
    let word = try fields.string("kind")
    guard let kind = Kind(rawValue: word) else { throw fields.error("kind", "\(Printable.quoted(word)) is not known") }
    self.kind = kind
    name = try fields.string("name")
    guard !name.isEmpty else { throw fields.error("name", "is empty") }
    heading = try fields.optionalString("heading")
    summary = try fields.array("summary") { value, path throws(ShapeError) in
      guard let pair = value.array?.compactMap(\.string), pair.count == 2, value.array?.count == 2 else {
        throw ShapeError(path: path, reason: "must be a pair of strings")
      }
      return pair
    }
    choices = try fields.strings("choices")
    guard (kind == .choice) == !choices.isEmpty else {
      throw fields.error("choices", kind == .choice ? "a choice needs them" : "only a choice has them")
    }
    initial = try fields.optionalString("initial")
    state = fields.value("state") ?? .null
    try fields.finish()
  }

  var json: JSON {
    var object: JSON.Object = ["question": .string(question), "kind": .string(kind.rawValue), "name": .string(name)]
    object["heading"] = heading.map(JSON.string)
    if !summary.isEmpty { object["summary"] = .array(summary.map { JSON($0) }) }
    if !choices.isEmpty { object["choices"] = JSON(choices) }
    object["initial"] = initial.map(JSON.string)
    if state != .null { object["state"] = state }
    return .object(object)
  }
}

extension Fault {
  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    let word = try fields.string("code")
    // "partly-undone", "interrupted", "protocol" and "crashed" are the host's to say.
    let allowed: [Fault.Code] = [
      .failed, .usage, .badData, .notFound, .unavailable, .exists, .busy, .notPermitted, .configuration,
    ]
    guard let code = Code(word: word), allowed.contains(code) else {
      throw fields.error("code", "must be one of \(allowed.map(\.word).joined(separator: ", "))")
    }
    let message = try fields.string("message")
    guard !message.isEmpty else { throw fields.error("message", "is empty") }
    self.init(
      code, message, cause: try fields.optionalString("cause"),
      hint: try fields.optionalString("hint"), field: try fields.optionalString("field"))
    try fields.finish()
  }
}
