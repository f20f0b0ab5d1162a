import Wire

/// One command with its arguments, checked by the manifest.
struct Invocation: Sendable {
  let manifest: Manifest
  let verb: Verb
  let arguments: JSON.Object
  /// Paths among the arguments.
  let paths: [String]
  /// The words after the command, as they were typed.
  let raw: [String]
  let globals: GlobalOptions

  /// Those of the command, and of the options that were given.
  var facts: Set<Fact> {
    Set(verb.facts + verb.options.filter { arguments[$0.name] != nil }.flatMap(\.facts))
  }

  /// What the arguments say, as it was typed where that is text.
  var said: Set<String> {
    let names = verb.operands.map(\.name) + verb.options.map(\.name)
    return Set(names.compactMap { arguments[$0] }.flatMap { $0.array ?? [$0] }.compactMap(\.string))
  }

  /// The last jail among the operands: the new one where a jail is made.
  var newest: String? {
    let operand = verb.operands.last { $0.type == .jail }
    return operand.flatMap { arguments[$0.name]?.string }
  }

  /// The jails among the operands; `nil` where the command has no such operand.
  var jails: Set<String>? {
    let names = verb.operands.filter { $0.type == .jail }.map(\.name)
    if names.isEmpty { return nil }
    let values = names.compactMap { arguments[$0] }
    return Set(values.flatMap { $0.array ?? [$0] }.compactMap(\.string))
  }
}

/// What a command line asks for, once its manifest is known.
enum Parsed: Sendable {
  case run(Invocation)
  /// Help for the commands under this path.
  case help([String], GlobalOptions)
}

/// Reads the words after a verb by its manifest.
struct ArgumentParser {
  let manifest: Manifest

  /// - Parameter globals: what was given before the verb.
  func parse(_ words: Words, globals: GlobalOptions) throws(Fault) -> Parsed {
    var words = words
    var globals = globals
    let path = try command(&words, &globals)
    guard let verb = manifest.commands.first(where: { $0.path == path }) else {
      if globals.help || wantsHelp(words) { return .help(path, globals) }
      throw incomplete(path, words.peek)
    }
    return try arguments(of: verb, words, globals)
  }

  /// The longest command that the words spell; global options may stand between its parts.
  private func command(_ words: inout Words, _ globals: inout GlobalOptions) throws(Fault) -> [String] {
    var path = [manifest.name]
    while true {
      let below = Set(
        manifest.commands.filter { $0.path.count > path.count && $0.path.starts(with: path) }.map {
          $0.path[path.count]
        })
      if below.isEmpty { return path }
      var ahead = words
      var scanner = OptionScanner(globals: globals)
      // An option that isn't global belongs to the command that stands here.
      while ahead.atOption, ahead.peek != "--" {
        do throws(Fault) { try scanner.takeOption(from: &ahead) } catch { return path }
      }
      guard let word = ahead.take(), let next = match(word, below, at: path) else { return path }
      path.append(next)
      words = ahead
      globals = scanner.globals
    }
  }

  /// Core commands may be shortened where the word can't be an operand instead.
  private func match(_ word: String, _ names: Set<String>, at path: [String]) -> String? {
    if names.contains(word) { return word }
    let takesOperands = manifest.commands.contains { $0.path == path && !$0.operands.isEmpty }
    guard manifest.core, !takesOperands, !word.isEmpty else { return nil }
    let longer = names.filter { $0.hasPrefix(word) }
    return longer.count == 1 ? longer.first : nil
  }

  private func wantsHelp(_ words: Words) -> Bool { words.rest.contains { $0 == "--help" || $0 == "-h" } }

  private func incomplete(_ path: [String], _ word: String?) -> Fault {
    var names: [String] = []
    for command in manifest.commands where command.path.count > path.count && command.path.starts(with: path) {
      if !names.contains(command.path[path.count]) { names.append(command.path[path.count]) }
    }
    let spelled = path.joined(separator: " ")
    guard let word else {
      return Fault(.usage, "\(spelled) needs a command: \(Suggestion.list(names))", hint: "jailer help \(spelled)")
    }
    if word.hasPrefix("-") {
      return Fault(.usage, "\(spelled) has no option \(Printable.quoted(word))", hint: "jailer help \(spelled)")
    }
    let near = Suggestion.nearest(to: word, in: names)
    return Fault(
      .usage, "\(spelled) has no command \(Printable.quoted(word))",
      hint: Suggestion.hint(near) ?? "it has \(Suggestion.list(names))")
  }

  private func arguments(of verb: Verb, _ start: Words, _ globals: GlobalOptions) throws(Fault) -> Parsed {
    var words = start
    var scanner = OptionScanner(own: verb.options, globals: globals)
    var operands: [String] = []
    var rest: [String]?
    var optionsOver = false
    while words.peek != nil {
      // From a `rest` operand on, the words are another program's.
      if operands.count < verb.operands.count, verb.operands[operands.count].rest, optionsOver || !words.atOption {
        rest = words.rest
        break
      }
      if words.peek == "--", !optionsOver {
        _ = words.take()
        optionsOver = true
      } else if words.atOption, !optionsOver {
        try scanner.takeOption(from: &words)
      } else if let word = words.take() {
        operands.append(word)
      }
    }
    if scanner.globals.help { return .help(verb.path, scanner.globals) }
    let values = try OperandBinder(verb: verb, manifest: manifest).bind(operands, rest: rest, to: scanner.values)
    return .run(
      Invocation(
        manifest: manifest, verb: verb, arguments: values.object, paths: values.paths, raw: start.rest,
        globals: scanner.globals))
  }
}
