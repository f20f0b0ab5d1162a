import Wire

/// One plan from its journal's first record to its removal: applied as a whole, or taken back as a whole.
public final class Transaction {
  public let id: String
  public let plan: Plan

  init(id: String, plan: Plan) {
    self.id = id
    self.plan = plan
  }

  /// Checks all that can be known before, and opens the journal, which from now on holds the plan's claims.
  /// The caller holds the planning lock (`PlanningLock`) and lets go of it afterwards.
  /// - Throws: `busy` (a claim is taken: which, by whom, since when), `exists`, `unavailable`, `not-found`, `bad-data`.
  public static func begin(_ plan: Plan, verb: String, on context: ApplyContext) throws(Fault) -> Transaction {
    throw Fault(.unavailable, "not built yet")
  }

  /// Runs the steps. Without the planning lock.
  /// - Throws: `failed` (all taken back), `partly-undone`, `interrupted` (`Interrupts.received` says by which signal).
  public func apply(_ report: (Progress) -> Void) throws(Fault) {}

  /// Lets the plan go without having run any of it.
  public func cancel() {}
}
