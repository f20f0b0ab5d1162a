import Platform
import PluginKit
import Wire

/// `jailer restart JAIL…`: one that is stopped is started.
enum Restart {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body { try each(request, task, Start.advice) }

  private static func task(_ jail: JailFact, _ asked: Asked) throws(Fault) -> Plan.Task {
    try Start.checkConf(jail)
    guard jail.isRunning else { return try Start.task(jail, asked) }
    var task = try Stop.task(jail, asked)
    task.title = "Restarting \(jail.name)"
    // A jail that can't be started is left stopped: starting it again to take the stop back would fail the same way.
    for index in task.steps.indices { task.steps[index].undo = .nothing }
    task.steps += try JailCommands(asked.host()).startingAgain(jail)
    return task
  }
}
