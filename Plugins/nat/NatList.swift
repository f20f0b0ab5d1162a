import Platform
import PluginKit
import Wire

/// `jailer nat list [JAIL|NETWORK]`
enum NatList {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let columns: [View.Column] = [
      .init("owner", "JAIL"), .init("index", "INDEX"), .init("interface", "INTERFACE"), .init("address", "ADDRESS"),
      .init("state", "STATE"),
    ]
    var rows: [JSON.Object] = []
    func add(_ owner: String, _ rules: [Translation], isActive: Bool) {
      for (index, rule) in rules.enumerated() {
        var row: JSON.Object = [
          "owner": .string(owner), "index": .integer(index + 1), "interface": .string(rule.interface),
          "state": .string(isActive ? "Active" : "Suspended"),
        ]
        row["address"] = rule.address.map { .string($0.host) }
        rows.append(row)
      }
    }
    let wanted: String? = try asked.text("jail") == nil ? nil : NatOwner(asked).name
    let networks = try NatOwner.rules(asked)
    for name in unique(networks.map(\.network))
    where wanted == nil || wanted == name {
      add(name, networks.filter { $0.network == name }.map(\.rule), isActive: true)
    }
    for jail in try asked.jails() where wanted == nil || wanted == jail.name {
      add(jail.name, try JailRules(jail).nat, isActive: jail.isRunning)
    }
    return .view(View(.table(columns: columns, rows: rows)))
  }
}

extension NatOwner {
  fileprivate var name: String {
    switch self {
    case .jail(let jail): jail.name
    case .network(let name): name
    }
  }
}
