import Platform
import PluginKit
import Wire

/// `jailer list`: the keys of its JSON are the original's, strings all of them.
enum List {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let rows = try asked.overview().map(row)
    let columns: [View.Column] = [
      .init("name", "NAME"), .init("state", "STATE"), .init("jid", "JID"), .init("hostname", "HOSTNAME"),
      .init("ipv4", "IPv4"), .init("gateway", "GW"),
    ]
    return .view(View(.table(columns: columns, rows: rows)))
  }

  /// A jail that doesn't run has just its name and state, as in the original.
  private static func row(_ jail: JailFact) -> JSON.Object {
    var members: [(name: String, value: JSON)] = [
      ("name", .string(jail.name)), ("state", .string(jail.state.rawValue)),
    ]
    if jail.isRunning {
      members.append(("jid", .string(jail.jid.map(String.init) ?? "-")))
      members.append(("hostname", .string(jail.hostname ?? "-")))
      members.append(("ipv4", .string(jail.addresses.first { !$0.contains(":") } ?? "-")))
      members.append(("gateway", .string(jail.gateway ?? "-")))
    } else if let error = jail.error {
      members.append(("error", .string(error)))
    }
    return JSON.Object(unique: members)
  }
}
