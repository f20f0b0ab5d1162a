/// The options that mean the same with every verb, before it or after it.
struct GlobalOptions: Equatable, Sendable {
  var json = false
  var dryRun = false
  var yes = false
  var verbose = false
  var help = false
  var root: String?
  /// The file whose facts are planned against.
  var facts: String?
  var color: ColorMode?
}

/// When text is coloured.
enum ColorMode: String, CaseIterable, Sendable {
  case auto, always, never
}

/// One of the options that every verb has.
enum GlobalOption: String, CaseIterable, Sendable {
  case dryRun = "dry-run"
  case json, verbose, yes, root, facts, color, help

  var short: String? {
    switch self {
    case .dryRun: "D"
    case .json: "j"
    case .verbose: "v"
    case .yes: "y"
    case .root, .facts, .color, .help: nil
    }
  }

  /// What stands for the value; `nil` for a flag.
  var value: String? {
    switch self {
    case .root: "DIR"
    case .facts: "FILE"
    case .color: "WHEN"
    default: nil
    }
  }

  var help: String {
    switch self {
    case .dryRun: "print what would be done, change nothing"
    case .json: "print JSON"
    case .verbose: "print each command, and what plugins log"
    case .yes: "answer questions with yes"
    case .root: "keep configuration, state and jails below DIR"
    case .facts: "plan against facts that `jailer facts -j` wrote, of any machine; only with -D"
    case .color: "auto, always or never; NO_COLOR in the environment means never"
    case .help: "print help"
    }
  }

  var spelling: String { "--\(rawValue)" }
}
