import Wire

extension DevfsRules {
  private static let name = "devfsrules_jailer_vnet"

  /// /etc/devfs.rules with a ruleset in which a DHCP client works and all else is hidden; `nil` where there is one.
  /// - Throws: `failed` where no number is free.
  static func adding(to fact: DHCPFact, unless present: Int?) throws(Fault) -> String? {
    if present != nil { return nil }
    let own = fact.devfsRules ?? ""
    // Numbers and names must differ over both files.
    let sets = sets(in: own) + sets(in: fact.defaultRules ?? "")
    let numbers = Set(sets.map(\.number)).union(1...5)
    guard let number = (100...65535).first(where: { !numbers.contains($0) }) else {
      throw Fault(.failed, "no number is free for a devfs ruleset", hint: "remove one from /etc/devfs.rules")
    }
    var name = Self.name
    while sets.contains(where: { $0.name == name }) { name += "_dhcp" }
    return own + (own.isEmpty || own.hasSuffix("\n") ? "" : "\n") + """
      [\(name)=\(number)]
      add include $devfsrules_hide_all
      add include $devfsrules_unhide_basic
      add include $devfsrules_unhide_login
      add include $devfsrules_jail_vnet
      add path 'bpf*' unhide

      """
  }

  private static func sets(in text: String) -> [(name: Substring, number: Int)] {
    text.split(separator: "\n").compactMap { line in
      let words = line.prefix { $0 != "#" }.split { " \t[]=".contains($0) }
      guard line.hasPrefix("["), words.count == 2, let number = Int(words[1]) else { return nil }
      return (words[0], number)
    }
  }

  /// The original Jailer's ruleset: `[vnet=10]` with bpf and without the rules that hide all else.
  static func isOriginals(_ text: String) -> Bool {
    guard withBpf(in: text) != 10 else { return false }
    return sets(in: text).contains { $0.name == "vnet" && $0.number == 10 }
  }

  static let originals =
    "/etc/devfs.rules has the ruleset vnet=10 of the original Jailer: a jail that uses it sees all devices of the host. "
    + "Give such jails the new ruleset with jailer edit, and remove the old one\n"
}
