import Facts
import Wire

extension Host {
  /// `jailer help [VERB [COMMAND]]`; `--mdoc` prints the manual page instead.
  func help(_ start: Words, _ before: GlobalOptions) throws(Fault) -> Int32 {
    var words = start
    var path: [String] = []
    var asPage = false
    var scanner = OptionScanner(globals: before)
    while let word = words.peek {
      if word == "--mdoc" {
        asPage = true
        _ = words.take()
      } else if words.atOption {
        try scanner.takeOption(from: &words)
      } else {
        path.append(word)
        _ = words.take()
      }
    }
    let console = Console(globals: scanner.globals, output: context.output, error: context.error)
    let folder = try PluginFolder.beside(context.executable, user: context.user)
    guard let verb = path.first else {
      let catalog = Catalog(folder)
      if console.json { console.print(HelpJSON.overview(catalog)) } else { console.print(HelpText.overview(catalog)) }
      return console.status(0)
    }
    switch try Resolver(folder: folder, external: ExternalCommands(searchPath: "", trust: folder.trust)).resolve(verb) {
    case .builtIn(let builtIn):
      console.print(HelpText.builtIn(builtIn))
    case .plugin(let plugin):
      let manifest = plugin.manifest
      let full = [manifest.name] + path.dropFirst()
      try check(full, manifest)
      if asPage {
        console.print(ManualPage(manifest: manifest).text)
      } else {
        console.print(json: HelpJSON.commands(full, manifest), or: HelpText.command(full, manifest))
      }
    case .external: break
    }
    return console.status(0)
  }

  private func check(_ path: [String], _ manifest: Manifest) throws(Fault) {
    guard !manifest.commands.contains(where: { $0.path.starts(with: path) }) else { return }
    let known = manifest.commands.map { $0.path.dropFirst().joined(separator: " ") }.filter { !$0.isEmpty }
    let asked = path.dropFirst().joined(separator: " ")
    throw Fault(
      .usage, "\(manifest.name) has no command \(Printable.quoted(asked))",
      hint: Suggestion.hint(Suggestion.nearest(to: asked, in: known)))
  }
}

extension HelpText {
  static func builtIn(_ builtIn: BuiltIn) -> String {
    let words =
      switch builtIn {
      case .facts: ["facts", "[FACT...]"]
      case .help: ["help", "[VERB [COMMAND]]"]
      case .recover: ["recover", "[--abandon]"]
      case .version: ["version"]
      }
    let more =
      switch builtIn {
      case .facts:
        paragraph(
          "With -j it is a document that `jailer --facts FILE VERB -D` plans against, on any machine. Without a name it "
            + "has all of them; facts are \(FactsReader.known(on: .freeBSD).map(\.rawValue).sorted().joined(separator: ", "))."
        )
      case .recover:
        paragraph(
          "With --abandon, what can't be brought to an end is given up: its journal is kept under another name, and what "
            + "it claimed is free again.")
      case .help, .version: ""
      }
    return Layout.hanging("usage: ", ["jailer"] + words) + "\n\(sentence(builtIn.summary))\n" + more
  }
}

extension HelpText {
  private static func paragraph(_ text: String) -> String {
    "\n" + Layout.wrap(text, indent: 0).map { $0 + "\n" }.joined()
  }
}

extension Console {
  func print(json document: JSON, or text: String) {
    if json { print(document) } else { print(text) }
  }
}
