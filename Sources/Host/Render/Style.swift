/// Colours, where they are wanted.
struct Style: Sendable, Equatable {
  let isColored: Bool

  init(isColored: Bool) { self.isColored = isColored }

  /// `always` and `never` are the user's word; else a terminal that can, and no NO_COLOR (https://no-color.org).
  init(mode: ColorMode, isTerminal: Bool, variables: [String: String]) {
    switch mode {
    case .always: isColored = true
    case .never: isColored = false
    case .auto:
      let refused = variables["NO_COLOR"].map { !$0.isEmpty } ?? false
      isColored = isTerminal && !refused && variables["TERM"] != "dumb"
    }
  }

  func good(_ text: String) -> String { paint(text, "32") }
  func bad(_ text: String) -> String { paint(text, "31") }

  private func paint(_ text: String, _ color: String) -> String {
    isColored ? "\u{1B}[\(color)m\(text)\u{1B}[0m" : text
  }
}
