import Platform
import PluginKit
import Wire

/// `jailer init bridge [-b BRIDGE] [-a ADDRESS]…`: `network add`, with what most need and the seed's words.
enum InitBridge {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let given = asked.texts("address")
    let name = asked.text("bridge") ?? "bridge0"
    let known = Bridge(name, on: asked.machine)
    // A bridge that has an address keeps it.
    let standing = (known.addresses + known.configured).isEmpty ? ["10.0.0.1/24"] : []
    let setup = try NetworkAdd.setup(name, given.isEmpty ? standing : given, asked)
    guard !setup.isComplete else { return .view(NetworkAdd.nothing(setup)) }
    guard let isWanted = asked.request.answers["ok"]?.bool else { return .ask(question(setup)) }
    guard isWanted else { return .view(View(.text(""), json: ["done": []])) }
    let host = try asked.host()
    let isOpen = host.paths.system == .linux && host.tools["nft"] == nil
    let warning = !isOpen ? "" : "nft is not installed: its jails will reach all services of the host\n"
    let other = name == "bridge0" ? "" : " -b \(name)"
    return .plan(
      try NetworkAdd.plan(setup, asked),
      view: View(.text("\n\(warning)You may run `jailer init dhcp\(other)` to setup DHCP server for \(name)\n")))
  }

  private static func question(_ setup: BridgeSetup) -> Reply.Ask {
    let addresses = setup.addresses.map { ["network address", $0.text] }
    return Reply.Ask(
      "OK?", kind: .confirm, name: "ok", heading: "Jailer will configure",
      summary: [["network interface", setup.name]] + addresses)
  }
}
