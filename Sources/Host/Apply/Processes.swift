import CPosix
import Facts
import Glibc
import Posix
import Wire

/// Programs that run for a step: one, or several joined by pipes. Their output is kept in memory, its end at least.
final class Processes {
  private var children: [Child] = []
  private let output: Descriptor
  private var statuses: [Status?] = []
  private static let kept = 64 << 10
  /// Milliseconds between TERM and KILL.
  private static let grace: Int64 = 2_000

  static let environment = [
    "PATH": Tools.folders.joined(separator: ":"), "LC_ALL": "C", "HOME": "/root", "USER": "root",
    "SHELL": "/bin/sh",
  ]

  /// Starts all of them, or none. `input` and `last` are the caller's to close.
  init(
    _ parts: [[String]], input: Int32? = nil, last: Int32? = nil, environment more: [String: String] = [:]
  ) throws(PosixError) {
    let memory = cposix_memory_file("output")
    guard memory >= 0 else { throw PosixError("memfd_create", errno: -memory) }
    output = Descriptor(owning: memory)
    var source = input
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      var pipe: (read: Int32, write: Int32)?
      do throws(PosixError) {
        pipe = isLast ? nil : try Pipe.make()
        var command = Command(part, environment: Self.environment.merging(more) { own, _ in own }, directory: "/")
        command.input = source.map(Command.Stream.descriptor) ?? .null
        command.output = .descriptor(pipe?.write ?? last ?? memory)
        command.error = .descriptor(memory)
        command.group = .own
        // Should this process be killed, they must not go on beside the recovery.
        command.parentDeathSignal = SIGKILL
        children.append(try command.start())
        statuses.append(nil)
      } catch {
        if index > 0, let source { close(source) }
        if let pipe {
          close(pipe.read)
          close(pipe.write)
        }
        end(at: Clock.monotonic())
        throw error
      }
      if index > 0, let source { close(source) }
      if let pipe { close(pipe.write) }
      source = pipe?.read
    }
  }

  var marks: [ProcessMark] { children.map { ProcessMark($0.pid) } }

  /// Until all have ended. When it is cut short they are ended first.
  /// - Parameter look: called every so many milliseconds; false: they are ended, as if their time were over.
  func wait(_ watch: Watch, every milliseconds: Int64 = 1_000, look: () -> Bool = { true }) throws(PosixError)
    -> Watch.End
  {
    var polled: [pollfd] = children.map {
      pollfd(fd: cposix_pidfd($0.pid), events: Int16(POLLIN), revents: 0)
    }
    defer { for entry in polled where entry.fd >= 0 { close(entry.fd) } }
    while true {
      for (index, child) in children.enumerated() where statuses[index] == nil {
        guard let status = try child.wait(until: 0) else { continue }
        statuses[index] = status
        if polled[index].fd >= 0 { close(polled[index].fd) }
        polled[index].fd = -1
      }
      if !statuses.contains(where: { $0 == nil }) { return .ready }
      // Without pidfd nothing wakes us at the end of a child.
      let blind = zip(polled, statuses).contains { $0.fd < 0 && $1 == nil }
      let end = watch.wait(&polled, atMost: blind ? 5 : milliseconds)
      trim()
      guard look() else {
        self.end(at: Clock.monotonic() + Self.grace)
        return .time
      }
      guard end == .ready else {
        self.end(at: Clock.monotonic() + Self.grace)
        return end
      }
    }
  }

  /// TERM at once, KILL at `deadline` or with the next signal, groups and all.
  func end(at deadline: Int64) {
    let already = Interrupts.arrived
    let running = { self.statuses.contains { $0 == nil } }
    for (index, child) in children.enumerated() where statuses[index] == nil {
      try? child.kill(SIGTERM, group: true)
    }
    while running(), Clock.monotonic() < deadline, Interrupts.arrived == already {
      for (index, child) in children.enumerated() where statuses[index] == nil {
        statuses[index] = (try? child.wait(until: Clock.monotonic() + 5)) ?? nil
      }
    }
    for (index, child) in children.enumerated() {
      try? child.kill(SIGKILL, group: true)
      if statuses[index] == nil { statuses[index] = try? child.wait() }
    }
  }

  /// The first that failed. One that a broken pipe ended is only to blame where no other is; zfs(8) is told of it by
  /// write(2), says so and exits with 1.
  var failure: (index: Int, status: Status)? {
    let failed = statuses.enumerated().compactMap { index, status in
      status.flatMap { $0.success ? nil : (index: index, status: $0) }
    }
    if failed.count > 1, said?.contains("Broken pipe") == true { return failed.last }
    return failed.first { $0.status != .signalled(SIGPIPE) } ?? failed.first
  }

  private var size: Int64 { (try? output.status().size) ?? 0 }

  private func trim() {
    let excess = size - Int64(Self.kept)
    if excess > 1 << 20 { _ = cposix_punch(output.raw, excess & ~4095) }
  }

  /// The end of what they said, fit to be shown.
  var said: String? {
    let size = size
    var bytes = [UInt8](repeating: 0, count: min(Int(size), 4096))
    let count = pread(output.raw, &bytes, bytes.count, off_t(size) - off_t(bytes.count))
    let lines = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: "\n")
      .suffix(12)
    let text = Printable.clean(lines.joined(separator: "\n"), lines: true)
    return text.isEmpty ? nil : text
  }
}
