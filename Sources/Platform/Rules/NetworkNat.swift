import Wire

/// A rule of nat for a whole network: `bridge0 -i em0`, among the settings.
public struct NetworkNat: Sendable, Equatable {
  /// A bridge's name, or a network as 10.9.0.0/16.
  public let network: String
  public let rule: Translation

  public init(_ network: String, _ rule: Translation) {
    self.network = network
    self.rule = rule
  }

  /// `bridge0 -i em0, 10.9.0.0/16 -i em0`
  static let setting = "jailer_nat"

  /// All of the settings, and what can't be understood.
  public static func read(_ settings: String) -> (rules: [NetworkNat], faults: [Fault]) {
    var rules: [NetworkNat] = []
    var faults: [Fault] = []
    let values = RcConf.values(settings)[setting] ?? ""
    for text in values.split(separator: ",") {
      let words = text.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
      do throws(Fault) {
        guard let name = words.first, words.count == 2 else {
          throw Fault(.badData, "\(Printable.quoted(String(text))) is not a rule")
        }
        rules.append(NetworkNat(String(name), try Translation(RuleOptions(String(words[1])))))
      } catch {
        faults.append(Fault(.badData, "\(setting) can't be read", cause: error.message, hint: "like bridge0 -i em0"))
      }
    }
    return (rules, faults)
  }

  /// The settings with these rules in the place of those that were there.
  public static func write(_ rules: [NetworkNat], in settings: String) throws(Fault) -> String {
    guard !rules.isEmpty else { return RcConf.delete(setting, in: settings) }
    let texts = rules.map { "\($0.network) \($0.rule.options.text)" }
    return try RcConf.set(setting, to: texts.joined(separator: ", "), in: settings)
  }

  func sources(_ bridges: [Bridge]) -> [Address] {
    if let network = Address(network) { return [network.network] }
    return (bridges.first { $0.name == network }?.networks ?? []).map(\.network)
  }
}

extension Bridge {
  /// Its addresses, those of the configuration first: each says a network.
  var networks: [Address] { configured + addresses.filter { !configured.contains($0) } }
}
