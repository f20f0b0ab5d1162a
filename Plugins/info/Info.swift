import Platform
import PluginKit
import Wire

/// `jailer info JAIL`
enum Info {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let jail = try asked.jail(asked.text("jail") ?? "", field: "jail")
    var entries: [View.Entry] = [
      .init("name", "Name", .string(jail.name)), .init("state", "State", .string(jail.state.rawValue)),
    ]
    func add(_ key: String, _ title: String, _ value: String?) {
      if let value { entries.append(.init(key, title, .string(value))) }
    }
    add("jid", "JID", jail.jid.map(String.init))
    add("hostname", "Hostname", jail.hostname)
    add("type", "Network", jail.network)
    add("bridge", "Interface", jail.bridge)
    add("vlan", "VLAN", jail.vlan.map(String.init))
    // On FreeBSD 14 and later: what it has, whatever its files say.
    let addresses = asked.machine.stacks?[jail.name] ?? jail.addresses
    let v4 = addresses.compactMap(Address.init).first { !$0.isV6 }
    add("ipv4", "IPv4", v4?.text)
    add("netmask", "Netmask", v4?.mask)
    add("ipv6", "IPv6", addresses.first { $0.contains(":") })
    add("gateway", "Gateway", jail.gateway)
    add("gateway6", "IPv6 gateway", jail.gateway6)
    add("image", "Image", jail.image)
    add("path", "Root", jail.path)
    add("conf", "Conf", jail.conf)
    add("error", "Error", jail.error)
    return .view(View(.record(entries)))
  }
}
