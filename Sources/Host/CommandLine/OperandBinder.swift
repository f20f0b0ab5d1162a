import Wire

/// Gives positional words to the operands that a command has.
struct OperandBinder {
  let verb: Verb
  let manifest: Manifest

  func bind(_ words: [String], rest: [String]?, to start: ArgumentValues) throws(Fault) -> ArgumentValues {
    var values = start
    var left = words[...]
    for operand in verb.operands {
      if operand.rest {
        if let rest { values.add(operand, rest: rest) }
      } else if operand.repeats {
        for word in left { try values.add(operand, word) }
        left = []
      } else if let word = left.popFirst() {
        try values.add(operand, word)
      }
      if operand.required, values.object[operand.name] == nil {
        throw Fault(
          .usage, "\(spelled): \(operand.placeholder) is missing", hint: "usage: \(Usage.line(of: verb))",
          field: operand.name)
      }
    }
    if let extra = left.first { throw unexpected(extra) }
    return values
  }

  private var spelled: String { verb.path.joined(separator: " ") }

  private func unexpected(_ word: String) -> Fault {
    let below = manifest.commands.filter { $0.path.count > verb.path.count && $0.path.starts(with: verb.path) }
    let near = Suggestion.nearest(to: word, in: below.map { $0.path[verb.path.count] })
    return Fault(
      .usage, "\(spelled): unexpected argument \(Printable.quoted(word))",
      hint: Suggestion.hint(near.map { "jailer \(spelled) \($0)" }) ?? "usage: \(Usage.line(of: verb))")
  }
}
