import Wire

/// A plan as text that a person could paste, under the sections that its steps name. With `-j` it is `plan.json`.
public enum DryRun {
  /// Lines, each ended by a newline; empty for an empty plan.
  public static func text(_ plan: Plan) -> String { "" }
}
