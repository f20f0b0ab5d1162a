import Posix
import Wire

extension Engine {
  /// A step whose undo failed.
  struct Remaining {
    /// What a person would run to mend it.
    let command: String
    let reason: String
  }

  enum TakenBack {
    case all
    case some([Remaining])
    case stopped
  }

  /// Milliseconds for one undo.
  static let undoTime: Int64 = 30_000
  /// Milliseconds for which a failing undo is tried again, at least: what a killed step held is let go of by then.
  static let undoRetry: Int64 = 500
  /// The same where a dataset is unmade: a jail that was just ended may hold its mounts for a moment.
  static let datasetRetry: Int64 = 10_000

  /// Undoes what has begun, last first, and goes on past failures.
  /// - Parameter failed: the step that failed under this process's eyes, `nil` after a crash; `untouched`: it changed nothing.
  func takeBack(failed: Int?, untouched: Bool = false) -> TakenBack {
    try? note(.takingBack)
    var remaining: [Remaining] = []
    for index in standing.begun.keys.sorted(by: >) where !standing.undone.contains(index) {
      // It did not happen, or this would not be called.
      if steps[index].undo == .irreversible || index == failed && untouched { continue }
      do throws(StepError) {
        try undo(index, isFailed: index == failed)
        try? note(.undone(index))
      } catch {
        switch error {
        case .interrupted: return .stopped
        case .failed(let fault, _):
          let cause = fault.cause.map { "\(fault.message): \($0)" } ?? fault.message
          remaining.append(Remaining(command: undoLine(index), reason: cause))
        }
      }
    }
    return remaining.isEmpty ? .all : .some(remaining)
  }

  /// The first step that can't be taken back has begun, and nothing was taken back yet.
  var finishesForward: Bool { firstIrreversible != nil && !standing.isTakingBack }

  /// What taking back would run, as a person would type it.
  var undoLines: [String] {
    standing.begun.keys.sorted(by: >).filter { index in
      !standing.undone.contains(index) && steps[index].undo != .nothing && steps[index].undo != .irreversible
    }.map(undoLine)
  }

  private func undo(_ index: Int, isFailed: Bool) throws(StepError) {
    let step = steps[index]
    let watch = Watch.persistent.within(milliseconds: Self.undoTime)
    let certain = standing.done.contains(index)
    switch step.undo {
    case .nothing, .irreversible: return
    case .inherent:
      do throws(PosixError) {
        var change = FileChange(step: index, journal: journal, unsynced: Unsynced())
        change.isAfterPowerLoss = isAfterPowerLoss
        try change.revert(step.action, standing.begun[index] ?? .nothing, certain: certain)
      } catch {
        throw .posix("\(ShellLine.short(step.action)) can't be taken back", error)
      }
    case .action(let action):
      if try neverHappened(step, action, isFailed: isFailed) { return }
      try perform(action, step, watch)
    }
  }

  /// Whether there is nothing to undo, or nothing that may be.
  private func neverHappened(_ step: Step, _ action: Action, isFailed: Bool) throws(StepError)
    -> Bool
  {
    if !step.absent.isEmpty {
      // Where it can't be told, the undo itself finds out.
      return (try? Proof(context.probe).present(step.absent))?.isEmpty ?? false
    }
    guard isFailed else { return false }
    // Without a proof of absence only what was proven absent with an earlier step may go.
    if case .remove = action { return false }
    return true
  }

  private func perform(_ action: Action, _ step: Step, _ watch: Watch) throws(StepError) {
    let proof = Proof(context.probe)
    do throws(StepError) {
      var performer = Performer(context: context, watch: watch)
      performer.lock = step.lock
      let isDataset = step.absent.contains { $0.kind == .dataset }
      performer.retry = max(Int64(step.retry), isDataset ? Self.datasetRetry : Self.undoRetry)
      try performer.perform(action)
    } catch {
      if case .interrupted = error { throw error }
      // It complains, but what it should remove isn't there.
      if !step.absent.isEmpty, try proof.present(step.absent).isEmpty { return }
      throw error
    }
    if let left = try proof.present(step.absent).first {
      throw .failed(Fault(.failed, "\(left.described) is still there"), untouched: false)
    }
  }

  private func undoLine(_ index: Int) -> String {
    let step = steps[index]
    if case .action(let action) = step.undo {
      return ShellLine.lines(action).joined(separator: "\n")
    }
    switch (step.action, standing.begun[index]) {
    case (_, .file(let path, .absent)?): return "rm \(ShellWord.quote(path))"
    case (_, .file(let path, .kept(let name, _, _, _))?):
      return "cp \(ShellWord.quote("\(journal.folder)/\(name)")) \(ShellWord.quote(path))"
    case (_, .file(let path, .link(let target))?):
      return "ln -sfn \(ShellWord.quote(target)) \(ShellWord.quote(path))"
    case (_, .folders(let folders)?):
      return folders.last.map { "rmdir \(ShellWord.quote($0))" } ?? ""
    case (.rename(let from, let to), _):
      return "mv -n \(ShellWord.quote(to)) \(ShellWord.quote(from))"
    default: return ShellLine.short(step.action)
    }
  }
}
