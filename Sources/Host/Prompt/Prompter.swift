import Glibc
import Posix
import Wire

/// Gets the answers that a planner asks for.
struct Prompter {
  let context: Context
  let globals: GlobalOptions
  /// The command, for messages.
  let verb: String

  /// How often a wrong answer may be given.
  private static let attempts = 3

  func answer(_ ask: Reply.Ask) throws(Fault) -> JSON {
    if ask.kind == .confirm, globals.yes || globals.dryRun { return true }
    guard Terminal.isTerminal(context.input) else {
      throw Fault(
        .usage, "\(verb) has a question and no terminal to ask it on: \(ask.question)",
        hint: ask.kind == .confirm ? "-y answers yes" : nil)
    }
    switch ask.kind {
    case .confirm: return .bool(isYes(try line(ask)))
    case .choice: return .string(try choice(ask))
    case .text, .secret: return .string(try line(ask))
    case .edit: return .string(try Editor(context: context).edit(ask.initial ?? "", name: ask.name))
    }
  }

  private func isYes(_ line: String) -> Bool { ["y", "yes"].contains(line.lowercased()) }

  private func choice(_ ask: Reply.Ask) throws(Fault) -> String {
    for _ in 0..<Self.attempts {
      let answer = try line(ask)
      if ask.choices.contains(answer) { return answer }
    }
    throw Fault(.usage, "the answer must be \(Suggestion.list(ask.choices))")
  }

  private func line(_ ask: Reply.Ask) throws(Fault) -> String {
    let isSecret = ask.kind == .secret
    let text = PromptText.text(ask)
    let given: String?
    do throws(PosixError) {
      let guardian = isSecret ? EchoGuard() : nil
      defer { guardian?.end() }
      given = try Terminal.ask(text, secret: isSecret)
    } catch {
      throw Fault(.usage, "\(verb) has a question, and the terminal can't be used", cause: error.description)
    }
    // The user ended the input: the line still has to.
    if given == nil { try? Descriptor.write([0x0A], to: context.error) }
    if given == nil, ask.kind != .confirm { throw Fault(.usage, "\(verb) has a question that was not answered") }
    return isSecret ? given ?? "" : (given ?? "").trimmingBlanks
  }
}

extension String {
  var trimmingBlanks: String {
    var text = self[...]
    while let last = text.last, last == " " || last == "\r" || last == "\t" { text.removeLast() }
    return String(text.drop { $0 == " " || $0 == "\t" })
  }
}
