/// What a plugin says of itself: all that help, parsing, completion and policy need, without running it.
public struct Manifest: Sendable, Equatable {
  public let name: String
  public let version: String
  public let summary: String
  /// Paragraphs for the manual page; empty if there are none.
  public let description: [String]
  public let aliases: [String]
  /// Part of jailer itself: its verbs may be shortened to a unique prefix.
  public let core: Bool
  /// Milliseconds in which the planner must have answered.
  public let deadline: Int
  public let commands: [Verb]
  public let permissions: Permissions

  /// - Throws: `ShapeError`, naming the field. Unknown fields are errors unless they begin with `x-`.
  public init(_ json: JSON) throws(ShapeError) {
    var fields = try Fields(json, at: "")
    let edition = try fields.integer("manifest")
    guard edition == 1 else { throw fields.error("manifest", "is edition \(edition), this jailer reads edition 1") }
    let version = try fields.integer("protocol")
    guard version == protocolVersion else {
      throw fields.error("protocol", "is version \(version), this jailer speaks version \(protocolVersion)")
    }
    name = try Manifest.word("name", of: &fields)
    self.version = try fields.string("version")
    summary = try fields.string("summary")
    description = try fields.strings("description")
    aliases = try fields.strings("aliases")
    for alias in aliases where !Name.isVerb(alias) {
      throw fields.error("aliases", "\(Printable.quoted(alias)) is not a verb")
    }
    core = try fields.bool("core")
    deadline = try fields.optional("deadline", "an integer", \.integer) ?? Limits.answer
    guard (1...Limits.longestAnswer).contains(deadline) else {
      throw fields.error("deadline", "must be 1 to \(Limits.longestAnswer) milliseconds")
    }
    commands = try fields.array("commands") { value, path throws(ShapeError) in try Verb(value, at: path) }
    guard !commands.isEmpty else { throw fields.error("commands", "must have at least one command") }
    for command in commands where command.path.first != name {
      throw fields.error("commands", "a path must begin with the plugin's name \(Printable.quoted(name))")
    }
    var paths: Set<String> = []
    for command in commands {
      let path = command.path.joined(separator: " ")
      if !paths.insert(path).inserted { throw fields.error("commands", "\(Printable.quoted(path)) is there twice") }
    }
    permissions =
      if let value = fields.value("permissions") { try Permissions(value, at: "permissions") } else { Permissions() }
    try fields.finish(extensions: true)
  }

  private static func word(_ field: String, of fields: inout Fields) throws(ShapeError) -> String {
    let text = try fields.string(field)
    guard Name.isVerb(text) else {
      throw fields.error(field, "must be lower-case letters, digits and -, beginning with a letter, at most 32")
    }
    return text
  }
}

/// One command of a plugin: `jailer image import`.
public struct Verb: Sendable, Equatable {
  public let path: [String]
  public let summary: String
  public let description: [String]
  /// Whether its plan changes the machine: then `-D` is offered and root is needed.
  public let changes: Bool
  public let operands: [Operand]
  public let options: [Option]
  public let examples: [Example]
  /// The facts that the request must carry.
  public let facts: [Fact]

  public struct Example: Sendable, Equatable {
    public let command: String
    public let does: String
  }

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    self.path = try fields.strings("path")
    guard !self.path.isEmpty, self.path.allSatisfy(Name.isVerb) else {
      throw fields.error("path", "must be one or more verbs")
    }
    summary = try fields.string("summary")
    description = try fields.strings("description")
    changes = try fields.bool("changes")
    operands = try fields.array("operands") { value, path throws(ShapeError) in try Operand(value, at: path) }
    options = try fields.array("options") { value, path throws(ShapeError) in try Option(value, at: path) }
    examples = try fields.array("examples") { value, path throws(ShapeError) in
      var example = try Fields(value, at: path)
      let result = Example(command: try example.string("command"), does: try example.string("does"))
      try example.finish(extensions: true)
      return result
    }
    facts = try Fact.list(&fields)
    try fields.finish(extensions: true)
    try check(fields)
  }

  private func check(_ fields: Fields) throws(ShapeError) {
    var seen: Set<String> = []
    for option in options {
      for spelling in option.spellings where !seen.insert(spelling).inserted {
        throw fields.error("options", "\(spelling) is there twice")
      }
    }
    // Options and operands share the request's `arguments`.
    seen = Set(options.map(\.name))
    for operand in operands where !seen.insert(operand.name).inserted {
      throw fields.error("operands", "\(Printable.quoted(operand.name)) is there twice")
    }
    for operand in operands.dropLast() where operand.repeats || operand.rest {
      throw fields.error("operands", "only the last operand may repeat")
    }
    for (operand, next) in zip(operands, operands.dropFirst()) where next.required && !operand.required {
      throw fields.error(
        "operands", "\(Printable.quoted(next.name)) is required, so \(Printable.quoted(operand.name)) must be")
    }
  }
}

/// A named part of what is known of the machine.
public enum Fact: String, Sendable, CaseIterable {
  /// `overview`: what `jails` has that a list of them shows.
  /// `bases`: `images` without who uses them, for what makes a jail of one: no program need be asked.
  /// `boot`: what starts jails with the machine, on FreeBSD. `shells`: root's in running jails, on FreeBSD.
  /// `confs`: the text of each jail's conf by the jail's name; left out of `jails`, which is read often.
  /// `remote`: what the mirror has; the only fact of the network.
  /// `stacks`: the addresses that network stacks of jails have now, on FreeBSD. `rulesets`: of devfs, on FreeBSD.
  /// `rules`: those of nat and rdr in force. `leases`: what the host's DHCP server has given away, and `dhcp`: that
  /// server. These are asked of programs, and never recorded.
  case host, config, remote, jails, overview, confs, images, bases, snapshots, interfaces, boot, shells, rules, plugins
  case stacks, rulesets, leases, dhcp
}

extension Fact {
  /// The member `facts`.
  static func list(_ fields: inout Fields) throws(ShapeError) -> [Fact] {
    try fields.array("facts") { value, path throws(ShapeError) in
      guard let fact = value.string.flatMap(Fact.init) else {
        let known = Fact.allCases.map(\.rawValue).joined(separator: ", ")
        throw ShapeError(path: path, reason: "is not a fact; facts are \(known)")
      }
      return fact
    }
  }
}
