import Posix
import Wire

/// Why a step came to no good end.
enum StepError: Error {
  /// `untouched`: it is certain that nothing was changed.
  case failed(Fault, untouched: Bool)
  /// A signal arrived, so often that it is to be stopped.
  case interrupted

  static func posix(_ message: String, _ error: PosixError, untouched: Bool = true) -> StepError {
    let full = error.errno == 28 || error.errno == 122
    return .failed(
      Fault(.failed, message, error, hint: full ? "make room on that filesystem" : nil),
      untouched: untouched)
  }
}
