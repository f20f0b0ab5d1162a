import Wire

/// The verbs that need no plugin.
extension Host {
  func version(_ start: Words, _ before: GlobalOptions) throws(Fault) -> Int32 {
    let globals = try onlyGlobals("version", start, before)
    if globals.help { return try help(Words(["version"]), globals) }
    let console = Console(globals: globals, output: context.output, error: context.error)
    if globals.json {
      console.print([
        "jailer": .string(jailerVersion), "protocol": .integer(protocolVersion),
        "system": .string(context.system.rawValue),
      ])
    } else {
      console.print("jailer \(jailerVersion)\n")
    }
    return console.status(0)
  }

  /// Finishes or takes back what dead processes left, also what an earlier recovery could not.
  func recover(_ start: Words, _ before: GlobalOptions) throws(Fault) -> Int32 {
    let globals = try onlyGlobals("recover", start, before)
    if globals.help { return try help(Words(["recover"]), globals) }
    let console = Console(globals: globals, output: context.output, error: context.error)
    guard context.user == 0 else { throw Fault(.notPermitted, "recover needs root") }
    guard !globals.dryRun else { throw Fault(.usage, "recover has no dry run") }
    let machine = ApplyContext(paths: try paths(globals), tools: context.tools, input: context.input)
    let lock = try PlanningLock.acquire(machine.paths)
    defer { lock.release() }
    let outcomes = try Recovery.run(on: machine, again: true)
    if globals.json {
      console.print(.array(outcomes.map(\.json)))
    } else {
      for outcome in outcomes { console.print(RecoveryText.lines(outcome)) }
    }
    let isStuck = outcomes.contains { $0.kind == .stuck || $0.kind == .corrupt }
    return console.status(isStuck ? Fault.Code.partlyUndone.exitStatus : 0)
  }

  private func onlyGlobals(_ verb: String, _ start: Words, _ globals: GlobalOptions) throws(Fault) -> GlobalOptions {
    var words = start
    var scanner = OptionScanner(globals: globals)
    while words.atOption { try scanner.takeOption(from: &words) }
    if let extra = words.peek { throw Fault(.usage, "\(verb): unexpected argument \(Printable.quoted(extra))") }
    return scanner.globals
  }
}

extension Recovery.Outcome {
  var json: JSON {
    [
      "kind": .string(kind.rawValue), "transaction": .string(transaction), "verb": .string(verb),
      "text": .string(text), "remains": JSON(remains),
    ]
  }
}
