import Glibc

/// A system call that failed, and on what.
public struct PosixError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The call's name, such as `open`.
  public let call: String
  /// The file it was about, if there was one.
  public let path: String?
  public let errno: Int32

  public init(_ call: String, _ path: String? = nil, errno: Int32) {
    self.call = call
    self.path = path
    self.errno = errno
  }

  /// The system's own words for `errno`, such as "No such file or directory".
  public var reason: String { String(cString: strerror(errno)) }

  public var description: String {
    guard let path else { return "\(call): \(reason)" }
    return "\(call) \(path): \(reason)"
  }
}

/// An error that can tell of a failed system call.
public protocol FromPosixError: Error {
  init(_ error: PosixError)
}

extension PosixError: FromPosixError {
  public init(_ error: PosixError) { self = error }
}

/// The value of a C function that answers with a negative errno.
@discardableResult
func check(_ value: Int32, _ call: String, _ path: String? = nil) throws(PosixError) -> Int32 {
  if value < 0 { throw PosixError(call, path, errno: -value) }
  return value
}

/// The value of a C function that answers -1 and sets errno.
@discardableResult
func checkErrno(_ value: Int32, _ call: String, _ path: String? = nil) throws(PosixError) -> Int32 {
  if value < 0 { throw PosixError(call, path, errno: Glibc.errno) }
  return value
}

/// A path that C would cut at a NUL is refused.
func whole(_ path: String, _ call: String) throws(PosixError) {
  if path.utf8.contains(0) { throw PosixError(call, path, errno: EINVAL) }
}
