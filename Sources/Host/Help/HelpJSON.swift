import Wire

/// Help as data.
enum HelpJSON {
  static func overview(_ catalog: Catalog) -> JSON {
    let plugins = catalog.plugins.map { plugin -> JSON in
      let manifest = plugin.manifest
      return [
        "name": .string(manifest.name), "summary": .string(manifest.summary), "version": .string(manifest.version),
        "core": .bool(manifest.core), "aliases": JSON(manifest.aliases),
      ]
    }
    let own = BuiltIn.allCases.map { builtIn -> JSON in
      [
        "name": .string(builtIn.rawValue), "summary": .string(builtIn.summary), "version": .string(jailerVersion),
        "core": true, "aliases": [],
      ]
    }
    let disabled = catalog.disabled.map { name, fault -> JSON in ["name": .string(name), "error": fault.json] }
    return ["verbs": .array(plugins + own), "disabled": .array(disabled)]
  }

  static func commands(_ path: [String], _ manifest: Manifest) -> JSON {
    let commands = manifest.commands.filter { $0.path.starts(with: path) }
    return [
      "name": .string(manifest.name), "summary": .string(manifest.summary), "aliases": JSON(manifest.aliases),
      "commands": .array(commands.map(command)),
    ]
  }

  private static func command(_ verb: Verb) -> JSON {
    [
      "command": JSON(verb.path), "usage": .string(Usage.line(of: verb)), "summary": .string(verb.summary),
      "changes": .bool(verb.changes),
      "operands": .array(
        verb.operands.map {
          [
            "name": .string($0.name), "type": .string($0.type.rawValue), "required": .bool($0.required),
            "help": .string($0.help),
          ]
        }),
      "options": .array(
        verb.options.map {
          [
            "name": .string($0.name), "short": JSON($0.short), "type": .string($0.type.rawValue),
            "help": .string($0.help),
          ]
        }),
      "examples": .array(verb.examples.map { ["command": .string($0.command), "does": .string($0.does)] }),
    ]
  }
}
