import Glibc
import Posix
import Wire

/// Moves an archive's bytes: source → decompressor → check → tar, whichever end is ready.
final class UnpackFlow {
  private let source: Int32
  private let watch: Watch
  private var tar: Processes?
  private var decompressor: Processes?
  /// Of pipes: to the decompressor, from it, to tar. -1: none, or closed.
  private var toDecompressor: Int32 = -1
  private var data: Int32
  private var toTar: Int32 = -1
  /// Read from the source, not yet given to the decompressor.
  private var feed: [UInt8]
  private var check = TarCheck()
  private var read = 0
  private var tarEnded = false
  private static let chunk = 256 << 10

  /// - Parameter front: what was read of the source already.
  init(source: Int32, front: [UInt8], watch: Watch) {
    self.source = source
    self.watch = watch
    data = source
    feed = front
  }

  var marks: [ProcessMark] { (tar?.marks ?? []) + (decompressor?.marks ?? []) }

  func startTar(_ argv: [String]) throws {
    let pipe = try Pipe.make()
    defer { Glibc.close(pipe.read) }
    toTar = pipe.write
    Pipe.setNonblocking(toTar)
    tar = try Processes([argv], input: pipe.read)
  }

  /// - Parameter direct: it reads the source itself.
  func startDecompressor(_ argv: [String], direct: Bool) throws {
    let output = try Pipe.make()
    defer { Glibc.close(output.write) }
    data = output.read
    guard !direct else {
      decompressor = try Processes([argv], input: source, last: output.write)
      return
    }
    let input = try Pipe.make()
    defer { Glibc.close(input.read) }
    toDecompressor = input.write
    Pipe.setNonblocking(toDecompressor)
    decompressor = try Processes([argv], input: input.read, last: output.write)
  }

  /// Ends what still runs.
  func close() {
    closeEnd(&toTar)
    closeEnd(&toDecompressor)
    if data != source { closeEnd(&data) }
    tar?.end(at: 0)
    decompressor?.end(at: 0)
  }

  private func closeEnd(_ fd: inout Int32) {
    if fd >= 0 { Glibc.close(fd) }
    fd = -1
  }

  func run(_ progress: (Int) -> Void) throws {
    if decompressor == nil, !feed.isEmpty {
      try check.feed(feed[...])
      feed = []
    }
    var isOver = false
    while !isOver || !check.passed.isEmpty {
      let feeding = toDecompressor >= 0
      var entries = [
        pollfd(fd: feeding && feed.isEmpty ? source : -1, events: Int16(POLLIN), revents: 0),
        pollfd(
          fd: feeding && !feed.isEmpty ? toDecompressor : -1, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: !isOver && check.passed.isEmpty ? data : -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: check.passed.isEmpty ? -1 : toTar, events: Int16(POLLOUT), revents: 0),
      ]
      guard watch.wait(&entries) == .ready else { throw StepError.interrupted }
      if entries[0].revents != 0 { try refill() }
      if entries[1].revents != 0 { try give() }
      if entries[2].revents != 0 { isOver = try take() }
      if entries[3].revents != 0, try !pass() { break }
      progress(
        decompressor != nil && toDecompressor < 0 ? max(0, Int(lseek(source, 0, SEEK_CUR))) : read)
    }
    if tarEnded { return try waitForEnds(whole: false) }
    try check.finish()
    while !check.passed.isEmpty {
      var entries = [pollfd(fd: toTar, events: Int16(POLLOUT), revents: 0)]
      guard watch.wait(&entries) == .ready else { throw StepError.interrupted }
      if try !pass() { break }
    }
    try waitForEnds(whole: true)
  }

  private func waitForEnds(whole: Bool) throws {
    closeEnd(&toTar)
    guard try tar?.wait(watch) == .ready else { throw StepError.interrupted }
    guard whole else { return }
    guard let decompressor else { return }
    guard try decompressor.wait(watch) == .ready else { throw StepError.interrupted }
  }

  private func refill() throws {
    feed = try chunk(of: source)
    if feed.isEmpty { closeEnd(&toDecompressor) }
    read += feed.count
  }

  private func give() throws {
    let count = write(toDecompressor, feed, feed.count)
    if count > 0 { feed.removeFirst(count) }
    if count < 0, errno != EAGAIN, errno != EINTR {
      // It ended: how is seen when its output does.
      closeEnd(&toDecompressor)
    }
  }

  /// True at the end.
  private func take() throws -> Bool {
    let bytes = try chunk(of: data)
    if decompressor == nil { read += bytes.count }
    try check.feed(bytes[...])
    return bytes.isEmpty
  }

  /// False once tar has ended by itself.
  private func pass() throws -> Bool {
    let count = write(toTar, check.passed, check.passed.count)
    if count > 0 { check.passed.removeFirst(count) }
    if count < 0, errno == EPIPE { tarEnded = true }
    if count < 0, errno != EPIPE, errno != EAGAIN, errno != EINTR {
      throw PosixError("write", errno: errno)
    }
    return !tarEnded
  }

  private func chunk(of fd: Int32) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.chunk)
    let count = Glibc.read(fd, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return try chunk(of: fd) }
    if count < 0 { throw PosixError("read", errno: errno) }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  func tarFault(_ into: String) -> Fault? {
    guard let status = tar?.failure?.status else {
      return tarEnded ? Fault(.failed, "tar ended before the archive did", cause: tar?.said) : nil
    }
    let said = tar?.said
    // tar says no more than "Wrote only 1024 of 10240 bytes" when the last of its room ran out inside a write.
    let isFull = (try? Files.filesystem(into).free).map { $0 < 64 << 10 } ?? false
    if isFull || said?.contains("No space left on device") == true
      || said?.contains("Disk quota exceeded") == true
    {
      return Fault(
        .failed, "the filesystem of \(Printable.clean(into)) is full", cause: said,
        hint: "make room on it")
    }
    return Fault(.failed, "tar \(status)", cause: said)
  }

  /// Only a failure of its own: not that it was ended, or lost its reader.
  func decompressorFault(_ archive: String) -> Fault? {
    guard let decompressor else { return nil }
    guard (try? decompressor.wait(watch.within(milliseconds: 1_000))) != nil,
      let failure = decompressor.failure,
      failure.status != .signalled(SIGPIPE), failure.status != .signalled(SIGTERM),
      failure.status != .signalled(SIGKILL)
    else { return nil }
    return Fault(
      .badData, "\(Unpack.shown(archive)) can't be decompressed",
      cause: decompressor.said ?? "\(failure.status)")
  }
}
