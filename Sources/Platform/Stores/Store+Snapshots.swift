import Wire

extension Store {
  /// What jailer made for a jail's root.
  enum Made {
    case dataset(ZFSStore)
    case folder(isOverlay: Bool)
  }

  /// - Throws: `not-permitted` for a root that jailer did not make, or made in another store.
  func made(of jail: JailFact) throws(Fault) -> Made {
    let name = jail.name
    guard let made = jail.root ?? originalRoot(of: jail) else {
      throw Fault(
        .notPermitted, "the root of \(name) was not made by jailer", cause: jail.path.map { "it is \($0)" },
        hint: "its conf is \(jail.conf ?? host.paths.conf(of: name))")
    }
    switch fact.kind {
    case .zfs(let dataset, let fuse) where made == "dataset:\(dataset)/\(name)":
      return .dataset(try zfs(dataset, fuse))
    case .directory where made == "directory:\(path(of: name))": return .folder(isOverlay: false)
    case .directory where made == "overlay:\(path(of: name))": return .folder(isOverlay: true)
    default:
      throw Fault(
        .notPermitted, "the root of \(name) is not in the store \(fact.specification)",
        cause: "its conf says \(Printable.clean(made))", hint: "jailer init info")
    }
  }

  /// Takes the snapshot `name`.
  /// - Parameter time: seconds since 1970.
  public func take(_ jail: JailFact, _ name: String, time: Int) throws(Fault) -> [Step] {
    switch try made(of: jail) {
    case .dataset(let zfs): zfs.take(jail.name, name)
    case .folder(let isOverlay): try directory.take(jail.name, isOverlay, name, time: time)
    }
  }

  public func removal(of snapshot: SnapshotFact, of jail: JailFact) throws(Fault) -> RootRemoval {
    switch try made(of: jail) {
    case .dataset(let zfs): zfs.removal(of: [snapshot])
    case .folder: try directory.removal(of: [snapshot])
    }
  }

  /// - Parameter newer: the snapshots behind that one, the oldest first; they go.
  public func rollBack(_ jail: JailFact, to snapshot: SnapshotFact, removing newer: [SnapshotFact]) throws(Fault)
    -> RootRemoval
  {
    switch try made(of: jail) {
    case .dataset(let zfs): return zfs.rollBack(to: snapshot, removing: newer)
    case .folder(let isOverlay):
      try check(snapshot, isOverlay)
      return try directory.rollBack(jail.name, isOverlay, to: snapshot, removing: newer)
    }
  }

  /// A root for `new` made from a snapshot of `jail`; `thin`: it shares its files until it changes them.
  public func root(of new: String, from snapshot: SnapshotFact, of jail: JailFact, thin: Bool) throws(Fault) -> NewRoot
  {
    switch try made(of: jail) {
    case .dataset(let zfs): return zfs.root(of: new, path: path(of: new), from: snapshot, thin: thin)
    case .folder(let isOverlay):
      if snapshot.isOverlay { try check(snapshot, isOverlay) }
      if thin { try checkOverlay() }
      return try directory.root(of: new, from: snapshot, over: jail.lower, thin: thin)
    }
  }

  /// A root for `new` as that of `jail` is now, thin where that costs nothing.
  /// - Parameter snapshot: what ZFS calls the snapshot that it needs for this.
  public func root(of new: String, cloning jail: JailFact, snapshot: String) throws(Fault) -> NewRoot {
    switch try made(of: jail) {
    case .dataset(let zfs): zfs.root(of: new, path: path(of: new), cloning: jail.name, snapshot: snapshot)
    case .folder(let isOverlay): try directory.root(of: new, cloning: jail, isOverlay)
    }
  }

  /// - Parameter clones: the jails that are thin clones of its snapshots.
  public func rename(_ jail: JailFact, to name: String, clones: [String]) throws(Fault) -> [Step] {
    switch try made(of: jail) {
    case .dataset(let zfs):
      // zfs-fuse unmounts the clones, finds them busy, and mounts them no more.
      guard clones.isEmpty || !zfs.isFuse else {
        throw Fault(
          .unavailable, "the jail \(jail.name) can't be renamed",
          cause: "zfs-fuse can't rename what has clones: \(Printable.clean(clones.joined(separator: ", ")))",
          hint: "destroy those first", field: "jail")
      }
      return zfs.rename(jail.name, to: name)
    case .folder(let isOverlay):
      return directory.rename(jail.name, isOverlay, to: name, hasSnapshots: fact.snapped.contains(jail.name))
    }
  }

  /// What of a jail lies in the store, and how that is called where the jail's name is another. For confs.
  public func places(of jail: String, as name: String) -> [(from: String, to: String)] {
    var places = [(path(of: jail), path(of: name))]
    switch fact.kind {
    case .zfs(let dataset, _): places.append(("\(dataset)/\(jail)", "\(dataset)/\(name)"))
    case .directory: places.append(("\(fact.path)/.overlay/\(jail)", "\(fact.path)/.overlay/\(name)"))
    }
    return places
  }

  /// Where the jail's snapshots are, as the lower folder of thin clones.
  public func snapshotPlace(of jail: String, as name: String) -> [(from: String, to: String)] {
    guard case .directory = fact.kind else { return [] }
    return [(directory.snapshots(of: jail), directory.snapshots(of: name))]
  }

  private func check(_ snapshot: SnapshotFact, _ isOverlay: Bool) throws(Fault) {
    guard snapshot.isOverlay != isOverlay else { return }
    throw Fault(
      .badData, "the snapshot \(snapshot.text) does not fit the jail's root",
      cause: snapshot.isOverlay ? "it is one of an overlay" : "the root is an overlay, and was not one then",
      hint: "its files are in \(snapshot.files)")
  }

  func checkOverlay() throws(Fault) {
    if case .directory(overlay: false, _) = fact.kind {
      throw Fault(
        .unavailable, "the filesystem of \(fact.path) can't hold thin clones (no overlay)",
        hint: "leave out -c: a full copy shares blocks where the filesystem can")
    }
  }
}
