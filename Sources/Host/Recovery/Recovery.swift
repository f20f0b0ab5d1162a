import Posix
import Wire

/// Finishes or takes back what dead processes left. It needs no plugin: the journals hold all of it.
public enum Recovery {
  public struct Outcome: Sendable, Equatable {
    public enum Kind: String, Sendable { case takenBack = "taken-back", finished, stuck, corrupt }
    public let kind: Kind
    public let transaction: String
    public let verb: String
    /// One line: what was done, or why it wasn't.
    public let text: String
    /// For `stuck`: the commands that would mend it.
    public let remains: [String]
  }

  /// Under the planning lock. Journals that a recovery could not bring to an end before are left alone, unless `again`
  /// (that is `jailer recover`).
  public static func run(on context: ApplyContext, again: Bool = false) throws(Fault) -> [Outcome] {
    var outcomes: [Outcome] = []
    for id in try Journals.identities(context.paths) {
      do throws(PosixError) {
        guard let journal = try Journal(adopt: id, in: context.paths.journals) else { continue }
        if let outcome = try settle(journal, context, again: again) { outcomes.append(outcome) }
      } catch {
        throw Journals.unreadable(error)
      }
      if Interrupts.arrived > 1 { throw Engine.stopped }
    }
    return outcomes
  }

  private static func settle(_ journal: Journal, _ context: ApplyContext, again: Bool)
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
    if standing.isStuck, !again { return nil }
    if head.boot == ProcessMark.boot, !head.boot.isEmpty {
      Leftovers.end(standing.children.filter { !standing.done.contains($0.key) }.flatMap(\.value))
    }
    let engine = Engine(plan, journal, context, standing)
    let outcome =
      engine.firstIrreversible != nil && !standing.isTakingBack
      ? finish(engine, head) : takeBack(engine, head)
    if outcome?.kind == .stuck {
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
      do throws(StepError) { try engine.perform(index) } catch {
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
