import Wire

/// What happens while a plan is applied, for whoever shows it. Tasks are counted from 0.
public enum Progress: Sendable, Equatable {
  case began(task: Int, title: String)
  /// Of the step that runs, where it asked for it; `of` is `nil` where the end isn't known.
  case bytes(Int, of: Int?)
  case done(task: Int, title: String)
  /// From here on it is taken back.
  case failed(task: Int, title: String)
  /// Of an independent task: what came of it in the end. The others go on.
  case ended(task: Int, title: String, Fault)
}
