import Glibc
import Wire

/// A command that was interrupted ends by the signal that did it, as its caller expects.
enum Interruption {
  /// The exit status of a fault; for an interrupted command it is that of the signal.
  static func status(of fault: Fault) -> Int32 {
    guard fault.code == .interrupted, let number = Interrupts.received else { return fault.code.exitStatus }
    return 128 + number
  }

  /// Ends this process by the signal that interrupted the command, if one did.
  static func raise(_ status: Int32) {
    guard let number = Interrupts.received, status == 128 + number else { return }
    signal(number, SIG_DFL)
    kill(getpid(), number)
  }
}

extension Host {
  /// `run`, and then the end of this process.
  public func exit(arguments: [[UInt8]]) -> Never {
    let status = run(arguments: arguments)
    Interruption.raise(status)
    Glibc.exit(status)
  }
}
