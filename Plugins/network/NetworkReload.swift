import Platform
import PluginKit
import Wire

/// `jailer network reload`: all rules of nat and rdr as they shall be, whatever is in force.
enum NetworkReload {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let load = try RuleLoad(asked.machine)
    let warnings = load.rules.faults.map { "\($0.message): \($0.cause ?? "")\n" }.joined()
    guard !load.isComplete else { return .view(View(.text(warnings), json: ["done": []])) }
    return .plan(Plan(tasks: [try load.task()], waits: true), view: warnings.isEmpty ? nil : View(.text(warnings)))
  }
}
