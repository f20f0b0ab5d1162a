import Wire

/// A rule of nat or rdr as the options of its command: `-i em0 -p tcp -r 8080`. In this form it is kept, too: a jail's
/// in the conf (`$jailer_nat`, `$jailer_rdr`), a network's among the settings.
public struct RuleOptions: Sendable, Equatable {
  private var given: [(letter: Character, value: String)] = []

  public static func == (a: RuleOptions, b: RuleOptions) -> Bool { a.text == b.text }

  public init() {}

  /// - Throws: `bad-data` where the text is not options with a value each, each once.
  public init(_ text: String) throws(Fault) {
    let words = text.split { $0 == " " || $0 == "\t" }
    var index = 0
    while index < words.count {
      let option = words[index]
      guard option.utf8.count == 2, option.first == "-", let letter = option.last, index + 1 < words.count,
        value(letter) == nil
      else {
        throw Fault(.badData, "\(Printable.quoted(text)) is not a rule", hint: "like -i em0 -p tcp -r 8080")
      }
      given.append((letter, String(words[index + 1])))
      index += 2
    }
  }

  public func value(_ letter: Character) -> String? { given.first { $0.letter == letter }?.value }

  public mutating func add(_ letter: Character, _ value: String?) {
    if let value { given.append((letter, value)) }
  }

  /// - Throws: `bad-data` where there is an option that such a rule hasn't got.
  func check(_ known: String) throws(Fault) {
    guard let other = given.first(where: { !known.contains($0.letter) }) else { return }
    throw Fault(.badData, "a rule has no option -\(other.letter)", hint: "it has \(known.map { "-\($0)" })")
  }

  public var text: String {
    var words: [String] = []
    for (letter, value) in given { words += ["-\(letter)", value] }
    return words.joined(separator: " ")
  }
}

extension RuleOptions {
  /// - Throws: `usage` where the option is missing.
  func needed(_ letter: Character, _ what: String, field: String) throws(Fault) -> String {
    if let text = value(letter) { return text }
    throw Fault(.usage, "\(what) is missing", hint: "add -\(letter) \(field.uppercased())", field: field)
  }

  func interface() throws(Fault) -> String {
    let name = try needed("i", "the interface", field: "interface")
    if let why = Name.faultOfInterface(name) {
      throw Fault(.usage, "\(Printable.quoted(name)) is not an interface", cause: why, field: "interface")
    }
    return name
  }

  /// - Parameter field: the argument to blame.
  func address(_ letter: Character, field: String) throws(Fault) -> Address? {
    guard let text = value(letter) else { return nil }
    guard let address = Address(text) else {
      throw Fault(
        .usage, "\(Printable.quoted(text)) is not an address", hint: "like 203.0.113.5 or 2001:db8::5", field: field)
    }
    return address
  }

  /// An address of the host: one that packets can be sent to.
  func hostAddress() throws(Fault) -> Address? {
    guard let address = try address("a", field: "address") else { return nil }
    if address.prefix != nil || address.reserved != nil || address.isLinkLocal {
      throw Fault(
        .usage, "\(address.text) is not an address of one host", hint: "like 203.0.113.5 or 2001:db8::5",
        field: "address")
    }
    return address
  }
}
