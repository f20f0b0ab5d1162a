import Platform
import PluginKit
import Wire

/// `jailer network open BRIDGE` and `jailer network close BRIDGE`
enum NetworkOpen {
  static func plan(_ asked: Asked, opening: Bool) throws(Fault) -> Reply.Body {
    let host = try asked.host()
    guard host.paths.system == .linux else {
      throw Fault(
        .unavailable, "jailer closes no network on FreeBSD", hint: "what may pass is said in /etc/pf.conf")
    }
    let bridge = Bridge(asked.text("bridge") ?? "", on: asked.machine)
    guard bridge.isOurs else {
      throw Fault(
        .notPermitted, "\(Printable.clean(bridge.name)) was not made by jailer", cause: "it was never closed",
        hint: "jailer network list", field: "bridge")
    }
    var machine = asked.machine
    let text = try bridge.setting(open: opening, in: asked.config().text ?? "")
    machine.config?.text = text
    let steps = try [host.setting("settings", text)] + RuleLoad(machine).steps()
    return .plan(
      Plan(
        tasks: [
          Plan.Task(
            "\(opening ? "Opening" : "Closing") \(bridge.name)",
            claims: ["path:\(host.paths.config)", RuleLoad.claim], steps: steps)
        ], waits: true), view: nil)
  }
}
