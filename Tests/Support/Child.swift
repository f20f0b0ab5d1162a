import CWorld
import Foundation
import Synchronization

/// A program that was started, inside a world or (world nil) on this machine.
public final class Child: Sendable {
  public let command: [String]
  /// The process as seen from this machine.
  public let pid: pid_t
  let pidfd: Int32
  private let pipes: Pipes
  private let ended = Mutex<Int32?>(nil)

  struct Pipes: Sendable {
    var input: Int32 = -1
    var output: Int32 = -1
    var error: Int32 = -1
  }

  init(_ command: [String], world: Int32, environment: [String: String], terminal: Int32? = nil)
    throws
  {
    var pipes = Pipes()
    var fds: [Int32] = []
    if let terminal {
      fds = [terminal, terminal, terminal]
    } else {
      let (input, output, error) = (try Self.pipe(), try Self.pipe(), try Self.pipe())
      fds = [input.read, output.write, error.write]
      pipes = Pipes(input: input.write, output: output.read, error: error.read)
    }
    defer { if terminal == nil { for fd in fds { Foundation.close(fd) } } }
    let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
    pid = withStrings(command) { argv in
      withStrings(variables) { envp in
        cworld_spawn(world, argv, envp, fds, terminal == nil ? 0 : 1)
      }
    }
    self.command = command
    self.pipes = pipes
    guard pid > 0 else { throw WorldError("cannot start \(command)", errno: -pid) }
    pidfd = cworld_pidfd(pid)
  }

  public func signal(_ number: Int32) { _ = cworld_signal(pidfd, number) }

  /// Gives `input`, gathers the output and waits. After `limit` seconds the program is killed.
  public func wait(input: [UInt8] = [], limit: Double = 60) -> Run {
    var gathering = Gathering(input: input, pipes: pipes, pidfd: pidfd)
    let timedOut = !gathering.untilEnd(limit: limit)
    if timedOut { signal(SIGKILL) }
    let status = reap()
    let held = gathering.drain()
    return Run(
      command: command, status: status, outputBytes: gathering.output, errorBytes: gathering.error,
      outputHeldOpen: held && !timedOut, timedOut: timedOut)
  }

  /// Waits for the end alone.
  func reap() -> Int32 {
    ended.withLock { ended in
      if let ended { return ended }
      var status: Int32 = 0
      while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
      let code = cworld_status(status)
      ended = code
      return code
    }
  }

  /// Whether it has ended (it is not reaped by asking).
  public var hasEnded: Bool {
    var poll = pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)
    return Foundation.poll(&poll, 1, 0) == 1
  }

  deinit {
    if ended.withLock({ $0 == nil }) {
      signal(SIGKILL)
      _ = reap()
    }
    for fd in [pidfd, pipes.input, pipes.output, pipes.error] where fd >= 0 { Foundation.close(fd) }
  }

  private static func pipe() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    let error = cworld_pipe(&ends)
    guard error == 0 else { throw WorldError("pipe", errno: error) }
    return (ends[0], ends[1])
  }
}

/// Calls `body` with a NULL-terminated array of C strings.
func withStrings<R>(_ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> R)
  -> R
{
  var pointers = strings.map { strdup($0) }
  pointers.append(nil)
  defer { for pointer in pointers { free(pointer) } }
  return pointers.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else {
      fatalError("an array with an element has an address")
    }
    return body(base)
  }
}
