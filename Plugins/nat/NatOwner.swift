import Platform
import PluginKit
import Wire

/// Whose packets are translated: a jail's, or those of a network.
enum NatOwner {
  case jail(JailFact)
  /// A bridge's name, or a network as 10.9.0.0/16.
  case network(String)

  /// - Throws: `not-found`, or `usage` for an address that is no network.
  init(_ asked: Asked) throws(Fault) {
    let name = asked.text("jail") ?? ""
    if let jail = try asked.jails().first(where: { $0.name == name }) {
      self = .jail(jail)
      return
    }
    if let network = Address(name) {
      guard let prefix = network.prefix, prefix > 0, prefix < network.bits else {
        throw Fault(.usage, "\(name) is not a network", hint: "like 10.9.0.0/16", field: "jail")
      }
      self = .network(network.network.text)
      return
    }
    let isBridge = (asked.machine.interfaces ?? []).contains { $0.name == name && $0.kind == "bridge" }
    let isKnown = isBridge || Bridge.all(on: asked.machine).contains { $0.name == name }
    guard isKnown else {
      throw Fault(
        .notFound, "there is no jail and no bridge \(Printable.clean(name))",
        hint: "jailer list and jailer network list show them", field: "jail")
    }
    self = .network(name)
  }

  /// Those of networks.
  /// - Throws: `bad-data` where the settings can't be read: they would be lost.
  static func rules(_ asked: Asked) throws(Fault) -> [NetworkNat] {
    let (rules, faults) = NetworkNat.read(try asked.config().text ?? "")
    if let fault = faults.first { throw fault }
    return rules
  }

  /// The settings with these rules, and what is in force.
  static func plan(_ title: String, _ rules: [NetworkNat], _ asked: Asked) throws(Fault) -> Reply.Body {
    let host = try asked.host()
    var machine = asked.machine
    let text = try NetworkNat.write(rules, in: asked.config().text ?? "")
    machine.config?.text = text
    let steps = try [host.setting("settings", text)] + RuleLoad(machine).steps()
    return .plan(
      Plan(
        tasks: [Plan.Task(title, claims: ["path:\(host.paths.config)", RuleLoad.claim], steps: steps)], waits: true),
      view: nil)
  }
}
