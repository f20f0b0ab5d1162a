import Wire

/// A fault as a user reads it.
enum FaultText {
  /// `jailer: MESSAGE: CAUSE`, then each line of the hint behind two blanks.
  static func lines(_ fault: Fault) -> String {
    var text = "jailer: " + Printable.clean(fault.message)
    if let cause = fault.cause, !cause.isEmpty { text += ": " + Printable.clean(cause) }
    text += "\n"
    for line in (fault.hint ?? "").split(separator: "\n") { text += "  \(Printable.clean(String(line)))\n" }
    return text
  }
}
