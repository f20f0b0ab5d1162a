import Wire

/// The words of a command line, taken from the left.
struct Words: Sendable {
  let all: [String]
  var next = 0

  init(_ all: [String]) { self.all = all }

  var peek: String? { next < all.count ? all[next] : nil }
  var rest: [String] { Array(all[next...]) }

  mutating func take() -> String? {
    guard let word = peek else { return nil }
    next += 1
    return word
  }

  /// Whether the next word is `-x…` or `--…`; `-` alone is an operand.
  var atOption: Bool { peek.map { $0.utf8.first == 0x2D && $0.utf8.count > 1 } ?? false }
}

/// Reads options: `--name`, `--name=VALUE`, `--name VALUE`, `-x`, `-xVALUE`, `-x VALUE`, `-xyz`.
struct OptionScanner {
  /// The options of the command at hand; before a command is known, none.
  let own: [Option]
  private(set) var globals: GlobalOptions
  private(set) var values = ArgumentValues()
  private var seen: Set<String> = []

  init(own: [Option] = [], globals: GlobalOptions = GlobalOptions()) {
    self.own = own
    self.globals = globals
    // Given before the verb and after it is still given twice.
    if globals.root != nil { seen.insert("root") }
    if globals.facts != nil { seen.insert("facts") }
    if globals.color != nil { seen.insert("color") }
  }

  private enum Known {
    case global(GlobalOption)
    case own(Option)
    var name: String {
      switch self {
      case .global(let option): option.rawValue
      case .own(let option): option.name
      }
    }
    var placeholder: String? {
      switch self {
      case .global(let option): option.value
      case .own(let option): option.type == .flag ? nil : option.placeholder
      }
    }
  }

  /// Takes the option at the front of `words`, with its value.
  mutating func takeOption(from words: inout Words) throws(Fault) {
    guard let word = words.take() else { return }
    if word.hasPrefix("--") {
      try takeLong(word, &words)
    } else {
      try takeCluster(word, &words)
    }
  }

  private mutating func takeLong(_ word: String, _ words: inout Words) throws(Fault) {
    let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    guard let option = long(name) else { throw unknown("--\(name)") }
    let spelling = "--\(option.name)"
    guard let placeholder = option.placeholder else {
      guard parts.count == 1 else { throw Fault(.usage, "\(spelling) takes no value", field: option.name) }
      return try set(option, nil, spelling)
    }
    guard let value = parts.count > 1 ? String(parts[1]) : words.take() else {
      throw Fault(.usage, "\(spelling) needs a value: \(placeholder)", field: option.name)
    }
    try set(option, value, spelling)
  }

  private mutating func takeCluster(_ word: String, _ words: inout Words) throws(Fault) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      let spelling = "-\(letter)"
      guard let option = short(String(letter)) else { throw unknown(spelling) }
      guard let placeholder = option.placeholder else {
        try set(option, nil, spelling)
        continue
      }
      guard let value = letters.isEmpty ? words.take() : String(letters) else {
        throw Fault(.usage, "\(spelling) needs a value: \(placeholder)", field: option.name)
      }
      return try set(option, value, spelling)
    }
  }

  private func long(_ name: String) -> Known? {
    if let option = GlobalOption(rawValue: name) { return .global(option) }
    return own.first { $0.name == name }.map(Known.own)
  }

  private func short(_ letter: String) -> Known? {
    if let option = own.first(where: { $0.short == letter }) { return .own(option) }
    if let option = GlobalOption.allCases.first(where: { $0.short == letter }) { return .global(option) }
    // No verb has to give -h up, but where it is free it means what people expect.
    return letter == "h" ? .global(.help) : nil
  }

  private func unknown(_ spelling: String) -> Fault {
    let known = own.flatMap(\.spellings) + GlobalOption.allCases.map(\.spelling)
    let near = spelling.hasPrefix("--") ? Suggestion.nearest(to: spelling, in: known) : []
    return Fault(.usage, "unknown option \(Printable.quoted(spelling))", hint: Suggestion.hint(near))
  }

  private mutating func set(_ option: Known, _ value: String?, _ spelling: String) throws(Fault) {
    let first = seen.insert(option.name).inserted
    switch option {
    case .own(let option):
      guard first || option.repeats else { throw Fault(.usage, "\(spelling) is given twice", field: option.name) }
      try values.add(option, value)
    case .global(let option):
      // Flags that only say "yes, really" may be repeated; a second value would have to win or lose.
      guard first || option.value == nil else {
        throw Fault(.usage, "\(spelling) is given twice", field: option.rawValue)
      }
      try setGlobal(option, value ?? "")
    }
  }

  private mutating func setGlobal(_ option: GlobalOption, _ value: String) throws(Fault) {
    switch option {
    case .dryRun: globals.dryRun = true
    case .json: globals.json = true
    case .verbose: globals.verbose = true
    case .yes: globals.yes = true
    case .help: globals.help = true
    case .root:
      guard !value.isEmpty else { throw Fault(.usage, "--root needs a folder", field: "root") }
      globals.root = value
    case .facts:
      guard !value.isEmpty else { throw Fault(.usage, "--facts needs a file", field: "facts") }
      globals.facts = value
    case .color:
      guard let mode = ColorMode(rawValue: value) else {
        throw Fault(.usage, "--color: \(Printable.quoted(value)) is not auto, always or never", field: "color")
      }
      globals.color = mode
    }
  }
}
