import CPosix
import Glibc

/// A process that this one started. Not reaped when it goes out of scope: call `wait`.
public final class Child {
  public let pid: Int32
  private let pidfd: Int32
  private var ended: Status?

  init(pid: Int32) {
    self.pid = pid
    // Our own child isn't reaped yet, so the number is still its.
    pidfd = cposix_pidfd(pid)
  }

  deinit { if pidfd >= 0 { close(pidfd) } }

  /// Waits until it ends or, with `until` (milliseconds of `Clock.monotonic`), gives nil once that time has come.
  public func wait(until deadline: Int64? = nil) throws(PosixError) -> Status? {
    while true {
      if let status = try reap(block: deadline == nil) { return status }
      guard let deadline else { continue }
      let left = deadline - Clock.monotonic()
      if left <= 0 { return nil }
      try pause(Int32(min(left, 60_000)))
    }
  }

  /// Waits without end.
  public func wait() throws(PosixError) -> Status {
    while true { if let status = try wait(until: nil) { return status } }
  }

  private func reap(block: Bool) throws(PosixError) -> Status? {
    if let ended { return ended }
    var status: Int32 = 0
    let result = waitpid(pid, &status, block ? 0 : WNOHANG)
    if result < 0 && errno != EINTR { throw PosixError("waitpid", errno: errno) }
    if result <= 0 { return nil }
    ended = Status(status)
    return ended
  }

  private func pause(_ milliseconds: Int32) throws(PosixError) {
    if pidfd >= 0 {
      let result = cposix_poll_in(pidfd, milliseconds)
      if result < 0 && result != -EINTR { throw PosixError("poll", errno: -result) }
    } else {
      // Systems without pidfd.
      Clock.pause(milliseconds: Int64(min(milliseconds, 5)))
    }
  }

  /// Sends a signal to it, or to its whole process group (it must have been started with one of its own).
  /// A process that has ended is no error.
  public func kill(_ signal: Int32, group: Bool = false) throws(PosixError) {
    // Once reaped, the number may be another's; a group's number stays taken while it has members.
    if ended != nil && !group { return }
    if Glibc.kill(group ? -pid : pid, signal) != 0 && errno != ESRCH {
      throw PosixError("kill", errno: errno)
    }
  }
}
