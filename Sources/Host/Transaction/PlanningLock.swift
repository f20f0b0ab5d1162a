import Platform
import Wire

/// Held while facts are gathered, a plan is made and its journal opened: plans are made one after the other.
public final class PlanningLock {
  /// Waits for whoever plans now.
  public static func acquire(_ paths: Paths) throws(Fault) -> PlanningLock { PlanningLock() }
  public func release() {}
}
