import Wire

/// Help, made from manifests.
enum HelpText {
  static func overview(_ catalog: Catalog) -> String {
    var text = Layout.hanging("usage: ", ["jailer"] + globalUsage + ["VERB", "[ARGUMENTS]"])
    let core = catalog.plugins.map(\.manifest).filter(\.core).map { ($0.name, $0.summary) }
    let own = BuiltIn.allCases.map { ($0.rawValue, $0.summary) }
    text += section("Verbs", (core + own).sorted { $0.0 < $1.0 })
    text += section("Plugins", catalog.plugins.map(\.manifest).filter { !$0.core }.map { ($0.name, $0.summary) })
    text += section("Disabled", catalog.disabled.map { ($0.name, $0.fault.cause ?? $0.fault.message) })
    text += section("Options of every verb", GlobalOption.allCases.map { (spelling($0), $0.help) })
    return text + "\n`jailer help VERB` explains a verb.\n"
  }

  /// - Parameter path: a command, or what several commands begin with.
  static func command(_ path: [String], _ manifest: Manifest) -> String {
    let here = manifest.commands.first { $0.path == path }
    let below = manifest.commands.filter { $0.path.count > path.count && $0.path.starts(with: path) }
    guard let here else { return group(path, manifest, below) }
    var text = Layout.hanging("usage: ", ["jailer"] + Usage.words(of: here)) + "\n"
    text += paragraphs([sentence(here.summary)] + here.description)
    let arguments = here.operands.map { ($0.placeholder, describe($0.help, $0.type, $0.choices)) }
    text += section("Arguments", arguments)
    text += section("Options", here.options.map { (spelling($0), describe($0.help, $0.type, $0.choices)) })
    text += examples(here.examples)
    text += section("Commands", below.map { ($0.path.joined(separator: " "), $0.summary) })
    if !manifest.aliases.isEmpty { text += "\nAlso called \(Suggestion.list(manifest.aliases)).\n" }
    return text + "\n" + footer(here.changes)
  }

  private static func group(_ path: [String], _ manifest: Manifest, _ below: [Verb]) -> String {
    var text = ""
    for verb in below {
      text += Layout.hanging(text.isEmpty ? "usage: " : "       ", ["jailer"] + Usage.words(of: verb))
    }
    text += "\n" + paragraphs([sentence(manifest.summary)] + manifest.description)
    text += section("Commands", below.map { ($0.path.joined(separator: " "), $0.summary) })
    return text + "\n`jailer help \(path.joined(separator: " ")) COMMAND` explains one.\n"
  }

  private static func footer(_ changes: Bool) -> String {
    let options = changes ? "-D, -j, -v, -y, --root, --facts and --color" : "-j, -v, --root, --facts and --color"
    return "\(options) are explained by `jailer help`.\n"
  }

  /// Descriptions, with a blank line between them.
  private static func paragraphs(_ texts: [String]) -> String {
    texts.map { Layout.wrap(Printable.clean($0), indent: 0).map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private static func section(_ title: String, _ rows: [(String, String)]) -> String {
    guard !rows.isEmpty else { return "" }
    return "\n\(title):\n" + Layout.terms(rows.map { (Printable.clean($0.0), Printable.clean($0.1)) })
  }

  private static func examples(_ examples: [Verb.Example]) -> String {
    guard !examples.isEmpty else { return "" }
    let shown = examples.map { example in
      "  \(Printable.clean(example.command))\n"
        + Layout.wrap(Printable.clean(example.does), indent: 6).map { "      \($0)\n" }.joined()
    }
    return "\nExamples:\n" + shown.joined()
  }

  /// "take a snapshot" as a sentence.
  static func sentence(_ summary: String) -> String {
    guard let first = summary.first else { return "" }
    let text = first.uppercased() + summary.dropFirst()
    return text.hasSuffix(".") ? text : text + "."
  }

  /// The help of an argument, and the values that it can have where its name doesn't say them.
  static func describe(_ help: String, _ type: ValueType, _ choices: [String]) -> String {
    guard type == .choice, !choices.contains(where: help.contains) else { return help }
    let list = Suggestion.list(choices)
    return help.isEmpty ? list : "\(help): \(list)"
  }

  static func spelling(_ option: Option) -> String {
    let names = (option.short.map { "-\($0), " } ?? "    ") + "--\(option.name)"
    return option.type == .flag ? names : "\(names) \(option.placeholder)"
  }

  static func spelling(_ option: GlobalOption) -> String {
    let names = (option.short.map { "-\($0), " } ?? "    ") + option.spelling
    return option.value.map { "\(names) \($0)" } ?? names
  }

  static var globalUsage: [String] {
    let flags = GlobalOption.allCases.compactMap(\.short).joined()
    return ["[-\(flags)]"]
      + GlobalOption.allCases.compactMap { option in option.value.map { "[\(option.spelling) \($0)]" } }
  }
}
