import Platform
import PluginKit
import Wire

/// `jailer network remove BRIDGE`
enum NetworkRemove {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let removal = try BridgeRemoval(asked.text("bridge") ?? "", on: asked.machine, host: asked.host())
    var task = try removal.task()
    if let rules = try NetworkStart.rules(removal.applied(to: asked.machine)), !rules.isComplete {
      // What can't be taken back comes last.
      task.steps.insert(
        contentsOf: try rules.steps(), at: task.steps.lastIndex { $0.undo == .irreversible } ?? task.steps.endIndex)
      task.claims.append(RuleLoad.claim)
    }
    return .plan(Plan(tasks: [task], waits: true), view: nil)
  }
}
