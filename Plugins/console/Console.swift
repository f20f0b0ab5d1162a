import Platform
import PluginKit
import Wire

/// `jailer console JAIL`: a login as the jail's own root, not the host's (jexec -l alone would take the host root's shell).
enum Console {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let jail = try Exec.running(asked)
    // Without a user, a home or a shell for it, a login fails; a shell alone may work.
    let canLogIn = asked.machine.shells.map { $0[jail.name] != nil } ?? true
    let words = canLogIn ? ["-l", "-U", "root", jail.name] : ["-l", jail.name, "/bin/sh"]
    return .handover(argv: try JailCommands(asked.host()).execute(words), environment: [:])
  }
}
