import Platform
import PluginKit
import Wire

/// `jailer snap`, `snap list`, `snap rollback` and `snap remove`
enum Snap {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    _ = try asked.config().usableStore()
    switch request.command.dropFirst().first {
    case "list": return try SnapList.plan(asked)
    case "rollback": return try SnapRollback.plan(asked)
    case "remove": return try SnapRemove.plan(asked)
    default: return try SnapTake.plan(asked)
    }
  }

  /// A transaction that changes what a jail's snapshots are.
  static func plan(_ title: String, _ jail: JailFact, _ steps: [Step]) -> Plan {
    Plan(tasks: [Plan.Task(title, label: jail.name, claims: ["jail:\(jail.name)"], steps: steps)])
  }

  /// - Throws: `busy` where other jails are thin clones of it.
  static func checkNoClones(_ snapshot: SnapshotFact) throws(Fault) {
    guard !snapshot.clones.isEmpty else { return }
    throw Fault(
      .busy, "the snapshot \(snapshot.text) is in use",
      cause: "thin clones of it are \(Printable.clean(snapshot.clones.joined(separator: ", ")))",
      hint: "destroy those first", field: "snapshot")
  }
}
