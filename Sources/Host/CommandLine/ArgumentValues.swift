import Wire

/// Checked arguments by name, as the request carries them.
struct ArgumentValues: Sendable {
  private(set) var object = JSON.Object()
  /// Paths that the user named: what a plan may read besides what everybody can.
  private(set) var paths: [String] = []

  /// `text` is `nil` for a flag.
  mutating func add(_ option: Option, _ text: String?) throws(Fault) {
    guard let text else {
      object[option.name] = option.repeats ? .integer((object[option.name]?.integer ?? 0) + 1) : true
      return
    }
    // One address of IPv4 and one of IPv6 are said in one word.
    let isList = option.repeats && option.type == .address
    let texts = isList ? text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) : [text]
    for text in texts {
      let value = try ValueCheck.check(
        text, option.type, option.choices, label: "--\(option.name)", field: option.name)
      put(option.name, value, option.type, repeats: option.repeats)
    }
  }

  mutating func add(_ operand: Operand, _ text: String) throws(Fault) {
    let value = try ValueCheck.check(
      text, operand.type, operand.choices, label: operand.placeholder, field: operand.name)
    put(operand.name, value, operand.type, repeats: operand.repeats)
  }

  /// Words that are somebody else's command line.
  mutating func add(_ operand: Operand, rest words: [String]) { object[operand.name] = JSON(words) }

  private mutating func put(_ name: String, _ value: JSON, _ type: ValueType, repeats: Bool) {
    if type == .path, let path = value.string { paths.append(path) }
    object[name] = repeats ? .array((object[name]?.array ?? []) + [value]) : value
  }
}

extension Operand {
  /// What stands for it in a usage line.
  var placeholder: String { name.uppercased() }
}

extension Option {
  /// What stands for its value in a usage line: a word in capitals, or the choices.
  var placeholder: String {
    if type == .choice, value == type.placeholder { return choices.joined(separator: "|") }
    // A manifest's own spelling, `POOL/DATASET`, stays as it is.
    return value.utf8.contains { (0x41...0x5A).contains($0) } ? value : value.uppercased()
  }
}
