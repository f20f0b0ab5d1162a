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
    case .directory(let overlay, _):
      guard thin else { return try directory.copy(of: image, for: jail) }
      guard overlay else {
        throw Fault(
          .unavailable, "the filesystem of \(fact.path) can't hold thin clones (no overlay)",
          hint: "leave out -c: a full copy shares blocks where the filesystem can")
      }
      return directory.overlay(over: image, for: jail)
    }
  }

  /// Unmakes the root of `jail`, and only what its conf says that jailer made.
  public func removeRoot(of jail: JailFact) throws(Fault) -> RootRemoval {
    let name = jail.name
    guard let made = jail.root ?? originalRoot(of: jail) else {
      throw Fault(
        .notPermitted, "the root of \(name) was not made by jailer", cause: jail.path.map { "it is \($0)" },
        hint: "remove the jail by hand, its conf is \(jail.conf ?? host.paths.conf(of: name))")
    }
    switch fact.kind {
    case .zfs(let dataset, let fuse) where made == "dataset:\(dataset)/\(name)":
      return try zfs(dataset, fuse).removal(
        "\(dataset)/\(name)")
    case .directory where made == "directory:\(path(of: name))": return try directory.removal(of: name)
    case .directory where made == "overlay:\(path(of: name))": return try directory.overlayRemoval(of: name)
    default:
      throw Fault(
        .notPermitted, "the root of \(name) is not in the store \(fact.specification)",
        cause: "its conf says \(Printable.clean(made))", hint: "jailer init info")
    }
  }

  /// The original Jailer's confs don't say what it made; it always made this, and its confs have an `$id`.
  private func originalRoot(of jail: JailFact) -> String? {
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
