import Platform
import PluginKit
import Wire

/// `jailer network start [BRIDGE…]`: the bridges of the configuration are there afterwards.
enum NetworkStart {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let all = Bridge.all(on: asked.machine).filter(\.isPersistent)
    let wanted = asked.texts("bridge")
    if let unknown = wanted.first(where: { name in !all.contains { $0.name == name } }) {
      throw Fault(
        .notFound, "there is no bridge \(Printable.clean(unknown)) in \(try asked.host().paths.config)",
        hint: "jailer network add \(Printable.clean(unknown))", field: "bridge")
    }
    var tasks: [Plan.Task] = []
    var machine = asked.machine
    for bridge in all where wanted.isEmpty || wanted.contains(bridge.name) {
      let setup = try NetworkAdd.setup(bridge.name, [], asked)
      if !setup.isComplete { tasks.append(try setup.task()) }
      machine = try setup.applied(to: machine)
    }
    if let rules = try rules(machine), !rules.isComplete { tasks.append(try rules.task()) }
    if tasks.isEmpty { return .view(View(.text(""), json: ["done": []])) }
    var plan = Plan(tasks: tasks)
    plan.independent = true
    plan.waits = true
    return .plan(plan, view: nil)
  }

  /// The rules of a machine with these bridges; `nil` where there is nothing to load them with. On FreeBSD pf.conf does it.
  static func rules(_ machine: Machine) throws(Fault) -> RuleLoad? {
    guard let host = machine.host, host.paths.system == .linux, host.tools["nft"] != nil else { return nil }
    return try RuleLoad(machine)
  }
}
