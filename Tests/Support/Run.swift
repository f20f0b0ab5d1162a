import Foundation

/// How one program ended and what it printed.
public struct Run: Sendable, CustomStringConvertible {
  public let command: [String]
  /// The exit status, or 128 + the signal that ended it.
  public let status: Int32
  public let outputBytes: [UInt8]
  public let errorBytes: [UInt8]
  /// After the program's end something else still held its output open: a shell's `$(…)` would hang.
  public let outputHeldOpen: Bool
  /// It was killed because it took longer than its caller allowed.
  public let timedOut: Bool

  public var output: String { String(decoding: outputBytes, as: UTF8.self) }
  public var error: String { String(decoding: errorBytes, as: UTF8.self) }
  public var succeeded: Bool { status == 0 && !timedOut }
  /// Output without the last line's end, for one-line answers.
  public var line: String { output.trimmingCharacters(in: .newlines) }

  /// Output as JSON (objects, arrays, numbers, strings).
  public func json() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(outputBytes), options: [.fragmentsAllowed])
  }

  public var description: String {
    """
    \(command.joined(separator: " "))
    status \(status)\(timedOut ? " (killed: too slow)" : "")\(outputHeldOpen ? " (output still held open)" : "")
    --- output
    \(output)--- error
    \(error)---
    """
  }
}

/// What the fixture itself could not do.
public struct WorldError: Error, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
  init(_ what: String, errno code: Int32) {
    description = "\(what): \(String(cString: strerror(code)))"
  }
}

extension Run {
  /// Throws unless the program succeeded: for the steps that a test only needs, and doesn't test.
  @discardableResult
  public func orFail() throws -> Run {
    if succeeded { return self }
    throw WorldError(description)
  }
}
