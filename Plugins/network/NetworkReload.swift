import Platform
import PluginKit
import Wire

/// `jailer network reload`: all rules of nat and rdr as they shall be, whatever is in force.
enum NetworkReload {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let load = try RuleLoad(asked.machine)
    var faults = load.rules.faults
    // Jails start without them.
    if !(load.rules.nats.isEmpty && load.rules.rdrs.isEmpty) {
      do { try load.check() } catch { faults.append(error) }
    }
    let warnings = faults.map { "\($0.message): \($0.cause ?? "")\n" }.joined()
    guard !load.isComplete else { return .view(View(.text(warnings), json: ["done": []])) }
    return .plan(Plan(tasks: [try load.task()], waits: true), view: warnings.isEmpty ? nil : View(.text(warnings)))
  }
}
