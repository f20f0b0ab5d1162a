import Posix
import Wire

/// A plan from the planner's answer to its end.
struct PlanRun {
  let run: PluginRun
  let desk: PlanningDesk
  let lock: PlanningLock?

  private var console: Console { run.console }

  enum Ending {
    /// The exit status.
    case status(Int32)
    /// Somebody else has claimed what the plan needs, and it is willing to wait.
    case taken(Claim)
  }

  func finish(_ asked: Plan, view: View?) throws(Fault) -> Ending {
    guard run.verb.changes else {
      throw Fault(
        .protocolFault, "the plugin \(run.plugin.manifest.name) answered \(run.spelled) with a plan",
        cause: "its manifest says that this command changes nothing")
    }
    let plan = try Expansion(desk: desk).expand(asked, of: run.plugin, run.invocation)
    if run.globals.dryRun {
      if console.json { console.print(plan.json) } else { console.print(DryRun.text(plan)) }
      return .status(0)
    }
    if plan.waits, let claim = try Transaction.taken(plan, run.paths) { return .taken(claim) }
    if run.globals.verbose { console.warn(DryRun.text(plan)) }
    let outcome = try apply(plan)
    if console.json { console.print(outcome.json(view)) }
    if let view, outcome.fault == nil { if console.json { console.warn(view) } else { console.show(view) } }
    if let fault = outcome.fault {
      if !console.json { console.show(fault) }
      return .status(Interruption.status(of: fault))
    }
    return .status(view?.differs == true ? 1 : 0)
  }

  private func apply(_ plan: Plan) throws(Fault) -> PlanOutcome {
    var outcome = PlanOutcome()
    guard !plan.tasks.isEmpty else {
      lock?.release()
      return outcome
    }
    Interrupts.watch()
    let transaction = try Transaction.begin(plan, verb: run.spelled, on: desk.machine)
    lock?.release()
    var text = ProgressText(
      plan: plan, style: console.style(run.context.variables), isTerminal: Terminal.isTerminal(console.output))
    text.columns = Terminal.width(console.output) ?? 80
    let shown = !console.json
    if shown { console.print(text.opening) }
    do throws(Fault) {
      try transaction.apply { event in
        outcome.note(event)
        if shown { console.print(text.text(event)) }
      }
    } catch {
      outcome.fault = error
    }
    if shown { console.print(text.closing) }
    // Of a plan with one task the fault is the command's own.
    if shown, plan.tasks.count > 1 { for failed in outcome.failed { console.show(failed.fault) } }
    return outcome
  }
}

/// What came of a plan.
struct PlanOutcome {
  private(set) var done: [String] = []
  private(set) var failed: [(title: String, fault: Fault)] = []
  var fault: Fault?

  mutating func note(_ event: Progress) {
    switch event {
    case .done(_, let title): if !title.isEmpty { done.append(title) }
    case .ended(_, let title, let fault): failed.append((title, fault))
    case .began, .bytes, .failed: break
    }
  }

  func json(_ view: View?) -> JSON {
    var document: JSON.Object = [:]
    // What a plan that is taken back as a whole had done is no longer so.
    if fault == nil || !failed.isEmpty { document["done"] = JSON(done) }
    if !failed.isEmpty {
      document["failed"] = .array(failed.map { ["title": .string($0.title), "error": $0.fault.json] })
    }
    let said = view.flatMap { $0.content == .text("") && $0.json == nil ? nil : $0 }
    if let fault { document["error"] = fault.json } else { document["view"] = said.map(ViewJSON.document) }
    return .object(document)
  }
}
