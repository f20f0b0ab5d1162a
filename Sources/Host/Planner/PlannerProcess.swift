import Glibc
import Posix
import Wire

/// One run of a plugin's executable: the request goes in, all that it wrote comes out.
struct PlannerProcess: Sendable {
  let executable: String
  let environment: [String: String]
  /// Whom it runs as; `nil`: as the caller.
  let credentials: Command.Credentials?
  /// Milliseconds to answer.
  let deadline: Int

  /// Milliseconds between TERM and KILL.
  static let grace: Int64 = 2000

  /// Milliseconds for which an ended planner's output may still be held.
  private static let linger: Int64 = 250

  struct Ending: Sendable {
    enum How: Sendable, Equatable {
      case ended(Status)
      case late
      case tooLong
      /// It ended, but something that it started still holds its output.
      case leftBehind
    }
    var output: [UInt8] = []
    /// The end of its standard error.
    var log: [UInt8] = []
    var how: How = .late
  }

  /// A planner that was started and waits for its request.
  final class Running {
    fileprivate var transfer: Transfer
    fileprivate let child: Child

    fileprivate init(transfer: Transfer, child: Child) {
      self.transfer = transfer
      self.child = child
    }

    deinit {
      // One that was asked has ended, and been waited for, before.
      transfer.pipes.close()
      try? child.kill(SIGKILL, group: true)
      _ = try? child.wait()
    }
  }

  func start() throws(PosixError) -> Running {
    var transfer = Transfer(pipes: try PlannerPipes(owner: credentials))
    var command = Command([executable], environment: environment, directory: "/")
    command.input = .descriptor(transfer.pipes.input.read)
    command.output = .descriptor(transfer.pipes.output.write)
    command.error = .descriptor(transfer.pipes.error.write)
    command.group = .own
    command.credentials = credentials
    command.noNewPrivileges = true
    command.parentDeathSignal = SIGKILL
    command.limits = Self.limits
    do throws(PosixError) {
      let child = try command.start()
      transfer.pipes.closeChildEnds()
      return Running(transfer: transfer, child: child)
    } catch {
      transfer.pipes.close()
      throw error
    }
  }

  func run(_ request: [UInt8], on running: Running) throws(PosixError) -> Ending {
    let child = running.child
    running.transfer.request = request
    var ending = Ending()
    ending.how = try converse(&running.transfer, child, until: Clock.monotonic() + Int64(deadline))
    if case .ended = ending.how {} else { try stop(child) }
    // Whatever it started goes with it.
    try child.kill(SIGKILL, group: true)
    ending.output = running.transfer.output
    ending.log = running.transfer.log
    return ending
  }

  private func converse(_ transfer: inout Transfer, _ child: Child, until end: Int64) throws(PosixError) -> Ending.How {
    while transfer.isOpen {
      let left = end - Clock.monotonic()
      if left <= 0 { return .late }
      // The tick notices a planner that ended while something else holds its pipe.
      let ready = try transfer.step(milliseconds: Int32(min(left, 50)))
      if transfer.output.count > Limits.reply { return .tooLong }
      guard !ready, let status = try child.wait(until: 0) else { continue }
      // A child of its own may be ending just now.
      let last = Clock.monotonic() + Self.linger
      while transfer.outputIsOpen, Clock.monotonic() < last {
        _ = try transfer.step(milliseconds: 10)
        if transfer.output.count > Limits.reply { return .tooLong }
      }
      return transfer.outputIsOpen ? .leftBehind : .ended(status)
    }
    return try child.wait(until: end).map(Ending.How.ended) ?? .late
  }

  private func stop(_ child: Child) throws(PosixError) {
    try child.kill(SIGTERM, group: true)
    if try child.wait(until: Clock.monotonic() + Self.grace) != nil { return }
    try child.kill(SIGKILL, group: true)
    _ = try child.wait()
  }

  /// Generous for a planner, too little to harm the machine. No RLIMIT_NPROC: it counts all processes of the user.
  private static let limits = [
    Command.Limit(Int32(RLIMIT_CORE.rawValue), 0),
    Command.Limit(Int32(RLIMIT_CPU.rawValue), UInt64(Limits.longestAnswer / 1000)),
    Command.Limit(Int32(RLIMIT_DATA.rawValue), 1 << 30),
    Command.Limit(Int32(RLIMIT_FSIZE.rawValue), 64 << 20),
    Command.Limit(Int32(RLIMIT_NOFILE.rawValue), 256),
  ]
}
