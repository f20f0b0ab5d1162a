import Wire

/// What the first word of a command line means.
enum Resolution: Sendable {
  case builtIn(BuiltIn)
  case plugin(PluginFolder.Plugin)
  /// A program of the user's own: `jailer-foo`.
  case external(String)
}

/// Finds out which plugin a word means. A verb's own name costs one manifest; only aliases and prefixes read the others.
struct Resolver: Sendable {
  let folder: PluginFolder
  let external: ExternalCommands

  func resolve(_ word: String) throws(Fault) -> Resolution {
    if let builtIn = BuiltIn(rawValue: word) { return .builtIn(builtIn) }
    if Name.isVerb(word), let plugin = try folder.load(word) { return .plugin(plugin) }
    let catalog = Catalog(folder)
    if let plugin = try catalog.alias(word) { return .plugin(plugin) }
    let longer = word.isEmpty ? [] : catalog.coreNames.filter { $0.hasPrefix(word) }
    if longer.count == 1, let name = longer.first {
      if let builtIn = BuiltIn(rawValue: name) { return .builtIn(builtIn) }
      if let plugin = try folder.load(name) { return .plugin(plugin) }
    }
    if let program = try external.find(word) { return .external(program) }
    throw unknown(word, longer, catalog)
  }

  private func unknown(_ word: String, _ longer: [String], _ catalog: Catalog) -> Fault {
    if longer.count > 1 {
      return Fault(.usage, "\(Printable.quoted(word)) could be \(Suggestion.list(longer))")
    }
    if let fault = folder.missing { return fault }
    let near = Suggestion.nearest(to: word, in: catalog.words)
    return Fault(
      .usage, "no verb \(Printable.quoted(word))",
      hint: Suggestion.hint(near) ?? "jailer help lists the verbs")
  }
}

/// All plugins, read for help, aliases, prefixes and suggestions.
struct Catalog: Sendable {
  let plugins: [PluginFolder.Plugin]
  let disabled: [(name: String, fault: Fault)]

  init(_ folder: PluginFolder) {
    var plugins: [PluginFolder.Plugin] = []
    var disabled: [(name: String, fault: Fault)] = []
    for name in folder.names() {
      do throws(Fault) {
        if let plugin = try folder.load(name) { plugins.append(plugin) }
      } catch {
        disabled.append((name, error))
      }
    }
    self.plugins = plugins
    self.disabled = disabled
  }

  /// The verbs that may be shortened.
  var coreNames: [String] {
    (plugins.filter(\.manifest.core).map(\.manifest.name) + BuiltIn.allCases.map(\.rawValue)).sorted()
  }

  /// All that can be typed.
  var words: [String] {
    plugins.flatMap { [$0.manifest.name] + $0.manifest.aliases } + BuiltIn.allCases.map(\.rawValue)
  }

  func alias(_ word: String) throws(Fault) -> PluginFolder.Plugin? {
    let found = plugins.filter { $0.manifest.aliases.contains(word) }
    guard found.count > 1 else { return found.first }
    throw Fault(
      .configuration, "\(Printable.quoted(word)) is an alias of more than one plugin",
      hint: "use \(Suggestion.list(found.map(\.manifest.name)))")
  }
}
