import Posix
import Synchronization

/// The datasets and snapshots below the store as facts saw them, so that the proof that one is absent needs no second
/// zfs(8) a moment later. It counts only while the planner's plan is taken up: the first program of a step ends it.
public final class DatasetListing: Sendable {
  private struct Seen: Sendable {
    var top = ""
    var names: Set<String> = []
    /// Whether it has all that is below, snapshots too, or only the datasets one level down.
    var isDeep = true
  }

  private enum State: Sendable {
    case unknown
    case seen(Seen)
    /// zfs(8) is still being asked; `nil` if it gave no answer.
    case asking(Background<Seen?>)
  }

  private let state = Mutex<State>(.unknown)

  public init() {}

  // zfs-fuse doesn't bear a command that is killed.
  deinit { expire() }

  func note(_ names: [String], below top: String) {
    state.withLock { $0 = .seen(Seen(top: top, names: Set(names))) }
  }

  /// Has `ask` list the datasets one level below `top` while this goes on.
  func begin(below top: String, _ ask: @escaping @Sendable () -> [String]?) {
    let asking = Background { ask().map { Seen(top: top, names: Set($0), isDeep: false) } }
    state.withLock { $0 = .asking(asking) }
  }

  /// From now on zfs(8) is asked. Waits for what is being asked: zfs-fuse can't take two commands at a time.
  public func expire() {
    state.withLock { state in
      if case .asking(let asking) = state { _ = asking.value() }
      state = .unknown
    }
  }

  /// `nil`: not known.
  func contains(_ name: String) -> Bool? {
    state.withLock { state in
      if case .asking(let asking) = state { state = asking.value().map(State.seen) ?? .unknown }
      guard case .seen(let seen) = state, name.hasPrefix(seen.top + "/") else { return nil }
      let isBelow = seen.isDeep || !name.dropFirst(seen.top.count + 1).contains { "/@".contains($0) }
      return isBelow ? seen.names.contains(name) : nil
    }
  }
}
