import Platform
import PluginKit
import Wire

/// `jailer startall`: every jail that has a conf and doesn't run.
enum StartAll {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let host = try asked.host()
    var tasks: [Plan.Task] = []
    let stopped = try asked.jails().filter { !$0.isRunning }
    for jail in stopped {
      // A broken conf fails its own task and stops no other.
      tasks.append(
        Plan.Task(
          "Starting \(jail.name)", label: jail.name, claims: ["jail:\(jail.name)"],
          steps: try JailCommands(host).starting(jail, interfaces: asked.machine.interfaces ?? [])))
    }
    return .plan(Plan(tasks: tasks, independent: true, heading: "Starting jails"), view: Start.advice(stopped, asked))
  }
}
