import Platform
import PluginKit
import Wire

/// `jailer network add [-a ADDRESS]… BRIDGE`
enum NetworkAdd {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let setup = try setup(asked.text("bridge") ?? "", asked.texts("address"), asked)
    guard !setup.isComplete else { return .view(nothing(setup)) }
    return .plan(Plan(tasks: [try setup.task()]), view: nil)
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
