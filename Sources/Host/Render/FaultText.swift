import Wire

/// A fault as a user reads it.
enum FaultText {
  /// `jailer: MESSAGE: CAUSE`, the lines of the cause with `; ` between them, then each line of the hint behind two blanks.
  static func lines(_ fault: Fault) -> String {
    var text = "jailer: " + Printable.clean(fault.message)
    let cause = (fault.cause ?? "").split(separator: "\n").map { Printable.clean(String($0)) }.joined(separator: "; ")
    if !cause.isEmpty { text += ": " + cause }
    text += "\n"
    for line in (fault.hint ?? "").split(separator: "\n") { text += "  \(Printable.clean(String(line)))\n" }
    return text
  }
}
