import Platform
import Wire

extension Asked {
  public func snapshots() throws(Fault) -> [SnapshotFact] {
    guard let snapshots = machine.snapshots else {
      throw Fault(
        .configuration, "the fact snapshots is missing from the request",
        hint: "the plugin's manifest must ask for it, and for config")
    }
    return snapshots
  }

  /// Those of a jail, the oldest first.
  public func snapshots(of jail: String) throws(Fault) -> [SnapshotFact] {
    try snapshots().filter { $0.jail == jail }
  }

  /// An argument `JAIL@NAME` of the type `jail[@snapshot]`.
  /// - Throws: `usage` where there is no `@NAME`, `not-found` for a jail or a snapshot that isn't there.
  public func snapshot(_ argument: String) throws(Fault) -> (jail: JailFact, snapshot: SnapshotFact) {
    let (name, wanted) = jailAndSnapshot(argument)
    let jail = try jail(name, field: argument)
    guard let wanted else {
      throw Fault(
        .usage, "a snapshot of \(name) is to be named", hint: "like \(name)@prod; jailer snap list \(name) shows them",
        field: argument)
    }
    guard let snapshot = try snapshots(of: name).first(where: { $0.name == wanted }) else {
      throw Fault(
        .notFound, "there is no snapshot \(Printable.clean("\(name)@\(wanted)"))", hint: "jailer snap list \(name)",
        field: argument)
    }
    return (jail, snapshot)
  }

  /// The two parts of an argument `JAIL` or `JAIL@NAME`.
  public func jailAndSnapshot(_ argument: String) -> (jail: String, snapshot: String?) {
    let parts = (text(argument) ?? "").split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    return (parts.first.map(String.init) ?? "", parts.count > 1 ? String(parts[1]) : nil)
  }

  /// The jails that are thin clones of a jail's snapshots, as far as their confs say.
  public func clones(of jail: String) throws(Fault) -> [String] {
    try jails().filter { $0.origin?.hasPrefix("\(jail)@") == true }.map(\.name)
  }

  /// That nothing under way needs the jail's root, or one snapshot of it, to stay as it is.
  /// - Throws: `busy`.
  public func checkUnused(_ jail: String, _ snapshot: String? = nil) throws(Fault) {
    guard let user = OriginClaim.users(of: jail, snapshot, in: machine.claims).first else { return }
    throw Fault(
      .busy, "the jail \(user) is being made of \(jail)", hint: "try again when that is done", field: "jail")
  }

  /// That nothing under way changes the jail's root.
  /// - Throws: `busy`.
  public func checkUnchanging(_ jail: String) throws(Fault) {
    guard machine.claims.contains("jail:\(jail)") else { return }
    throw Fault(.busy, "the jail \(jail) is being changed", hint: "try again in a moment")
  }
}
