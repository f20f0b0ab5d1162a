import Platform
import PluginKit
import Wire

/// `jailer stopall`: every running jail that has a conf.
enum StopAll {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    var tasks: [Plan.Task] = []
    for jail in try asked.jails() where jail.state == .active { tasks.append(try Stop.task(jail, asked)) }
    return .plan(Plan(tasks: tasks, independent: true, heading: "Stopping jails"), view: nil)
  }
}
