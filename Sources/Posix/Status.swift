import CPosix
import Glibc

/// How a process ended.
public enum Status: Equatable, Sendable, CustomStringConvertible {
  case exited(Int32)
  case signalled(Int32)

  init(_ wait: Int32) {
    let code = cposix_exit_code(wait)
    self = code >= 0 ? .exited(code) : .signalled(cposix_exit_signal(wait))
  }

  public var success: Bool { self == .exited(0) }

  /// As a shell counts: the code, or 128 and the signal.
  public var shellCode: Int32 {
    switch self {
    case .exited(let code): code
    case .signalled(let signal): 128 + signal
    }
  }

  public var description: String {
    switch self {
    case .exited(let code): "exited with status \(code)"
    case .signalled(let signal): "exited on signal \(signal)"
    }
  }
}
