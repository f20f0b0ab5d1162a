import Posix
import Wire

/// A plan from the planner's answer to its end.
struct PlanRun {
  let run: PluginRun
  let desk: PlanningDesk
  let lock: PlanningLock?

  private var console: Console { run.console }

  func finish(_ asked: Plan, view: View?) throws(Fault) -> Int32 {
    guard run.verb.changes else {
      throw Fault(
        .protocolFault, "the plugin \(run.plugin.manifest.name) answered \(run.spelled) with a plan",
        cause: "its manifest says that this command changes nothing")
    }
    let plan = try Expansion(desk: desk).expand(asked, of: run.plugin, run.invocation)
    if run.globals.dryRun {
      if console.json { console.print(plan.json) } else { console.print(DryRun.text(plan)) }
      return 0
    }
    if run.globals.verbose { console.warn(DryRun.text(plan)) }
    try apply(plan)
    if console.json {
      var document: JSON.Object = ["done": JSON(plan.tasks.map(\.title).filter { !$0.isEmpty })]
      document["view"] = view.map(ViewJSON.document)
      console.print(.object(document))
    } else if let view {
      console.show(view)
    }
    return 0
  }

  private func apply(_ plan: Plan) throws(Fault) {
    guard !plan.tasks.isEmpty else {
      lock?.release()
      return
    }
    Interrupts.watch()
    let transaction = try Transaction.begin(plan, verb: run.spelled, on: run.machine)
    lock?.release()
    guard !console.json else { return try transaction.apply { _ in } }
    var text = ProgressText(
      plan: plan, style: console.style(run.context.variables), isTerminal: Terminal.isTerminal(console.output))
    console.print(text.opening)
    var fault: Fault?
    var reasons: [Fault] = []
    do throws(Fault) {
      try transaction.apply { event in
        console.print(text.text(event))
        if case .ended(_, _, let reason) = event { reasons.append(reason) }
      }
    } catch { fault = error }
    console.print(text.closing)
    // The fault of a whole plan of one task is that task's; of several, only their number is.
    if plan.tasks.count > 1 { for reason in reasons { console.show(reason) } }
    if let fault { throw fault }
  }
}
