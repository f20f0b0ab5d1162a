import Platform
import PluginKit
import Wire

/// `jailer stop [-f] JAIL…`
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
    let commands = JailCommands(try asked.host())
    let steps =
      asked.flag("force")
      ? try commands.forcedStop(
        jail.name, conf: asked.machine.confs?[jail.name], transaction: asked.request.id)
        + RuleEdit.step(for: jail, on: asked.host())
      : [try commands.stop(jail.name)]
    return Plan.Task(
      "Stopping \(jail.name)", label: jail.name, claims: ["jail:\(jail.name)"], steps: steps)
  }
}
