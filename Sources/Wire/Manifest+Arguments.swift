/// What kind of value an argument is; the host checks it before any plugin sees it.
public enum ValueType: String, Sendable, CaseIterable {
  case string, integer, flag, choice, jail, image, snapshot, address, interface, port, path, duration, size
  case jailOrSnapshot = "jail[@snapshot]"

  /// What stands for a value in a usage line.
  public var placeholder: String {
    switch self {
    case .jailOrSnapshot: "jail[@snapshot]"
    case .flag: ""
    case .choice: "choice"
    default: rawValue
    }
  }
}

/// A positional argument.
public struct Operand: Sendable, Equatable {
  public let name: String
  public let type: ValueType
  public let choices: [String]
  public let required: Bool
  /// One or more of them.
  public let repeats: Bool
  /// Everything from here on, options too, untouched: the command of `exec`.
  public let rest: Bool
  public let help: String

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    name = try argumentName(&fields)
    type = try valueType(&fields, default: .string)
    choices = try choiceList(&fields, type)
    required = try fields.bool("required")
    repeats = try fields.bool("repeats")
    rest = try fields.bool("rest")
    help = try fields.optionalString("help") ?? ""
    guard type != .flag else { throw fields.error("type", "an operand cannot be a flag") }
    try fields.finish(extensions: true)
  }
}

/// `-a ADDRESS`, `--address ADDRESS`, or a flag without a value.
public struct Option: Sendable, Equatable {
  /// Also the long spelling.
  public let name: String
  public let short: String?
  public let type: ValueType
  public let choices: [String]
  /// What stands for the value in help.
  public let value: String
  /// May be given more than once; then the argument is an array, and that of a flag its number.
  public let repeats: Bool
  public let help: String
  /// Facts that the request carries only where the option is given.
  public let facts: [Fact]

  public var spellings: [String] { ["--\(name)"] + (short.map { ["-\($0)"] } ?? []) }

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    name = try argumentName(&fields)
    short = try fields.optionalString("short")
    if let short, short.utf8.count != 1 || !short.utf8.allSatisfy(Name.isLetterOrDigit) {
      throw fields.error("short", "must be one letter or digit")
    }
    type = try valueType(&fields, default: .flag)
    choices = try choiceList(&fields, type)
    value = try fields.optionalString("value") ?? type.placeholder
    repeats = try fields.bool("repeats")
    help = try fields.optionalString("help") ?? ""
    facts = try Fact.list(&fields)
    for (reserved, meaning) in reservedOptions where spellings.contains(reserved) {
      throw fields.error("name", "\(reserved) is jailer's own (\(meaning))")
    }
    try fields.finish(extensions: true)
  }
}

/// The spellings that mean the same with every verb.
private let reservedOptions: [(String, String)] = [
  ("-j", "JSON"), ("--json", "JSON"), ("-D", "dry run"), ("--dry-run", "dry run"), ("-y", "yes"), ("--yes", "yes"),
  ("-v", "verbose"), ("--verbose", "verbose"), ("--root", "scratch root"), ("--facts", "recorded facts"),
  ("--color", "colour"), ("--help", "help"),
]

private func argumentName(_ fields: inout Fields) throws(ShapeError) -> String {
  let name = try fields.string("name")
  guard Name.isVerb(name) else {
    throw fields.error("name", "must be lower-case letters, digits and -, beginning with a letter, at most 32")
  }
  return name
}

private func valueType(_ fields: inout Fields, default type: ValueType) throws(ShapeError) -> ValueType {
  guard let word = try fields.optionalString("type") else { return type }
  guard let type = ValueType(rawValue: word) else {
    let known = ValueType.allCases.map(\.rawValue).joined(separator: ", ")
    throw fields.error("type", "\(Printable.quoted(word)) is not a type; types are \(known)")
  }
  return type
}

private func choiceList(_ fields: inout Fields, _ type: ValueType) throws(ShapeError) -> [String] {
  let choices = try fields.strings("choices")
  guard (type == .choice) == !choices.isEmpty else {
    throw fields.error("choices", type == .choice ? "a choice needs them" : "only a choice has them")
  }
  return choices
}
