import CPosix
import Glibc

/// Work on a thread of its own. A child process that it starts must have ended when it returns: what a child is sent
/// on its parent's death comes when that thread ends.
public struct Background<T: Sendable>: Sendable {
  private let outcome: Outcome
  private let thread: Thread?

  /// Starts it. Where no thread can be had, the caller does it here and now.
  /// - Parameter elsewhere: on another processor than the caller's, where this process may use one.
  public init(elsewhere: Bool = false, _ work: @escaping @Sendable () -> T) {
    let outcome = Outcome(work)
    self.outcome = outcome
    thread = Thread(outcome, elsewhere: elsewhere)
    if thread == nil { outcome.run() }
  }

  /// Waits for its end. To be called once.
  public func value() -> T {
    thread?.join()
    return outcome.value ?? outcome.work()
  }

  private final class Outcome: Runnable, @unchecked Sendable {
    let work: @Sendable () -> T
    /// Written by the thread, read when that has ended.
    var value: T?
    init(_ work: @escaping @Sendable () -> T) { self.work = work }
    override func run() { value = work() }
  }
}

/// A C function can't be generic: this is what the thread gets.
private class Runnable {
  func run() {}
}

private struct Thread: @unchecked Sendable {
  private let id: pthread_t

  init?(_ work: Runnable, elsewhere: Bool) {
    var id = pthread_t()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    if elsewhere { cposix_elsewhere(&attributes) }
    let retained = Unmanaged.passRetained(work)
    let failure = pthread_create(
      &id, &attributes,
      { argument in
        if let argument { Unmanaged<Runnable>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
      }, retained.toOpaque())
    if failure != 0 {
      retained.release()
      return nil
    }
    self.id = id
  }

  func join() { pthread_join(id, nil) }
}
