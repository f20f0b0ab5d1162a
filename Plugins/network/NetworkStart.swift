import Platform
import PluginKit
import Wire

/// `jailer network start [BRIDGE…]`: the bridges of the configuration and their DHCP server are there afterwards.
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
    for bridge in all where wanted.isEmpty || wanted.contains(bridge.name) {
      let setup = try NetworkAdd.setup(bridge.name, [], asked)
      if !setup.isComplete { tasks.append(try setup.task()) }
    }
    var note = ""
    do throws(Fault) {
      if wanted.isEmpty, let dhcp = try DHCPSetup(on: asked.machine, host: asked.host()), !dhcp.isComplete {
        tasks.append(try dhcp.task())
      }
    } catch {
      // The bridges don't wait for it.
      if tasks.isEmpty { throw error }
      note = "The DHCP server is left out: \(error.message)\n"
    }
    if tasks.isEmpty { return .view(View(.text(""), json: ["done": []])) }
    var plan = Plan(tasks: tasks)
    plan.independent = true
    return .plan(plan, view: note.isEmpty ? nil : View(.text(note)))
  }
}
