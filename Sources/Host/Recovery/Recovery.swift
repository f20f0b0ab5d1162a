import Posix
import Wire

/// Finishes or takes back what dead processes left. It needs no plugin: the journals hold all of it.
public enum Recovery {
  public enum Mode: Sendable {
    /// Before another verb: journals that a recovery could not bring to an end before are left alone.
    case automatic
    /// `jailer recover`: those too.
    case again
    /// `jailer recover --abandon`: what still can't be brought to an end is given up, and its claims with it.
    case abandon
  }

  public struct Outcome: Sendable, Equatable {
    public enum Kind: String, Sendable {
      case takenBack = "taken-back"
      case finished, stuck, abandoned, corrupt, pending
    }
    public let kind: Kind
    public let transaction: String
    public let verb: String
    /// One line: what was done, or why it wasn't.
    public let text: String
    /// For `stuck` and `abandoned`: the commands that would mend it; for `pending`: what would be run.
    public let remains: [String]
  }

  /// Under the planning lock.
  public static func run(on context: ApplyContext, _ mode: Mode = .automatic) throws(Fault) -> [Outcome] {
    try outcomes(context) { (journal) throws(PosixError) in try settle(journal, context, mode) }
  }

  /// What `run` would do; changes nothing.
  public static func preview(on context: ApplyContext) throws(Fault) -> [Outcome] {
    try outcomes(context) { (journal) throws(PosixError) in
      let text = try journal.read()
      let standing = Standing(text.records)
      guard !text.corrupt, let head = text.head, let plan = text.plan, !standing.begun.isEmpty, !standing.isOver else {
        return nil
      }
      let engine = Engine(plan, journal, context, standing)
      return engine.finishesForward
        ? outcome(.pending, head, "would be finished", engine.remainingLines(from: 0))
        : outcome(.pending, head, "would be taken back", engine.undoLines)
    }
  }

  private static func outcomes(
    _ context: ApplyContext, _ outcome: (Journal) throws(PosixError) -> Outcome?
  ) throws(Fault) -> [Outcome] {
    var outcomes: [Outcome] = []
    for id in try Journals.identities(context.paths) {
      do throws(PosixError) {
        guard let journal = try Journal(adopt: id, in: context.paths.journals) else { continue }
        if let outcome = try outcome(journal) { outcomes.append(outcome) }
      } catch {
        throw Journals.unreadable(error)
      }
      if Interrupts.arrived > 1 { throw Engine.stopped }
    }
    return outcomes
  }

  private static func settle(_ journal: Journal, _ context: ApplyContext, _ mode: Mode)
    throws(PosixError) -> Outcome?
  {
    let text = try journal.read()
    let standing = Standing(text.records)
    let steps = text.plan.map { $0.tasks.flatMap(\.steps).count } ?? 0
    if text.corrupt || standing.begun.keys.contains(where: { !(0..<steps).contains($0) }) {
      return try setAside(journal, text)
    }
    guard let head = text.head, let plan = text.plan, !standing.begun.isEmpty, !standing.isOver
    else {
      // Nothing was done yet, or all of it.
      journal.close()
      return nil
    }
    if standing.isStuck, mode == .automatic { return nil }
    let isSameBoot = head.boot == ProcessMark.boot && !head.boot.isEmpty
    if isSameBoot {
      Leftovers.end(standing.children.filter { !standing.done.contains($0.key) }.flatMap(\.value))
    }
    let engine = Engine(plan, journal, context, standing)
    engine.isAfterPowerLoss = !isSameBoot
    let outcome = engine.finishesForward ? finish(engine, head) : takeBack(engine, head)
    if let outcome, outcome.kind == .stuck {
      if mode == .abandon { return try abandon(journal, outcome) }
      try? engine.note(.stuck)
    } else if outcome != nil {
      journal.close()
    }
    return outcome
  }

  private static func takeBack(_ engine: Engine, _ head: Record.Head) -> Outcome? {
    switch engine.takeBack(failed: nil) {
    case .all: return outcome(.takenBack, head, "was taken back")
    case .some(let remaining):
      let reasons = remaining.map(\.reason).joined(separator: "; ")
      return outcome(
        .stuck, head, "could not all be taken back: \(reasons)", remaining.map(\.command))
    case .stopped: return nil
    }
  }

  private static func finish(_ engine: Engine, _ head: Record.Head) -> Outcome? {
    for index in engine.steps.indices where !engine.standing.done.contains(index) {
      do throws(StepError) {
        try engine.perform(index)
        try engine.settle()
      } catch {
        guard case .failed(let fault, _) = error else { return nil }
        // Not even the first of them happened, in this life or the one before.
        if engine.canTakeBack(after: index, untouched: false) { return takeBack(engine, head) }
        let reason = [fault.message, fault.cause].compactMap { $0 }.joined(separator: ": ")
        return outcome(
          .stuck, head, "could not be finished: \(reason)", engine.remainingLines(from: index))
      }
    }
    return outcome(.finished, head, "was finished")
  }

  private static func abandon(_ journal: Journal, _ stuck: Outcome) throws(PosixError) -> Outcome {
    let place = "\(journal.folder)/\(journal.id).abandoned"
    try Files.rename(journal.path, to: place)
    return Outcome(
      kind: .abandoned, transaction: stuck.transaction, verb: stuck.verb,
      text: "\(stuck.text); it was given up, its journal is \(place)", remains: stuck.remains)
  }

  private static func setAside(_ journal: Journal, _ text: JournalText) throws(PosixError)
    -> Outcome
  {
    let place = "\(journal.folder)/\(journal.id).corrupt"
    try Files.rename(journal.path, to: place)
    let head =
      text.head ?? Record.Head(id: journal.id, verb: "?", pid: 0, since: 0, boot: "", claims: [])
    return outcome(
      .corrupt, head, "has a damaged journal, which nothing was done about: it is \(place) now")
  }

  private static func outcome(
    _ kind: Outcome.Kind, _ head: Record.Head, _ text: String, _ remains: [String] = []
  ) -> Outcome {
    let verb = Printable.clean(head.verb)
    return Outcome(
      kind: kind, transaction: head.id, verb: verb,
      text:
        "an unfinished jailer \(verb) (process \(head.pid), \(Clock.iso(Int64(head.since) * 1000))) \(text)",
      remains: remains)
  }
}
