import Wire

/// Puts the steps of other commands in the place of `invoke`, each checked under its own manifest.
struct Expansion {
  let desk: PlanningDesk
  /// The command lines that led here.
  private var trail: [[String]] = []

  init(desk: PlanningDesk) { self.desk = desk }

  /// - Returns: the plan without any `invoke`, all of it permitted.
  func expand(_ plan: Plan, of plugin: PluginFolder.Plugin, _ invocation: Invocation) throws(Fault) -> Plan {
    try desk.policy(for: plugin.manifest, invocation).check(plan)
    var result = plan
    for index in plan.tasks.indices {
      result.tasks[index].steps = []
      for step in plan.tasks[index].steps {
        guard case .invoke(let words) = step.action else {
          result.tasks[index].steps.append(step)
          continue
        }
        let invoked = try invoked(words, by: plugin)
        result.waits = result.waits || invoked.waits
        result.tasks[index].claims += invoked.tasks.flatMap(\.claims).filter {
          !result.tasks[index].claims.contains($0)
        }
        for var inner in invoked.tasks.flatMap(\.steps) {
          inner.id = "\(step.id).\(inner.id)"
          result.tasks[index].steps.append(inner)
        }
      }
    }
    try checkOrder(result, plugin)
    return result
  }

  private func invoked(_ words: [String], by caller: PluginFolder.Plugin) throws(Fault) -> Plan {
    let spelled = Printable.clean(words.joined(separator: " "))
    guard !trail.contains(words) else {
      throw Fault(.protocolFault, "the plugin \(caller.manifest.name) invokes \(spelled), which leads back to it")
    }
    guard trail.count < Limits.rounds else {
      throw Fault(.protocolFault, "commands invoke each other deeper than \(Limits.rounds)", cause: spelled)
    }
    var rest = Words(words)
    guard let name = rest.take(), Name.isVerb(name), let plugin = try desk.run.folder.load(name) else {
      throw Fault(.unavailable, "the plugin \(caller.manifest.name) invokes \(spelled)", cause: "there is no such verb")
    }
    guard
      case .run(let invocation) = try ArgumentParser(manifest: plugin.manifest).parse(rest, globals: desk.run.globals)
    else { throw Fault(.protocolFault, "the plugin \(caller.manifest.name) invokes help: \(spelled)") }
    guard invocation.verb.changes else {
      throw Fault(.protocolFault, "the plugin \(caller.manifest.name) invokes \(spelled)", cause: "it changes nothing")
    }
    var deeper = self
    deeper.trail.append(words)
    return try deeper.expand(try plan(of: invocation, plugin, spelled), of: plugin, invocation)
  }

  /// What an invoked command would confirm was confirmed with the command that invokes it.
  private func plan(of invocation: Invocation, _ plugin: PluginFolder.Plugin, _ spelled: String) throws(Fault) -> Plan {
    var answers = JSON.Object()
    var state = JSON.null
    for round in 0..<Limits.rounds {
      switch try desk.ask(invocation, of: plugin, round: round, answers: answers, state: state) {
      case .plan(let plan, _): return plan
      case .error(let fault): throw fault
      case .ask(let ask) where ask.kind == .confirm:
        answers[ask.name] = true
        state = ask.state
      case .ask: throw Fault(.usage, "\(spelled) has a question that only a user can answer", hint: "jailer \(spelled)")
      case .view, .handover:
        throw Fault(.protocolFault, "the plugin \(plugin.manifest.name) has no plan for \(spelled)")
      }
    }
    throw Fault(.protocolFault, "the plugin \(plugin.manifest.name) asked more than \(Limits.rounds) questions")
  }

  /// The rules of a plan hold for what it became, too.
  private func checkOrder(_ plan: Plan, _ plugin: PluginFolder.Plugin) throws(Fault) {
    let name = plugin.manifest.name
    guard plan.tasks.reduce(0, { $0 + $1.steps.count }) <= Limits.steps else {
      throw Fault(.protocolFault, "the plan of \(name) has more than \(Limits.steps) steps")
    }
    var past: String?
    for task in plan.tasks {
      if plan.independent { past = nil }
      for step in task.steps {
        if step.undo == .irreversible {
          past = step.id
        } else if let past {
          throw Fault(
            .protocolFault, "the plan of \(name) can't be taken back",
            cause: "step \(Printable.quoted(step.id)) follows the irreversible \(Printable.quoted(past))")
        }
      }
    }
  }
}
