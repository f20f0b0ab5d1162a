import Facts

/// What a command that takes the terminal over gets.
enum HandoverEnvironment {
  private static let names: Set<String> = [
    "COLORTERM", "COLUMNS", "EDITOR", "HOME", "LANG", "LINES", "LOGNAME", "PAGER", "SHELL", "TERM", "TZ", "USER",
    "VISUAL",
  ]

  /// Names that change no program's meaning; a variable like LD_PRELOAD would make any permitted command another one.
  static func allowed(_ name: String) -> Bool {
    names.contains(name) || name.hasPrefix("LC_") || name.hasPrefix("JAILER_")
  }

  /// The harmless part of the caller's, with the plugin's own over it.
  static func variables(caller: [String: String], plugin: [String: String]) -> [String: String] {
    var variables = caller.filter { allowed($0.key) }
    variables["PATH"] = Tools.folders.joined(separator: ":")
    return variables.merging(plugin) { _, own in own }
  }
}
