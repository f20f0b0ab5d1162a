import Platform
import PluginKit
import Wire

/// `jailer start JAIL…`
enum Start {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body { try each(request, task, advice) }

  /// Of a conf that somebody else wrote it may be meant so.
  static func advice(_ jails: [JailFact], _ asked: Asked) -> View? {
    DevfsRules.warning(jails, loaded: asked.machine.rulesets).map { View(.text($0)) }
  }

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
/// - Parameter advice: what to say at the end about all of them.
func each(
  _ request: Request, _ task: (JailFact, Asked) throws(Fault) -> Plan.Task,
  _ advice: ([JailFact], Asked) -> View? = { _, _ in nil }
) throws(Fault) -> Reply.Body {
  let asked = try Asked(request)
  var jails: [JailFact] = []
  var tasks: [Plan.Task] = []
  for name in unique(asked.texts("jail")) {
    let jail = try asked.jail(name, field: "jail")
    jails.append(jail)
    tasks.append(try task(jail, asked))
  }
  return .plan(Plan(tasks: tasks, independent: true), view: advice(jails, asked))
}

/// The names without repetitions, in their order.
func unique(_ names: [String]) -> [String] {
  var seen: Set<String> = []
  return names.filter { seen.insert($0).inserted }
}
