import Glibc
import Platform
import Posix
import Wire

/// Held while facts are gathered, a plan is made and its journal opened: plans are made one after the other.
public final class PlanningLock {
  private var lock: FileLock?

  private init(_ lock: consuming FileLock) { self.lock = consume lock }

  /// Waits for whoever plans now.
  /// - Throws: `interrupted` by a signal; `not-permitted` or `failed` where it can't be had.
  public static func acquire(_ paths: Paths) throws(Fault) -> PlanningLock {
    do throws(PosixError) {
      try Files.makeDirectories(paths.state)
      while true {
        if let lock = try FileLock.attempt(paths.lock) { return PlanningLock(lock) }
        guard Watch.reversible.pause(milliseconds: 5) else {
          throw PosixError("flock", paths.lock, errno: EINTR)
        }
      }
    } catch {
      if error.errno == EINTR {
        throw Fault(.interrupted, "interrupted while another jailer plans")
      }
      throw Fault.state(paths, error)
    }
  }

  public func release() { lock = nil }
}

extension Fault {
  /// What jailer keeps can't be written.
  static func state(_ paths: Paths, _ error: PosixError) -> Fault {
    let denied = [EACCES, EPERM, EROFS].contains(error.errno)
    return Fault(
      denied ? .notPermitted : .failed, "\(paths.state) can't be written", error,
      hint: denied ? "run it as root" : nil)
  }
}
