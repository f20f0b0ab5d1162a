import Glibc
import Posix

/// What may end a wait before its time.
struct Watch: Sendable {
  /// As soon as so many signals have arrived.
  var signals: Int
  /// Milliseconds of `Clock.monotonic`.
  var deadline: Int64?

  /// While everything can still be taken back, one signal is enough.
  static let reversible = Watch(signals: 1)
  /// What can't be taken back is finished, and what is being taken back too: only a second signal stops that.
  static let persistent = Watch(signals: 2)

  func within(milliseconds: Int64) -> Watch {
    Watch(signals: signals, deadline: Clock.monotonic() + milliseconds)
  }

  enum End { case ready, signal, time }

  /// Waits until one of the descriptors is ready (`revents` says which), a signal arrives or the time is over.
  /// - Parameter milliseconds: ready, with nothing in `revents`, after so long.
  func wait(_ entries: inout [pollfd], atMost milliseconds: Int64 = .max) -> End {
    let tick = milliseconds == .max ? Int64.max : Clock.monotonic() + milliseconds
    while true {
      if Interrupts.arrived >= signals { return .signal }
      let now = Clock.monotonic()
      if let deadline, now >= deadline { return .time }
      if now >= tick { return .ready }
      let left =
        min(deadline ?? .max, tick) == .max
        ? -1 : Int32(min(min(deadline ?? .max, tick) - now, 60_000))
      // poll(2) passes over negative descriptors.
      entries.append(pollfd(fd: Interrupts.descriptor, events: Int16(POLLIN), revents: 0))
      let ready = poll(&entries, nfds_t(entries.count), left)
      entries.removeLast()
      if ready > 0, entries.contains(where: { $0.revents != 0 }) { return .ready }
    }
  }

  /// False if it was cut short.
  func pause(milliseconds: Int64) -> Bool {
    var none: [pollfd] = []
    return wait(&none, atMost: milliseconds) == .ready
  }
}
