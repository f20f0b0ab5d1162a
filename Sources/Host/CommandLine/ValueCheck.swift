import Wire

/// Texts to values by their type. What is refused here never reaches a plugin.
enum ValueCheck {
  /// - Parameters:
  ///   - label: how messages call the argument: `--address`, `NAME`.
  ///   - field: its name in the manifest.
  /// - Returns: a string or an integer: milliseconds for a duration, bytes for a size.
  static func check(
    _ text: String, _ type: ValueType, _ choices: [String] = [], label: String, field: String
  ) throws(Fault) -> JSON {
    func refuse(_ what: String, _ why: String?) -> Fault {
      Fault(.usage, "\(label): \(Printable.quoted(text)) is not \(what)", cause: why, field: field)
    }
    switch type {
    case .string, .flag: return .string(text)
    case .integer:
      guard let number = integer(text) else {
        throw refuse("a number", "digits are expected, - before them for a negative one")
      }
      return .integer(number)
    case .choice:
      guard choices.contains(text) else {
        throw Fault(
          .usage, "\(label): \(Printable.quoted(text)) is not \(Suggestion.list(choices))",
          hint: Suggestion.hint(Suggestion.nearest(to: text, in: choices)), field: field)
      }
      return .string(text)
    case .jail:
      if let why = Name.faultOfJail(text) { throw refuse("a jail's name", why) }
    case .image:
      if let why = Name.faultOfImage(text) { throw refuse("an image's name", why) }
    case .snapshot:
      if let why = Name.faultOfImage(text) { throw refuse("a snapshot's name", why) }
    case .jailOrSnapshot:
      let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      if let why = Name.faultOfJail(String(parts[0])) { throw refuse("a jail's name, perhaps with @SNAPSHOT", why) }
      if parts.count > 1, let why = Name.faultOfImage(String(parts[1])) { throw refuse("JAIL@SNAPSHOT", why) }
    case .interface:
      if let why = Name.faultOfInterface(text) { throw refuse("an interface", why) }
    case .address:
      guard ["dhcp", "auto"].contains(text) || Address(text) != nil else {
        throw refuse("an address", "an IPv4 or IPv6 address is expected, with or without /PREFIX, or dhcp, or auto")
      }
    case .port:
      guard let number = integer(text), (1...65535).contains(number) else {
        throw refuse("a port", "1 to 65535 is expected")
      }
      return .integer(number)
    case .path: return .string(try UserPath.absolute(text, label: label, field: field))
    case .duration:
      guard let value = Quantity.milliseconds(text) else {
        throw refuse("a duration", "a number with ms, s, m, h or d is expected, like 90s")
      }
      return .integer(value)
    case .size:
      guard let value = Quantity.bytes(text) else {
        throw refuse("a size", "a number with K, M, G or T is expected, like 20G")
      }
      return .integer(value)
    }
    return .string(text)
  }

  /// Decimal digits with at most a `-`: Swift's own reading also takes `+`.
  static func integer(_ text: String) -> Int? { text.utf8.first == 0x2B ? nil : Int(text) }
}

/// Numbers with a unit.
enum Quantity {
  /// Seconds where no unit is given.
  static func milliseconds(_ text: String) -> Int? {
    scaled(text, ["ms": 1, "": 1000, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000])
  }

  /// Powers of 1024, bytes where no unit is given.
  static func bytes(_ text: String) -> Int? {
    scaled(text, ["": 1, "B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40])
  }

  private static func scaled(_ text: String, _ units: [String: Int]) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    let unit = String(text[digits.endIndex...])
    guard let factor = units[unit] ?? units[unit.uppercased()] ?? units[unit.lowercased()] else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }
}
