import Glibc
import Posix

/// pipe(2), closed on exec.
enum Pipe {
  static func make(nonblocking: Bool = false) throws(PosixError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw PosixError("pipe", errno: errno) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      if nonblocking { setNonblocking(end) }
    }
    return (ends[0], ends[1])
  }

  static func setNonblocking(_ fd: Int32) {
    _ = fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK)
  }
}
