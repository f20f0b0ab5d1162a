import Glibc
import Posix

/// The three pipes of a planner. -1 where an end is closed.
struct PlannerPipes {
  struct Ends {
    var read: Int32 = -1
    var write: Int32 = -1
  }
  var input = Ends()
  var output = Ends()
  var error = Ends()

  init(owner: Command.Credentials?) throws(PosixError) {
    do throws(PosixError) {
      input = try Self.make()
      output = try Self.make()
      error = try Self.make()
    } catch {
      close()
      throw error
    }
    guard let owner else { return }
    // Opening /dev/stderr opens the pipe anew, which only its owner may.
    for fd in [input.read, output.write, error.write] { fchown(fd, owner.uid, owner.gid) }
  }

  private static func make() throws(PosixError) -> Ends {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw PosixError("pipe", errno: errno) }
    for fd in ends { _ = fcntl(fd, F_SETFD, FD_CLOEXEC) }
    return Ends(read: ends[0], write: ends[1])
  }

  /// What the planner holds; and our own ends stop blocking.
  mutating func closeChildEnds() {
    Self.close(&input.read)
    Self.close(&output.write)
    Self.close(&error.write)
    for fd in [input.write, output.read, error.read] { _ = fcntl(fd, F_SETFL, O_NONBLOCK) }
  }

  mutating func close() {
    for ends in [\PlannerPipes.input, \PlannerPipes.output, \PlannerPipes.error] {
      Self.close(&self[keyPath: ends].read)
      Self.close(&self[keyPath: ends].write)
    }
  }

  static func close(_ fd: inout Int32) {
    if fd >= 0 { Glibc.close(fd) }
    fd = -1
  }
}
