import Platform
import PluginKit
import Wire

/// `jailer network info BRIDGE`
enum NetworkInfo {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let name = asked.text("bridge") ?? ""
    let bridge = Bridge(name, on: asked.machine)
    guard bridge.interface != nil || bridge.isPersistent || !bridge.jails.isEmpty else { throw Bridge.missing(name) }
    var entries: [View.Entry] = [
      .init("name", "Name", .string(name)), .init("state", "State", .string(NetworkList.state(bridge))),
    ]
    func add(_ key: String, _ title: String, _ words: [String]) {
      if let text = NetworkList.joined(words) { entries.append(.init(key, title, text)) }
    }
    add("address", "Address", bridge.addresses.map(\.text))
    add("configured", "Configured", bridge.configured.map(\.text))
    add("members", "Members", bridge.members)
    add("jails", "Jails", bridge.jails)
    entries.append(.init("boot", "After a reboot", .string(bridge.isPersistent ? "yes" : "no")))
    entries.append(.init("made", "Made by jailer", .string(bridge.isOurs ? "yes" : "no")))
    entries.append(.init("open", "Open", .string(bridge.isOpen ? "yes" : "no")))
    return .view(View(.record(entries), json: NetworkList.json(bridge)))
  }
}
