import Platform
import PluginKit
import Wire

/// `jailer exec JAIL COMMAND…`: jexec(8) in jailer's place, so status, signals and terminal are the command's own.
enum Exec {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let jail = try running(asked)
    return .handover(
      argv: try JailCommands(asked.host()).execute([jail.name] + asked.texts("command")), environment: [:])
  }

  static func running(_ asked: Asked) throws(Fault) -> JailFact {
    let jail = try asked.jail(asked.text("jail") ?? "", field: "jail")
    guard jail.isRunning else {
      throw Fault(.notFound, "the jail \(jail.name) is not running", hint: "jailer start \(jail.name)", field: "jail")
    }
    return jail
  }
}
