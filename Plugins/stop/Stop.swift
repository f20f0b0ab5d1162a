import Platform
import PluginKit
import Wire

/// `jailer stop JAIL…`
enum Stop {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body { try each(request, task) }

  /// - Throws: `not-found` for a jail that doesn't run, `not-permitted` for one that jailer has no conf of.
  static func task(_ jail: JailFact, _ asked: Asked) throws(Fault) -> Plan.Task {
    guard jail.isRunning else {
      throw Fault(.notFound, "the jail \(jail.name) is not running", hint: "jailer list", field: "jail")
    }
    guard jail.state != .unmanaged else {
      throw Fault(
        .notPermitted, "the jail \(jail.name) has no conf in jailer's folder",
        hint: "stop it with what started it, or with jail -R \(jail.name)", field: "jail")
    }
    return Plan.Task(
      "Stopping \(jail.name)", label: jail.name, claims: ["jail:\(jail.name)"],
      steps: [try JailCommands(asked.host()).stop(jail.name)])
  }
}
