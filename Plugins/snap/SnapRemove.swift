import Platform
import PluginKit
import Wire

/// `jailer snap remove JAIL@NAME`
enum SnapRemove {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let (jail, snapshot) = try asked.snapshot("snapshot")
    try Snap.checkNoClones(snapshot)
    try asked.checkUnused(jail.name, snapshot.name)
    let removal = try asked.store().removal(of: snapshot, of: jail)
    return .plan(
      Snap.plan("Removing the snapshot \(snapshot.text)", jail, removal.aside + removal.final), view: nil)
  }
}
