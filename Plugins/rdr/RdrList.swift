import Platform
import PluginKit
import Wire

/// `jailer rdr list [JAIL]`
enum RdrList {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let columns: [View.Column] = [
      .init("jail", "JAIL"), .init("index", "INDEX"), .init("interface", "INTERFACE"), .init("address", "ADDRESS"),
      .init("protocol", "PROTOCOL"), .init("ports", "PORTS"), .init("to", "TO"), .init("source", "SOURCE"),
      .init("state", "STATE"),
    ]
    var rows: [JSON.Object] = []
    for jail in try RulePlan.named(asked) {
      for (index, rule) in try JailRules(jail).rdr.enumerated() {
        var row: JSON.Object = [
          "jail": .string(jail.name), "index": .integer(index + 1), "interface": .string(rule.interface),
          "protocol": .string(rule.transport.rawValue), "ports": .string(Redirection.text(rule.ports)),
          "to": .string(Redirection.text(rule.target)), "state": .string(jail.isRunning ? "Active" : "Suspended"),
        ]
        row["address"] = rule.address.map { .string($0.host) }
        row["source"] = rule.source.map { .string($0.text) }
        rows.append(row)
      }
    }
    return .view(View(.table(columns: columns, rows: rows)))
  }
}
