import Platform
import PluginKit
import Wire

/// `jailer snap JAIL[@NAME]`: without a name, that of the moment.
enum SnapTake {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let host = try asked.host()
    let (name, given) = asked.jailAndSnapshot("jail")
    let jail = try asked.jail(name, field: "jail")
    try Start.checkConf(jail)
    let wanted = given ?? Calendar(host.now, offset: host.utcOffset).stamp
    guard wanted != SnapshotFact.base else {
      throw Fault(
        .usage, "no snapshot can be called \(wanted)", cause: "jailer needs that name itself",
        hint: "choose another name", field: "jail")
    }
    let others = try asked.snapshots(of: name)
    guard !others.contains(where: { $0.name == wanted }) else {
      throw Fault(
        .exists, "the snapshot \(name)@\(wanted) exists",
        hint: "choose another name, or jailer snap remove \(name)@\(wanted)", field: "jail")
    }
    // Their order is that of their times, also within a second and where the clock was set back.
    let time = max(host.now, (others.last?.time ?? 0) + 1)
    let steps = try asked.store().take(jail, wanted, time: time)
    return .plan(Snap.plan("Taking the snapshot \(name)@\(wanted)", jail, steps), view: nil)
  }
}
