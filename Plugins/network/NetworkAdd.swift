import Platform
import PluginKit
import Wire

/// `jailer network add [-a ADDRESS]… BRIDGE`
enum NetworkAdd {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let setup = try setup(asked.text("bridge") ?? "", asked.texts("address"), asked)
    guard !setup.isComplete else { return .view(nothing(setup)) }
    return .plan(try plan(setup, asked), view: nil)
  }

  /// The bridge, and on Linux the rules that close it.
  static func plan(_ setup: BridgeSetup, _ asked: Asked) throws(Fault) -> Plan {
    var task = try setup.task()
    let rules = try NetworkStart.rules(setup.applied(to: asked.machine))
    if let rules, !rules.isComplete {
      task.steps += try rules.steps()
      task.claims.append(RuleLoad.claim)
    }
    return Plan(tasks: [task], waits: true)
  }

  static func setup(_ name: String, _ addresses: [String], _ asked: Asked) throws(Fault) -> BridgeSetup {
    var read: [Address] = []
    for text in addresses {
      guard let address = Address(text) else {
        throw Fault(
          .usage, "\(Printable.quoted(text)) is not an address", hint: "like 10.0.1.1/24 or fd00:1::1/64",
          field: "address")
      }
      read.append(address)
    }
    return try BridgeSetup(name, read, on: asked.machine, host: asked.host())
  }

  static func nothing(_ setup: BridgeSetup) -> View {
    View(.text("\(setup.name) is set up already\n"), json: ["done": []])
  }
}
