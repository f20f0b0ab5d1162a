import Posix
import Wire

/// The lines that a user watches: "Creating www0: Done!", or "Starting jails: a b c." for a plan with a heading.
struct ProgressText {
  let plan: Plan
  let style: Style
  /// Whether a line can be written over.
  let isTerminal: Bool
  /// The line's columns.
  var columns = 80
  /// Milliseconds.
  var clock: () -> Int64 = Clock.monotonic
  private var failed: [String] = []
  private var bar = ""
  private var progress = ProgressBar(room: 0)

  init(plan: Plan, style: Style, isTerminal: Bool) {
    self.plan = plan
    self.style = style
    self.isTerminal = isTerminal
  }

  /// What is written before the first task.
  var opening: String { plan.heading.map { Printable.clean($0) + ":" } ?? "" }

  /// What is written after the last one.
  var closing: String {
    guard plan.heading != nil else { return "" }
    let line = ".\n"
    return failed.isEmpty ? line : line + failed.map { "\($0): \(style.bad("Failed!"))\n" }.joined()
  }

  mutating func text(_ event: Progress) -> String {
    plan.heading == nil ? line(event) : word(event)
  }

  /// One line a task.
  private mutating func line(_ event: Progress) -> String {
    switch event {
    // A task without a title is done in silence, like a setting that is set.
    case .began(_, let title):
      let shown = title.isEmpty ? "" : Printable.clean(title) + ": "
      progress = ProgressBar(room: columns - TextWidth.of(shown) - 1)
      return shown
    case .done(_, let title): return title.isEmpty ? "" : wipe() + style.good("Done!") + "\n"
    case .failed(_, let title) where title.isEmpty: return ""
    case .failed: return wipe() + style.bad("Failed!") + "\n"
    case .ended: return ""
    case .bytes(let count, let total):
      guard isTerminal else { return "" }
      guard let shown = progress.text(count, of: total, at: clock()), shown != bar else { return "" }
      let text = wipe() + shown
      bar = shown
      return text
    }
  }

  /// One word a task.
  private mutating func word(_ event: Progress) -> String {
    switch event {
    case .done(let task, let title): return " " + label(task, title)
    case .failed(_, let title):
      failed.append(Printable.clean(title))
      return ""
    case .began, .bytes, .ended: return ""
    }
  }

  private func label(_ task: Int, _ title: String) -> String {
    Printable.clean(plan.tasks.indices.contains(task) ? plan.tasks[task].label ?? title : title)
  }

  /// Back over the bar: backspaces, blanks, backspaces.
  private mutating func wipe() -> String {
    let width = bar.utf8.count
    bar = ""
    let back = String(repeating: "\u{8}", count: width)
    return back + String(repeating: " ", count: width) + back
  }
}
