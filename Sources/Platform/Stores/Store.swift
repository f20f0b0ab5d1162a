import Wire

/// The store as steps: how roots of jails and images are made and unmade on it.
public struct Store: Sendable {
  public let fact: StoreFact
  let host: HostFact
  /// Part of the names of things on their way out, so that two transactions never meet.
  let transaction: String

  public init(_ fact: StoreFact, host: HostFact, transaction: String) {
    self.fact = fact
    self.host = host
    self.transaction = transaction
  }

  /// A root that is to be made.
  public struct NewRoot: Sendable, Equatable {
    /// Where the jail sees it: jail.conf's `path`.
    public var path: String
    /// Where files are written before the jail first runs.
    public var files: String
    /// What is written into the conf as `$jailer_root`: the proof that jailer made it.
    public var made: String
    /// fstab(5) lines that the jail needs: an overlay is mounted while the jail runs.
    public var mounts: [String]
    public var steps: [Step]
  }

  public func path(of jail: String) -> String { "\(fact.path)/\(jail)" }
  public func imagePath(_ name: String) -> String { "\(fact.path)/image/\(name)" }

  /// - Throws: `exists` where something of this name is in the store already, jail or not.
  public func checkFree(_ jail: String) throws(Fault) {
    guard fact.entries?.contains(jail) != true else {
      let what =
        if case .zfs(let dataset, _) = fact.kind { "the dataset \(dataset)/\(jail)" } else {
          "the folder \(path(of: jail))"
        }
      throw Fault(.exists, "\(what) exists already", hint: "choose another name", field: "name")
    }
  }

  /// A root for `jail` made from `image`; `thin`: it shares the image's files until it changes them.
  public func root(of jail: String, from image: ImageFact, thin: Bool) throws(Fault) -> NewRoot {
    switch fact.kind {
    case .zfs(let dataset, let fuse):
      return try zfs(dataset, fuse).root(of: jail, path: path(of: jail), from: image, thin: thin)
    case .directory:
      guard thin else { return try directory.copy(of: image, for: jail) }
      try checkOverlay()
      return try directory.overlay(over: [image.path], for: jail, copying: nil)
    }
  }

  /// Unmakes the root of `jail` and its snapshots, and only what its conf says that jailer made.
  public func removeRoot(of jail: JailFact) throws(Fault) -> RootRemoval {
    switch try made(of: jail) {
    case .dataset(let zfs): return zfs.removal("\(zfs.dataset)/\(jail.name)")
    case .folder(let isOverlay):
      var removal = try isOverlay ? directory.overlayRemoval(of: jail.name) : directory.removal(of: jail.name)
      guard fact.snapped.contains(jail.name) else { return removal }
      let snapshots = try directory.away("snapshots", directory.snapshots(of: jail.name), as: "snapshots-\(jail.name)")
      removal.aside += snapshots.aside
      removal.final += snapshots.final
      return removal
    }
  }

  /// The original Jailer's confs don't say what it made; it always made this, and its confs have an `$id`.
  func originalRoot(of jail: JailFact) -> String? {
    guard case .zfs(let dataset, _) = fact.kind, host.paths.system == .freeBSD, jail.id != nil, jail.image == nil,
      jail.path == path(of: jail.name)
    else { return nil }
    return "dataset:\(dataset)/\(jail.name)"
  }

  public struct RootRemoval: Sendable, Equatable {
    /// Can be taken back.
    public var aside: [Step]
    /// Can't.
    public var final: [Step]
  }

  /// Only zfs-fuse's commands must not run at once.
  func zfs(_ dataset: String, _ fuse: Bool) throws(Fault) -> ZFSStore {
    ZFSStore(dataset: dataset, lock: fuse ? "zfs" : nil, zfs: try host.tool("zfs"))
  }

  var directory: DirectoryStore {
    DirectoryStore(path: fact.path, transaction: transaction, tools: host.tools, system: host.paths.system)
  }
}
