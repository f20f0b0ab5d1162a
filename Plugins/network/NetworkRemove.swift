import Platform
import PluginKit
import Wire

/// `jailer network remove BRIDGE`
enum NetworkRemove {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let name = asked.text("bridge") ?? ""
    var machine = asked.machine
    let dhcp = try DHCPRemoval(of: name, on: machine, host: asked.host())
    if let dhcp { machine.config?.text = dhcp.config }
    let removal = try BridgeRemoval(name, on: machine, host: asked.host())
    var task = try removal.task()
    if let rules = try NetworkStart.rules(removal.applied(to: machine)), !rules.isComplete {
      // What can't be taken back comes last.
      task.steps.insert(
        contentsOf: try rules.steps(), at: task.steps.lastIndex { $0.undo == .irreversible } ?? task.steps.endIndex)
      task.claims.append(RuleLoad.claim)
    }
    let parts = try dhcp?.tasks()
    return .plan(Plan(tasks: [parts?.first, task, parts?.last].compactMap(\.self), waits: true), view: nil)
  }
}
