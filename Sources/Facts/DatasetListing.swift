import Posix
import Synchronization

/// The datasets and snapshots below the store as facts saw them, so that the proof that one is absent needs no second
/// zfs(8) a moment later. It counts only while the planner's plan is taken up: the first program of a step ends it.
public final class DatasetListing: Sendable {
  private enum State: Sendable {
    case unknown
    /// All that is below `top`, snapshots too.
    case seen(Set<String>, below: String)
    /// zfs(8) is still being asked whether this one is there; `nil` if it gave no answer.
    case asking(String, Background<Bool?>)
    case answered(String, Bool?)
  }

  private let state = Mutex<State>(.unknown)

  public init() {}

  // zfs-fuse doesn't bear a command that is killed.
  deinit { expire() }

  func note(_ names: [String], below top: String) {
    state.withLock { $0 = .seen(Set(names), below: top) }
  }

  /// Has `ask` find out whether `dataset` is there while this goes on.
  func begin(_ dataset: String, _ ask: @escaping @Sendable () -> Bool?) {
    let asking = Background { ask() }
    state.withLock { $0 = .asking(dataset, asking) }
  }

  /// From now on zfs(8) is asked. Waits for what is being asked: zfs-fuse can't take two commands at a time.
  public func expire() {
    state.withLock { state in
      if case .asking(_, let asking) = state { _ = asking.value() }
      state = .unknown
    }
  }

  /// `nil`: not known.
  func contains(_ name: String) -> Bool? {
    state.withLock { state in
      if case .asking(let dataset, let asking) = state { state = .answered(dataset, asking.value()) }
      return switch state {
      case .unknown, .asking: nil
      case .seen(let names, let top): name.hasPrefix(top + "/") ? names.contains(name) : nil
      case .answered(let dataset, let isThere): name == dataset ? isThere : nil
      }
    }
  }
}
