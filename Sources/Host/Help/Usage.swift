import Wire

/// The shape of a command on one line.
enum Usage {
  /// `jailer create [-cn] [-a ADDRESS] [NAME]`
  static func line(of verb: Verb) -> String { "jailer " + words(of: verb).joined(separator: " ") }

  /// The parts that must not be broken over two lines.
  static func words(of verb: Verb) -> [String] {
    var words = verb.path
    let flags = verb.options.filter { $0.type == .flag && $0.short != nil && !$0.repeats }.compactMap(\.short)
    if !flags.isEmpty { words.append("[-\(flags.joined())]") }
    for option in verb.options {
      if option.type == .flag {
        if option.short == nil { words.append("[--\(option.name)]") }
        if let short = option.short, option.repeats { words.append("[-\(short)]...") }
      } else {
        let name = option.short.map { "-\($0)" } ?? "--\(option.name)"
        words.append("[\(name) \(option.placeholder)]" + (option.repeats ? "..." : ""))
      }
    }
    return words + verb.operands.map(text)
  }

  /// `NAME`, `[NAME]`, `NAME...`
  static func text(of operand: Operand) -> String {
    let many = operand.repeats || operand.rest ? "..." : ""
    return operand.required ? operand.placeholder + many : "[\(operand.placeholder)\(many)]"
  }
}
