import Glibc
import Posix
import Wire

/// Moves bytes between the host and a planner, without waiting for either.
struct Transfer {
  var pipes: PlannerPipes
  var request: [UInt8] = []
  private var written = 0
  private(set) var output: [UInt8] = []
  /// The end of standard error, at most `Limits.log` bytes.
  private(set) var log: [UInt8] = []
  /// What a pipe holds is read at once.
  private static let chunk = 65536

  init(pipes: PlannerPipes) { self.pipes = pipes }

  var outputIsOpen: Bool { pipes.output.read >= 0 }
  var isOpen: Bool { outputIsOpen || pipes.error.read >= 0 }

  /// Waits for the planner to read or write something, at most so long, and serves it.
  /// - Returns: whether anything happened.
  mutating func step(milliseconds: Int32) throws(PosixError) -> Bool {
    // poll(2) passes over negative descriptors.
    var waiting = [
      pollfd(fd: pipes.input.write, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: pipes.output.read, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipes.error.read, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&waiting, 3, milliseconds)
    if count < 0 && errno != EINTR { throw PosixError("poll", errno: errno) }
    if count <= 0 { return false }
    if waiting[0].revents != 0 { write() }
    if waiting[1].revents != 0 { read(\.output.read) { $0.output += $1 } }
    if waiting[2].revents != 0 {
      read(\.error.read) { transfer, bytes in
        transfer.log += bytes
        if transfer.log.count > Limits.log { transfer.log.removeFirst(transfer.log.count - Limits.log) }
      }
    }
    return true
  }

  private mutating func write() {
    let count = request.withUnsafeBytes { all in
      Glibc.write(pipes.input.write, all.baseAddress.map { $0 + written }, all.count - written)
    }
    if count > 0 { written += count }
    let over = count < 0 && errno != EAGAIN && errno != EINTR
    // A planner need not read its request: EPIPE ends the writing, not the conversation.
    if over || written == request.count { PlannerPipes.close(&pipes.input.write) }
  }

  private mutating func read(
    _ end: WritableKeyPath<PlannerPipes, Int32>, _ take: (inout Transfer, ArraySlice<UInt8>) -> Void
  ) {
    var (count, failure) = (0, Int32(0))
    let fd = pipes[keyPath: end]
    // Not cleared before: most answers are far shorter.
    let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, filled in
      count = Glibc.read(fd, buffer.baseAddress, buffer.count)
      if count < 0 { failure = errno }
      filled = max(count, 0)
    }
    if count > 0 {
      take(&self, bytes[...])
    } else if count == 0 || (failure != EAGAIN && failure != EINTR) {
      PlannerPipes.close(&pipes[keyPath: end])
    }
  }
}
