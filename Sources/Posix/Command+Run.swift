import CPosix
import Glibc

extension Command {
  /// What a finished command left behind.
  public struct Outcome: Sendable {
    public let status: Status
    /// The last bytes of each stream, at most as many as asked for.
    public let output: [UInt8]
    public let error: [UInt8]
    /// All it wrote, in bytes.
    public let outputSize: Int64
    public let errorSize: Int64
    /// It was killed because its time was over.
    public let timedOut: Bool
  }

  /// Runs it to its end with standard output and error kept in memory files: a daemon that stays behind with them
  /// hangs nobody. `milliseconds` after its start it is killed, with its group if that is its own. `input` is what it
  /// reads; without it the command's own `input` stays. To stop a command that writes too much, add
  /// `Limit(RLIMIT_FSIZE, bytes)`: the kernel then ends it with SIGXFSZ.
  public func run(
    input bytes: [UInt8]? = nil, keep limit: Int = 65536, milliseconds: Int64? = nil,
    grace: Int64 = 0, started: () -> Void = {}
  ) throws(PosixError) -> Outcome {
    let output = Descriptor(owning: try check(cposix_memory_file("output"), "memfd_create"))
    let error = Descriptor(owning: try check(cposix_memory_file("error"), "memfd_create"))
    let source = Descriptor(owning: try check(cposix_memory_file("input"), "memfd_create"))
    var command = self
    if let bytes {
      try source.write(bytes)
      lseek(source.raw, 0, SEEK_SET)
      command.input = .descriptor(source.raw)
    }
    command.output = .descriptor(output.raw)
    command.error = .descriptor(error.raw)

    let begun = Clock.monotonic()
    let child = try command.start()
    started()
    let deadline = milliseconds.map { begun + $0 }
    var status: Status?
    while status == nil {
      // Memory holds the tail only, however long it talks.
      let tick = Clock.monotonic() + 100
      status = try child.wait(until: min(tick, deadline ?? tick))
      for file in [output.raw, error.raw] { trim(file, limit) }
      if status == nil, let deadline, Clock.monotonic() >= deadline { break }
    }
    let timedOut = status == nil
    let ended: Status
    if let status { ended = status } else { ended = try end(child, grace: grace) }
    return Outcome(
      status: ended, output: tail(output.raw, limit),
      error: tail(error.raw, limit),
      outputSize: size(output.raw), errorSize: size(error.raw), timedOut: timedOut)
  }

  /// TERM, `grace` milliseconds, KILL.
  func end(_ child: Child, grace: Int64) throws(PosixError) -> Status {
    let all = group != .callers
    if grace > 0 {
      try child.kill(SIGTERM, group: all)
      if let status = try child.wait(until: Clock.monotonic() + grace) {
        if all { try child.kill(SIGKILL, group: true) }
        return status
      }
    }
    try child.kill(SIGKILL, group: all)
    return try child.wait()
  }

  private func size(_ fd: Int32) -> Int64 {
    var status = stat()
    return fstat(fd, &status) == 0 ? Int64(status.st_size) : 0
  }

  private func trim(_ fd: Int32, _ limit: Int) {
    let excess = size(fd) - Int64(limit)
    if excess > 1 << 20 { _ = cposix_punch(fd, excess & ~4095) }
  }

  private func tail(_ fd: Int32, _ limit: Int) -> [UInt8] {
    let size = size(fd)
    let count = Int(min(size, Int64(limit)))
    var bytes = [UInt8](repeating: 0, count: count)
    let read = pread(fd, &bytes, count, off_t(size - Int64(count)))
    return Array(bytes.prefix(max(read, 0)))
  }
}
