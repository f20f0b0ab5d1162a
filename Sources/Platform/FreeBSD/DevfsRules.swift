import Wire

/// devfs.rules(5), read as text.
public enum DevfsRules {
  /// FreeBSD's own for jails with a network stack of their own: hides what a jail must not have. It has no bpf.
  public static let vnet = 5

  /// What jail(8) takes for a /dev where the conf names none.
  public static let jail = 4

  /// A warning about jails whose rulesets are not loaded; `nil` where all are, or where that isn't known.
  /// - Parameter loaded: the fact `rulesets`.
  public static func warning(_ jails: [JailFact], loaded: [Int]?) -> String? {
    guard let loaded else { return nil }
    let open = jails.compactMap { jail in jail.ruleset.flatMap { loaded.contains($0) ? nil : (jail.name, $0) } }
    guard !open.isEmpty else { return nil }
    return open.map { "\($0) sees all devices of the host: its devfs ruleset \($1) is not loaded\n" }.joined()
      + "Define them in /etc/devfs.rules, run `service devfs restart`, and start the jails again\n"
  }

  /// - Throws: `configuration` where a new jail would see all devices of the host.
  public static func check(_ number: Int, of jail: String, loaded: [Int]?) throws(Fault) {
    guard let loaded, !loaded.contains(number) else { return }
    throw Fault(
      .configuration, "the devfs ruleset \(number) is not loaded", cause: "\(jail) would see all devices of the host",
      hint: "service devfs restart")
  }

  /// A ruleset of the machine's own in which a DHCP client works and all else is hidden: it has FreeBSD's rules for
  /// jails and bpf. A number without such rules would show every device of the host.
  public static func withBpf(in text: String) -> Int? {
    var sets: [(number: Int, lines: [Substring])] = []
    for line in text.split(separator: "\n") {
      let words = line.prefix { $0 != "#" }.split(whereSeparator: { " \t".contains($0) })
      if let first = words.first, first.hasPrefix("["), first.hasSuffix("]") {
        let number = first.dropLast().split(separator: "=").last.flatMap { Int($0) }
        sets.append((number ?? 0, []))
      } else if !words.isEmpty, !sets.isEmpty {
        sets[sets.count - 1].lines.append(words.joined(separator: " ")[...])
      }
    }
    return sets.first { set in
      let hides = hiding.contains { rules in
        rules.allSatisfy { wanted in set.lines.contains { isInclude($0, of: wanted) } }
      }
      let shows = set.lines.contains { $0.contains("bpf") && $0.hasSuffix(" unhide") }
      return (1...65535).contains(set.number) && hides && shows
    }?.number
  }

  /// The rulesets whose inclusion hides all that a jail needs not, under their names and numbers.
  private static let hiding: [[[String]]] = [
    [["$devfsrules_jail", "4"]], [["$devfsrules_jail_vnet", "5"]],
    [["$devfsrules_hide_all", "1"], ["$devfsrules_unhide_basic", "2"], ["$devfsrules_unhide_login", "3"]],
  ]

  private static func isInclude(_ line: Substring, of names: [String]) -> Bool {
    names.contains { line == "add include \($0)" }
  }
}
