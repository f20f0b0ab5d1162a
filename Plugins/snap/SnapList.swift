import Platform
import PluginKit
import Wire

/// `jailer snap list [JAIL]`
enum SnapList {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let offset = try asked.host().utcOffset
    var snapshots = try asked.snapshots()
    if let name = asked.text("jail") {
      _ = try asked.jail(name, field: "jail")
      snapshots = snapshots.filter { $0.jail == name }
    }
    let columns: [View.Column] = [
      .init("snapshot", "SNAPSHOT"), .init("taken", "TAKEN"), .init("size", "SIZE"), .init("users", "CLONES"),
    ]
    let rows = snapshots.map { row($0, offset) }
    let json = snapshots.map(\.json)
    return .view(View(.table(columns: columns, rows: rows), json: .array(json)))
  }

  private static func row(_ snapshot: SnapshotFact, _ offset: Int) -> JSON.Object {
    var row: JSON.Object = [
      "snapshot": .string(snapshot.text), "taken": .string(Calendar(snapshot.time, offset: offset).text),
      "users": .string(snapshot.clones.joined(separator: ", ")),
    ]
    row["size"] = snapshot.bytes.map { .string(size($0)) }
    return row
  }

  /// As zfs(8) shows sizes: `1.2M`.
  private static func size(_ bytes: Int) -> String {
    let units = ["B", "K", "M", "G", "T", "P", "E"]
    var (scaled, unit) = (Double(bytes), 0)
    while scaled >= 1024, unit < units.count - 1 {
      scaled /= 1024
      unit += 1
    }
    let tenths = Int((scaled * 10).rounded())
    return unit == 0 || tenths >= 1000 ? "\(tenths / 10)\(units[unit])" : "\(tenths / 10).\(tenths % 10)\(units[unit])"
  }
}
