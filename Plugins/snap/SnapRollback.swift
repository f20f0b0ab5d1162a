import Platform
import PluginKit
import Wire

/// `jailer snap rollback [-f] [-r] JAIL@NAME`
enum SnapRollback {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let (jail, snapshot) = try asked.snapshot("snapshot")
    try Start.checkConf(jail)
    let newer = try newer(than: snapshot, asked)
    try asked.checkUnused(jail.name)
    let stop = try stop(jail, asked)
    let change = try asked.store().rollBack(jail, to: snapshot, removing: newer)
    var plan = Snap.plan(title(snapshot, newer), jail, stop + change.aside + change.final)
    if jail.isRunning {
      // A transaction of its own: a jail that can't be started as it was then is left stopped.
      plan.tasks.append(
        Plan.Task(
          "Starting \(jail.name)", label: jail.name, claims: ["jail:\(jail.name)"],
          steps: try JailCommands(asked.host()).startingAgain(jail)))
      plan.independent = true
      plan.ordered = true
    }
    return .plan(plan, view: nil)
  }

  private static func newer(than snapshot: SnapshotFact, _ asked: Asked) throws(Fault) -> [SnapshotFact] {
    let all = try asked.snapshots(of: snapshot.jail)
    let newer = all.drop { $0.name != snapshot.name }.dropFirst()
    guard newer.isEmpty || asked.flag("remove-newer") else {
      throw Fault(
        .exists, "there are newer snapshots of \(snapshot.jail): \(names(Array(newer)))",
        hint: "-r removes them", field: "snapshot")
    }
    for other in newer { try Snap.checkNoClones(other) }
    return Array(newer)
  }

  private static func stop(_ jail: JailFact, _ asked: Asked) throws(Fault) -> [Step] {
    guard jail.isRunning else { return [] }
    guard asked.flag("force") else {
      throw Fault(
        .busy, "the jail \(jail.name) is running", hint: "jailer stop \(jail.name), or -f: it is stopped and started",
        field: "snapshot")
    }
    return [try JailCommands(asked.host()).stop(jail.name)]
  }

  private static func title(_ snapshot: SnapshotFact, _ newer: [SnapshotFact]) -> String {
    newer.isEmpty
      ? "Rolling back to \(snapshot.text)" : "Removing \(names(newer)) and rolling back to \(snapshot.text)"
  }

  private static func names(_ snapshots: [SnapshotFact]) -> String {
    let shown = snapshots.prefix(8).map(\.text)
    return (shown + (snapshots.count > shown.count ? ["\(snapshots.count - shown.count) more"] : []))
      .joined(separator: ", ")
  }
}
