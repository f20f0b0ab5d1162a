import Posix
import Wire

/// A plan, or one task of an independent plan, under one journal.
final class Undertaking {
  let plan: Plan
  /// The number of its first task in the whole plan.
  let offset: Int
  /// `nil` where there is nothing to do.
  private let engine: Engine?

  init(_ plan: Plan, offset: Int, _ head: Record.Head, _ context: ApplyContext) throws(PosixError) {
    self.plan = plan
    self.offset = offset
    guard plan.tasks.contains(where: { !$0.steps.isEmpty }) else {
      engine = nil
      return
    }
    let journal = try Journal(in: context.paths.journals, id: head.id, [.head(head), .plan(plan)])
    engine = Engine(plan, journal, context)
  }

  func cancel() { engine?.journal.close() }

  func run(_ report: (Progress) -> Void) throws(Fault) {
    // The engine lives as long as this call at least.
    let outcome: Fault? = withoutActuallyEscaping(report) { report in
      engine?.bytes = { report(.bytes($0, of: $1)) }
      defer { engine?.bytes = { _, _ in } }
      return steps(report)
    }
    if let outcome { throw outcome }
  }

  private func steps(_ report: (Progress) -> Void) -> Fault? {
    var index = 0
    for (number, task) in plan.tasks.enumerated() {
      report(.began(task: offset + number, title: task.title))
      for _ in task.steps {
        do throws(StepError) { try engine?.perform(index) } catch {
          report(.failed(task: offset + number, title: task.title))
          return engine?.end(error, at: index)
        }
        index += 1
      }
      // What the user saw done isn't taken back by a crash at this moment.
      if number == plan.tasks.count - 1, let engine {
        do throws(StepError) { try engine.settle() } catch {
          report(.failed(task: offset + number, title: task.title))
          return engine.end(error, at: index - 1, isDone: true)
        }
        engine.journal.close()
      }
      report(.done(task: offset + number, title: task.title))
    }
    return nil
  }
}

extension Engine {
  /// Takes everything back after the step at `index` failed, if that can be, and says what came of it.
  /// - Parameter isDone: the step came to its end; what failed came after it.
  func end(_ error: StepError, at index: Int, isDone: Bool = false) -> Fault {
    var reason = Fault(.interrupted, "interrupted, and taken back")
    var untouched = standing.begun[index] == nil
    var failed: Int?
    if case .failed(let fault, let nothing) = error {
      // A signal that came while the last step was being finished is why the plan ends here.
      if Interrupts.arrived == 0 { reason = fault }
      untouched = untouched || nothing
      failed = isDone ? nil : index
    } else if Interrupts.arrived > 1 {
      return Engine.stopped
    }
    guard canTakeBack(after: index, untouched: untouched) else {
      return leftToDo(from: index, error)
    }
    switch takeBack(failed: failed, untouched: untouched) {
    case .all:
      journal.close()
      return reason
    case .some(let remaining):
      try? note(.stuck)
      return Engine.partlyUndone(reason, remaining)
    case .stopped: return Engine.stopped
    }
  }

  static let stopped = Fault(
    .interrupted, "stopped half-way by a second signal",
    hint: "jailer recover takes it back or finishes it")

  static func partlyUndone(_ reason: Fault, _ remaining: [Remaining]) -> Fault {
    let reasons = ([reason.cause] + remaining.map { "not taken back: \($0.reason)" }).compactMap {
      $0
    }
    let commands = remaining.map(\.command).filter { !$0.isEmpty }
    return Fault(
      .partlyUndone, "\(reason.message), and not all could be taken back",
      cause: reasons.joined(separator: "\n"),
      hint: (commands + ["jailer recover"]).joined(separator: "\n"))
  }

  /// What can't be taken back has begun: recovery finishes it.
  private func leftToDo(from index: Int, _ error: StepError) -> Fault {
    var fault = Engine.stopped
    if case .failed(let why, _) = error { fault = why }
    let lines = remainingLines(from: index).map { "left to do: \($0)" }
    return Fault(
      .partlyUndone, "\(fault.message), and what came before can't be taken back",
      cause: ([fault.cause].compactMap { $0 } + lines).joined(separator: "\n"),
      hint: "jailer recover")
  }

  func remainingLines(from index: Int) -> [String] {
    steps[index...].indices.filter { !standing.done.contains($0) }.flatMap {
      ShellLine.lines(steps[$0].action)
    }
  }
}
