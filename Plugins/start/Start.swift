import Platform
import PluginKit
import Wire

/// `jailer start JAIL…`
enum Start {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body { try each(request, task) }

  /// - Throws: `exists` for a jail that runs, `bad-data` for one whose conf is broken.
  static func task(_ jail: JailFact, _ asked: Asked) throws(Fault) -> Plan.Task {
    guard !jail.isRunning else {
      throw Fault(.exists, "the jail \(jail.name) is running", hint: "jailer restart \(jail.name)", field: "jail")
    }
    try checkConf(jail)
    return Plan.Task(
      "Starting \(jail.name)", label: jail.name, claims: ["jail:\(jail.name)"],
      steps: try JailCommands(asked.host()).starting(jail, interfaces: asked.machine.interfaces ?? []))
  }

  static func checkConf(_ jail: JailFact) throws(Fault) {
    guard jail.state == .broken else { return }
    throw Fault(
      .badData, "the conf of \(jail.name) can't be read", cause: jail.error, hint: "jailer edit \(jail.name)",
      field: "jail")
  }
}

/// A plan with a task for each of the jails that were named, a transaction each.
func each(_ request: Request, _ task: (JailFact, Asked) throws(Fault) -> Plan.Task) throws(Fault) -> Reply.Body {
  let asked = try Asked(request)
  var tasks: [Plan.Task] = []
  for name in unique(asked.texts("jail")) { tasks.append(try task(asked.jail(name, field: "jail"), asked)) }
  return .plan(Plan(tasks: tasks, independent: true), view: nil)
}

/// The names without repetitions, in their order.
func unique(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  return names.filter { seen.insert($0).inserted }
}
