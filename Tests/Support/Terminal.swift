import CWorld
import Foundation

/// A program on a terminal of its own: for prompts, `console` and signals typed as keys.
public final class Terminal: Sendable {
  public let child: Child
  private let master: Int32
  private let seen = Transcript()

  init(
    _ command: [String], world: Int32, environment: [String: String], rows: UInt16, columns: UInt16
  ) throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    let error = cworld_pty(&master, &slave, rows, columns)
    guard error == 0 else { throw WorldError("terminal", errno: error) }
    defer { close(slave) }
    child = try Child(command, world: world, environment: environment, terminal: slave)
    self.master = master
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit { close(master) }

  /// Types `text` ("\u{3}" is Ctrl-C, "\n" is Return).
  public func send(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let sent = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if sent > 0 {
        bytes = bytes.dropFirst(sent)
      } else if errno == EAGAIN {
        gather(for: 0.05)
      } else if errno != EINTR {
        return
      }
    }
  }

  /// Waits until `text` appears after what was expected before. False when it hasn't after `limit` seconds.
  public func expect(_ text: String, limit: Double = 20) -> Bool {
    let deadline = ContinuousClock.now + .seconds(limit)
    while !seen.advance(past: text) {
      let left = (deadline - ContinuousClock.now) / .seconds(1)
      guard left > 0 else { return false }
      if !gather(for: left) { return seen.advance(past: text) }
    }
    return true
  }

  public func resize(rows: UInt16, columns: UInt16) { _ = cworld_resize(master, rows, columns) }

  /// All that was shown so far.
  public var shown: String { seen.text }

  /// Waits for the end; `output` holds all that was shown ("\r\n" line ends, as a terminal gets them).
  public func finish(limit: Double = 60) -> Run {
    let deadline = ContinuousClock.now + .seconds(limit)
    while !child.hasEnded {
      let left = (deadline - ContinuousClock.now) / .seconds(1)
      guard left > 0 else { break }
      // The child's end shows on its pidfd, which is no part of the terminal.
      gather(for: min(left, 0.05))
    }
    let timedOut = !child.hasEnded
    if timedOut { child.signal(SIGKILL) }
    let status = child.reap()
    while gather(for: 0) {}
    return Run(
      command: child.command, status: status, outputBytes: seen.bytes, errorBytes: [],
      outputHeldOpen: false,
      timedOut: timedOut)
  }

  /// False when nothing came, or nothing can come any more.
  @discardableResult
  private func gather(for seconds: Double) -> Bool {
    var polls = [
      pollfd(fd: master, events: Int16(POLLIN), revents: 0),
      pollfd(fd: child.pidfd, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&polls, 2, Int32(seconds * 1000)) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    seen.append(buffer[..<count])
    return true
  }
}
