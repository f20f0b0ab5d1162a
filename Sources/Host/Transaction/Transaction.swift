import Glibc
import Platform
import Posix
import Wire

/// A plan from its journal's first record to its removal: applied as a whole or taken back as a whole. Of an
/// independent plan that holds for each task.
public final class Transaction {
  public let plan: Plan
  private let parts: [Undertaking]

  private init(_ plan: Plan, _ parts: [Undertaking]) {
    self.plan = plan
    self.parts = parts
  }

  /// Checks all that can be known before, and opens the journal, which from now on holds the plan's claims.
  /// The caller holds the planning lock (`PlanningLock`) and lets go of it afterwards.
  /// - Throws: `busy` (a claim is taken: which, by whom, since when), `exists`, `unavailable`, `not-found`, `bad-data`.
  public static func begin(_ plan: Plan, verb: String, on context: ApplyContext) throws(Fault)
    -> Transaction
  {
    if Interrupts.arrived > 0 { throw Fault(.interrupted, "interrupted before anything was done") }
    let plans =
      plan.independent ? plan.tasks.map { Plan(tasks: [$0], heading: plan.heading) } : [plan]
    try checkReadable(plans)
    try checkClaims(plan, context.paths)
    // What a task of an ordered plan finds is what those before it have left.
    for plan in plan.ordered ? [plan] : plans { try Preflight(context).check(plan.tasks.flatMap(\.steps)) }
    var parts: [Undertaking] = []
    do throws(PosixError) {
      if plan.tasks.contains(where: { !$0.steps.isEmpty }) {
        try Files.makeDirectories(context.paths.state)
        try Files.makeDirectories(context.paths.journals, mode: 0o700)
      }
      let boot = ProcessMark.boot
      for (offset, plan) in plans.enumerated() {
        let head = Record.Head(
          id: try identity(), verb: verb, pid: Int(getpid()), since: Int(Clock.wall() / 1000),
          boot: boot,
          claims: plan.tasks.flatMap(\.claims))
        parts.append(try Undertaking(plan, offset: offset, head, context))
      }
    } catch {
      for part in parts { part.cancel() }
      throw .state(context.paths, error)
    }
    return Transaction(plan, parts)
  }

  /// Sorts by time.
  private static func identity() throws(PosixError) -> String {
    "\(String(Clock.wall(), radix: 16))-\(getpid())-\(try Random.text(4))"
  }

  /// A plan that a recovery couldn't read back isn't begun.
  private static func checkReadable(_ plans: [Plan]) throws(Fault) {
    for plan in plans {
      do throws(ShapeError) {
        _ = try Record(Record.plan(plan).json)
      } catch {
        throw Fault(.protocolFault, "the plan can't be carried out", cause: error.text)
      }
    }
  }

  /// The first of its claims that another transaction holds.
  static func taken(_ plan: Plan, _ paths: Paths) throws(Fault) -> Claim? {
    let wanted = Set(plan.tasks.flatMap(\.claims))
    return wanted.isEmpty ? nil : try Journals.claims(paths).first { wanted.contains($0.text) }
  }

  private static func checkClaims(_ plan: Plan, _ paths: Paths) throws(Fault) {
    if let taken = try taken(plan, paths) { throw busy(taken) }
  }

  static func busy(_ taken: Claim) -> Fault {
    let since = Clock.iso(Int64(taken.since) * 1000)
    return Fault(
      .busy,
      "\(Printable.clean(taken.text)) is taken by an unfinished jailer \(Printable.clean(taken.verb))",
      cause: "process \(taken.pid), since \(since), transaction \(taken.transaction)",
      hint: "try again; if that process is gone: jailer recover, or jailer recover --abandon")
  }

  /// Runs the steps. Without the planning lock.
  /// - Throws: `partly-undone`, `interrupted` (`Interrupts.received` says by which signal), or what a step failed with,
  ///   after all was taken back: mostly `failed`.
  public func apply(_ report: (Progress) -> Void) throws(Fault) {
    guard plan.independent else { return try parts[0].run(report) }
    var faults: [(task: Plan.Task, fault: Fault)] = []
    for part in parts {
      if Interrupts.arrived > 0 || plan.ordered && !faults.isEmpty {
        part.cancel()
        continue
      }
      do throws(Fault) { try part.run(report) } catch {
        faults.append((part.plan.tasks[0], error))
        report(.ended(task: part.offset, title: part.plan.tasks[0].title, error))
      }
    }
    if let fault = together(faults) { throw fault }
    if Interrupts.arrived > 0 { throw Fault(.interrupted, "interrupted; what was done stays") }
  }

  private func together(_ faults: [(task: Plan.Task, fault: Fault)]) -> Fault? {
    guard let first = faults.first else { return nil }
    if parts.count == 1 { return first.fault }
    let codes: [Fault.Code] = [.partlyUndone, .interrupted]
    let code = codes.first { code in faults.contains { $0.fault.code == code } } ?? .failed
    let names = faults.map { Printable.clean($0.task.label ?? $0.task.title) }
    return Fault(code, "\(faults.count) of \(parts.count) failed: \(names.joined(separator: ", "))")
  }

  /// Lets the plan go without having run any of it.
  public func cancel() {
    for part in parts { part.cancel() }
  }
}
