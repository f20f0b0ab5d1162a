import Platform
import PluginKit
import Wire

/// `jailer network list`: the bridges that jailer knows.
enum NetworkList {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let bridges = Bridge.all(on: asked.machine)
    let columns: [View.Column] = [
      .init("name", "NAME"), .init("state", "STATE"), .init("address", "ADDRESS"), .init("boot", "BOOT"),
      .init("members", "MEMBERS"), .init("jails", "JAILS"),
    ]
    let rows = bridges.map { bridge -> JSON.Object in
      var row: JSON.Object = [
        "name": .string(bridge.name), "state": .string(state(bridge)),
        "boot": .string(bridge.isPersistent ? "yes" : "no"),
        "members": .integer(bridge.members.count),
      ]
      row["address"] = joined(addresses(bridge).map(\.text))
      row["jails"] = joined(bridge.jails)
      return row
    }
    return .view(View(.table(columns: columns, rows: rows), json: .array(bridges.map(json))))
  }

  static func json(_ bridge: Bridge) -> JSON {
    [
      "name": .string(bridge.name), "state": .string(state(bridge)), "addresses": JSON(bridge.addresses.map(\.text)),
      "configured": JSON(bridge.configured.map(\.text)), "boot": .bool(bridge.isPersistent),
      "made": .bool(bridge.isOurs), "open": .bool(bridge.isOpen),
      "members": JSON(bridge.members), "jails": JSON(bridge.jails),
    ]
  }

  static func state(_ bridge: Bridge) -> String {
    guard let interface = bridge.interface else { return "Missing" }
    return interface.isUp ? "Up" : "Down"
  }

  /// Of a bridge that isn't there, those that it shall have.
  static func addresses(_ bridge: Bridge) -> [Address] {
    bridge.interface == nil ? bridge.configured : bridge.addresses
  }

  static func joined(_ words: [String]) -> JSON? { words.isEmpty ? nil : .string(words.joined(separator: ", ")) }
}
