import Glibc
import Posix
import Wire

extension Unpack {
  func run() throws(StepError) {
    do {
      // A link that was there before could lead a member out.
      if let there = try Files.list(into).first(where: { $0 != "lost+found" }) {
        let fault = Fault(
          .exists, "\(Printable.clean(into)) is not empty",
          cause: "there is \(Printable.quoted(there))")
        throw StepError.failed(fault, untouched: true)
      }
      guard archive != "-" else { return try flow(from: context.input) }
      // Without O_NONBLOCK opening a pipe that nobody writes to can't be interrupted.
      let file = try Files.open(archive, O_RDONLY | O_NONBLOCK)
      try flow(from: file.raw)
    } catch let error as PosixError {
      throw .posix("\(Unpack.shown(archive)) can't be unpacked", error, untouched: false)
    } catch let error as StepError {
      throw error
    } catch {
      throw .failed(Fault(.failed, "\(error)"), untouched: false)
    }
  }

  private func flow(from source: Int32) throws {
    signal(SIGPIPE, SIG_IGN)
    var status = stat()
    let isFile = fstat(source, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    let front = try isFile ? Unpack.front(source) : readFront(source)
    let flow = UnpackFlow(source: source, front: isFile ? [] : front, watch: watch)
    defer { flow.close() }
    guard let tar = Unpack.tar(context.paths.system, into) else {
      throw refused("tar is not installed", .unavailable)
    }
    try flow.startTar(tar)
    if let compression = Compression(front: front) {
      guard let command = compression.command else {
        throw refused("\(compression.rawValue) is not installed", .unavailable)
      }
      try flow.startDecompressor(command, direct: isFile)
    }
    started(flow.marks)
    let total = isFile ? Int(status.st_size) : nil
    do {
      try flow.run { bytes($0, total) }
    } catch let error as TarCheck.Refused {
      // What came out before a decompressor failed is cut off anywhere: its own words say why.
      if let fault = flow.decompressorFault(archive) {
        throw StepError.failed(fault, untouched: false)
      }
      throw refused(error.text, .badData)
    }
    if let fault = flow.tarFault(into) ?? flow.decompressorFault(archive) {
      throw StepError.failed(fault, untouched: false)
    }
  }

  private func refused(_ reason: String, _ code: Fault.Code) -> StepError {
    .failed(
      Fault(code, "\(Unpack.shown(archive)) can't be unpacked", cause: reason), untouched: false)
  }

  private func readFront(_ source: Int32) throws -> [UInt8] {
    var front: [UInt8] = []
    while front.count < Compression.front {
      var entry = [pollfd(fd: source, events: Int16(POLLIN), revents: 0)]
      guard watch.wait(&entry) == .ready else { throw StepError.interrupted }
      var bytes = [UInt8](repeating: 0, count: Compression.front - front.count)
      let count = read(source, &bytes, bytes.count)
      if count < 0, errno == EAGAIN || errno == EINTR { continue }
      if count < 0 { throw PosixError("read", errno: errno) }
      if count == 0 { break }
      front += bytes[..<count]
    }
    return front
  }
}
