import Platform
import PluginKit
import Wire

/// `jailer init dhcp [-b BRIDGE] [-r FIRST-LAST]`
enum InitDHCP {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let bridge = asked.text("bridge") ?? "bridge0"
    let setup = try DHCPSetup(adding: bridge, range: asked.text("range"), on: asked.machine, host: asked.host())
    guard !setup.isComplete else {
      return .view(View(.text("DHCP is set up already on \(bridge)\n" + setup.advice), json: ["done": []]))
    }
    guard let isWanted = asked.request.answers["ok"]?.bool else {
      return .ask(
        Reply.Ask(
          "OK?", kind: .confirm, name: "ok", heading: "Jailer will", summary: setup.works.map { ["- \($0)", ""] }))
    }
    guard isWanted else { return .view(View(.text(""), json: ["done": []])) }
    return .plan(
      Plan(tasks: [try setup.task()]),
      view: View(.text("\nNow you can create a VNET Jail that uses DHCP: `jailer create -t eb`\n" + setup.advice)))
  }
}
