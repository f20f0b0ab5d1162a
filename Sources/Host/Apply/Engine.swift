import Posix
import Wire

/// Runs the steps of one plan and takes them back. Each change of its standing is in the journal first.
final class Engine {
  let steps: [Step]
  let journal: Journal
  let context: ApplyContext
  var standing: Standing
  var bytes: (Int, Int?) -> Void = { _, _ in }
  /// The machine has started anew since the steps ran.
  var isAfterPowerLoss = false
  private let unsynced = Unsynced()

  init(_ plan: Plan, _ journal: Journal, _ context: ApplyContext, _ standing: Standing = Standing()) {
    steps = plan.tasks.flatMap(\.steps)
    self.journal = journal
    self.context = context
    self.standing = standing
  }

  /// The first step that can't be taken back, if it has begun.
  var firstIrreversible: Int? {
    steps.indices.first { steps[$0].undo == .irreversible && standing.begun[$0] != nil }
  }

  func note(_ record: Record, sync: Bool = true) throws(StepError) {
    do { try journal.append(record, sync: sync) } catch {
      throw .posix("the journal can't be written", error)
    }
    standing.note(record)
  }

  /// One step, from the proof that its things are absent to the proof that what should be gone is.
  func perform(_ index: Int) throws(StepError) {
    let step = steps[index]
    let isFinal = step.undo == .irreversible
    if !isFinal || firstIrreversible == nil, Interrupts.arrived > 0 { throw .interrupted }
    let proof = Proof(context.probe)
    let again = standing.begun[index] != nil
    // Of a step that a recovery finishes: done before the crash, but not noted.
    if again, !step.gone.isEmpty, try proof.present(step.gone).isEmpty { return noteDone(index) }
    if !again { try proof.allAbsent(step.absent) }
    var change = FileChange(step: index, journal: journal, unsynced: unsynced)
    change.isCovered = step.undo == .nothing
    // What can't be taken back relies on all before it.
    if isFinal { try settle() }
    let before: Before
    if let known = standing.begun[index] {
      before = known
    } else {
      before = try change.before(step.action)
    }
    // A step with nothing to take back, or nothing after a reboot, may lose its record with the power.
    if !again { try note(.begin(index, before), sync: step.undo != .nothing && !step.endsWithPower) }
    try run(step, index, &change, before, isFinal ? .persistent : .reversible)
    // zfs(8)'s own status says as much about a dataset as asking it again.
    if let left = try? proof.present(step.gone.filter { ![.dataset, .snapshot].contains($0.kind) }).first {
      let fault = Fault(
        .failed, "\(left.described) is still there after \(ShellLine.short(step.action))")
      throw .failed(fault, untouched: false)
    }
    noteDone(index)
  }

  /// Lost on a full disk or in a crash, it only makes a recovery look twice.
  private func noteDone(_ index: Int) {
    standing.note(.done(index))
    try? journal.append(.done(index), sync: false)
  }

  private func run(
    _ step: Step, _ index: Int, _ change: inout FileChange, _ before: Before, _ watch: Watch
  ) throws(StepError) {
    if step.action.isFileChange {
      if let actual = try change.perform(step.action, before) { try note(.begin(index, actual)) }
    } else {
      var performer = Performer(context: context, watch: watch, retry: Int64(step.retry))
      performer.lock = step.lock
      performer.bytes = step.progress == nil ? { _, _ in } : bytes
      performer.started = { self.noteChildren(index, $0) }
      // What the failed try has made is in the way of another.
      performer.mayTryAgain = {
        (try? Proof(self.context.probe).present(step.absent))?.isEmpty ?? false
      }
      // A program may make and unmake datasets.
      context.probe.datasets?.expire()
      guard index == steps.count - 1 else { return try performer.perform(step.action) }
      try whileSyncing { () throws(StepError) in try performer.perform(step.action) }
    }
  }

  /// What the steps so far have written is on the disk when this returns.
  func settle() throws(StepError) {
    do throws(PosixError) { try unsynced.sync() } catch {
      throw .posix("what was written can't be synced", error, untouched: false)
    }
  }

  /// What is left to sync before the last step (`perform`) is synced while that runs. A failure waits for `settle`.
  private func whileSyncing(_ body: () throws(StepError) -> Void) throws(StepError) {
    if unsynced.isEmpty { return try body() }
    let syncing = Background { [unsynced] in _ = try? unsynced.sync() }
    defer { syncing.value() }
    try body()
  }

  private func noteChildren(_ index: Int, _ marks: [ProcessMark]) {
    try? journal.append(.children(index, marks), sync: false)
  }

  /// After the step at `index` failed: whether nothing of what can't be taken back has happened.
  func canTakeBack(after index: Int, untouched: Bool) -> Bool {
    guard let first = firstIrreversible else { return true }
    guard first == index, !standing.done.contains(index) else { return false }
    if untouched { return true }
    let step = steps[index]
    // Half of a tree may be gone, and its top still there.
    if case .remove(_, true) = step.action { return false }
    guard !step.gone.isEmpty, let there = try? Proof(context.probe).present(step.gone) else {
      return false
    }
    return there.count == step.gone.count
  }
}

extension Step {
  /// Whether all that it makes is gone after a reboot.
  fileprivate var endsWithPower: Bool {
    guard case .action = undo, !absent.isEmpty else { return false }
    return absent.allSatisfy { [.jail, .interface, .mount].contains($0.kind) }
  }
}
