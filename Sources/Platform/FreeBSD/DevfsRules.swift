/// devfs.rules(5), read as text.
public enum DevfsRules {
  /// FreeBSD's own for jails with a network stack of their own: hides what a jail must not have. It has no bpf.
  public static let vnet = 5

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
