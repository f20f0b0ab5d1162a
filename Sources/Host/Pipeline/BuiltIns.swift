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

  /// Finishes or takes back what dead processes left, also what an earlier recovery could not. `--abandon` gives up what
  /// can't be brought to an end.
  func recover(_ start: Words, _ before: GlobalOptions) throws(Fault) -> Int32 {
    var abandon = false
    let globals = try onlyGlobals("recover", start, before, flag: "--abandon", &abandon)
    if globals.help { return try help(Words(["recover"]), globals) }
    let console = Console(globals: globals, output: context.output, error: context.error)
    guard globals.facts == nil else {
      throw Fault(.usage, "recover is about this machine's journals", hint: "leave out --facts", field: "facts")
    }
    guard context.user == 0 else { throw Fault(.notPermitted, "recover needs root") }
    let machine = ApplyContext(paths: try paths(globals), tools: context.tools, input: context.input)
    let outcomes: [Recovery.Outcome]
    if globals.dryRun {
      outcomes = try Recovery.preview(on: machine)
    } else {
      let lock = try PlanningLock.acquire(machine.paths)
      defer { lock.release() }
      outcomes = try Recovery.run(on: machine, abandon ? .abandon : .again)
    }
    if globals.json {
      console.print(.array(outcomes.map(\.json)))
    } else {
      for outcome in outcomes { console.print(RecoveryText.lines(outcome)) }
    }
    let unmended: Set<Recovery.Outcome.Kind> = [.stuck, .abandoned, .corrupt]
    let isMended = !outcomes.contains { unmended.contains($0.kind) }
    return console.status(isMended ? 0 : Fault.Code.partlyUndone.exitStatus)
  }

  private func onlyGlobals(_ verb: String, _ start: Words, _ globals: GlobalOptions) throws(Fault) -> GlobalOptions {
    var none = false
    return try onlyGlobals(verb, start, globals, flag: nil, &none)
  }

  private func onlyGlobals(
    _ verb: String, _ start: Words, _ globals: GlobalOptions, flag: String?, _ isGiven: inout Bool
  ) throws(Fault) -> GlobalOptions {
    var words = start
    var scanner = OptionScanner(globals: globals)
    while words.atOption {
      if let flag, words.peek == flag {
        isGiven = true
        _ = words.take()
      } else {
        try scanner.takeOption(from: &words)
      }
    }
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
