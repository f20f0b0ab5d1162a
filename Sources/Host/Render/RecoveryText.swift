import Wire

/// What recovery did.
enum RecoveryText {
  /// One line, then the commands that would mend what remains.
  static func lines(_ outcome: Recovery.Outcome) -> String {
    let text = outcome.text.split(separator: "\n").joined(separator: "; ")
    return ([text] + outcome.remains.map { "  \($0)" }).map { Printable.clean($0) + "\n" }.joined()
  }
}
