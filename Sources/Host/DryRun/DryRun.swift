import Wire

/// A plan as text that a person could paste, under the sections that its steps name. With `-j` it is `plan.json`.
public enum DryRun {
  /// Lines, each ended by a newline; empty for an empty plan.
  public static func text(_ plan: Plan) -> String {
    var out = ""
    var section: String?
    for step in plan.tasks.flatMap(\.steps) {
      // It is there for its undo.
      if case .wait(let gone, _) = step.action, gone.isEmpty { continue }
      if step.section != section {
        section = step.section
        out += "\(Printable.clean(step.section)) =>\n"
      }
      out += block(step)
    }
    return out
  }

  private static func block(_ step: Step) -> String {
    // "jail.conf file =>" is followed by that file's text.
    if case .write(_, let text, _, _) = step.action, step.section.hasSuffix(" file") {
      let shown = Printable.clean(text, lines: true)
      return shown.isEmpty || shown.hasSuffix("\n") ? shown : shown + "\n"
    }
    let lines = ShellLine.lines(step.action)
    switch step.action {
    case .pipe: return "\n" + lines.map { "  \($0)\n" }.joined() + "\n"
    // A text must begin at the left to be pasted.
    case .write where lines.count > 2: return lines.map { "\($0)\n" }.joined()
    default: return lines.map { "  \($0)\n" }.joined()
    }
  }
}
