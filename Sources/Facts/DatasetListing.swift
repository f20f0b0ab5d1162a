import Synchronization

/// The datasets and snapshots below the store as facts saw them, so that the proof that one is absent needs no second
/// zfs(8) a moment later. It counts only while the planner's plan is taken up: the first program of a step ends it.
public final class DatasetListing: Sendable {
  private struct Seen: Sendable {
    var top = ""
    var names: Set<String> = []
  }

  private let seen = Mutex<Seen?>(nil)

  public init() {}

  func note(_ names: [String], below top: String) {
    seen.withLock { $0 = Seen(top: top, names: Set(names)) }
  }

  /// From now on zfs(8) is asked.
  public func expire() { seen.withLock { $0 = nil } }

  /// `nil`: not known.
  func contains(_ name: String) -> Bool? {
    seen.withLock { seen in
      guard let seen, name.hasPrefix(seen.top + "/") else { return nil }
      return seen.names.contains(name)
    }
  }
}
