import Platform
import PluginKit
import Wire

/// `jailer console JAIL`: a login as the jail's own root, not the host's (jexec -l alone would take the host root's shell).
enum Console {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let jail = try Exec.running(asked)
    return .handover(argv: try JailCommands(asked.host()).execute(["-l", "-U", "root", jail.name]), environment: [:])
  }
}
