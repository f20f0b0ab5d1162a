import Platform
import PluginKit
import Wire

/// `jailer restart JAIL…`: one that is stopped is started.
enum Restart {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    var tasks: [Plan.Task] = []
    for name in unique(asked.texts("jail")) {
      let jail = try asked.jail(name, field: "jail")
      try Start.checkConf(jail)
      guard jail.isRunning else {
        tasks.append(try Start.task(jail, asked))
        continue
      }
      var task = try Stop.task(jail, asked)
      task.title = "Restarting \(jail.name)"
      // A jail that can't be started is left stopped: starting it again to take the stop back would fail the same way.
      for index in task.steps.indices { task.steps[index].undo = .nothing }
      task.steps.append(try JailCommands(asked.host()).start(jail.name))
      tasks.append(task)
    }
    return .plan(Plan(tasks: tasks, independent: true), view: nil)
  }
}
