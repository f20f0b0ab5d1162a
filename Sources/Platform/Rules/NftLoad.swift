import Wire

/// Loading the rules on Linux: nft(8) checks the whole file first, and what was in force comes back if anything fails.
struct NftLoad {
  let host: HostFact
  let fact: RulesFact
  let rules: NftRules

  private static let section = "Rules commands"

  var isComplete: Bool {
    rules.isEmpty ? fact.marks == nil : fact.file == rules.text && fact.marks == rules.marks
  }

  func steps() throws(Fault) -> [Step] {
    let nft = try host.tool("nft")
    let (file, last) = (host.paths.rules, host.paths.lastRules)
    // The file itself has its old text again only when this has been undone.
    let back = fact.file == nil ? [nft, "add table inet jailer; delete table inet jailer"] : [nft, "-f", last]
    let keep = Step(
      "rules/last", section: "Rules", .copy(from: file, to: last, mode: 0o600, within: nil), undo: .inherent)
    return (fact.file == nil ? [] : [keep]) + [
      Step(
        "rules/file", section: "Rules", .write(path: file, text: rules.text, mode: 0o600, within: nil), undo: .inherent),
      Step("rules/check", section: Self.section, .run([nft, "-c", "-f", file]), undo: .nothing),
      Step("rules/load", section: Self.section, .run([nft, "-f", file]), undo: .action(.run(back))),
    ]
  }
}
