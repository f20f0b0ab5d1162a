import Wire

/// Loading the rules on Linux: nft(8) checks the whole file first, and what was in force comes back if anything fails.
struct NftLoad {
  let host: HostFact
  let fact: RulesFact
  let rules: NftRules

  private static let section = "Rules commands"

  var isComplete: Bool { fact.file == rules.text && fact.marks == rules.marks }

  func steps() throws(Fault) -> [Step] {
    let nft = try host.tool("nft")
    let file = host.paths.rules
    let back = fact.file == nil ? [nft, "add table inet jailer; delete table inet jailer"] : [nft, "-f", file]
    return [
      // Changes nothing. Its undo comes when the file's own has brought back what was loaded before.
      Step("rules/before", section: Self.section, .wait(gone: [], atMost: 0), undo: .action(.run(back))),
      Step(
        "rules/file", section: "Rules", .write(path: file, text: rules.text, mode: 0o600, within: nil), undo: .inherent),
      Step("rules/check", section: Self.section, .run([nft, "-c", "-f", file]), undo: .nothing),
      Step("rules/load", section: Self.section, .run([nft, "-f", file]), undo: .nothing),
    ]
  }
}
