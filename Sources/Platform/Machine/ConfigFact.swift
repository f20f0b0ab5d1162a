import Wire

/// The fact `config`: what jailer.conf (rc.conf on FreeBSD) says, and the store it names.
public struct ConfigFact: Sendable, Equatable {
  public var store: StoreFact?
  public var defaultImage: String?
  public var defaultNetwork: String?
  /// The URL below which `releases` is: `FreeBSD_mirror` of the caller's environment, or `jailer_mirror`.
  public var mirror: String?
  /// Debian's mirror, a URL with or without options in brackets: `jailer_debian_mirror`.
  public var debianMirror: String?
  /// The whole file, or `nil` where there is none.
  public var text: String?
  /// Why `text` can't be written back: the file is not UTF-8, and `text` is a repaired reading of it.
  public var textError: String?
  /// The ZFS pools of the machine; only looked up while there is no store.
  public var pools: [String]
  /// Whether those are zfs-fuse's, whose commands must not run at once.
  public var zfsIsFuse: Bool
  /// Why the configured store can't be used.
  public var error: String?

  public init(
    store: StoreFact? = nil, defaultImage: String? = nil, defaultNetwork: String? = nil, text: String? = nil,
    pools: [String] = [], zfsIsFuse: Bool = false, error: String? = nil
  ) {
    self.store = store
    self.defaultImage = defaultImage
    self.defaultNetwork = defaultNetwork
    self.text = text
    self.pools = pools
    self.zfsIsFuse = zfsIsFuse
    self.error = error
  }

  /// The store.
  /// - Throws: `configuration` where none is configured or it can't be used.
  public func usableStore() throws(Fault) -> StoreFact {
    if let error { throw Fault(.configuration, "the store can't be used", cause: error, hint: "jailer init info") }
    guard let store else { throw Fault(.configuration, "no store is configured", hint: "jailer init") }
    return store
  }

  public var json: JSON {
    var object: JSON.Object = [
      "store": store?.json ?? .null, "default_image": JSON(defaultImage), "default_network": JSON(defaultNetwork),
      "text": JSON(text), "pools": JSON(pools),
      "zfs_fuse": .bool(zfsIsFuse),
    ]
    object["mirror"] = mirror.map(JSON.string)
    object["debian_mirror"] = debianMirror.map(JSON.string)
    object["text_error"] = textError.map(JSON.string)
    object["error"] = error.map(JSON.string)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    textError = try fields.optionalString("text_error")
    if let value = fields.value("store") { store = try StoreFact(value, at: fields.path("store")) }
    defaultImage = try fields.optionalString("default_image")
    defaultNetwork = try fields.optionalString("default_network")
    text = try fields.optionalString("text")
    pools = try fields.strings("pools")
    zfsIsFuse = try fields.bool("zfs_fuse")
    mirror = try fields.optionalString("mirror")
    debianMirror = try fields.optionalString("debian_mirror")
    error = try fields.optionalString("error")
  }
}

/// Where images and jails are kept.
public struct StoreFact: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// The dataset below which jails and images are datasets. `fuse`: zfs-fuse, whose commands must not run at once.
    case zfs(dataset: String, fuse: Bool)
    /// A folder. `overlay`, `reflink`: what its filesystem can.
    case directory(overlay: Bool, reflink: Bool)
  }
  public var kind: Kind
  /// The mount point, or the folder.
  public var path: String
  /// What is in the store, jails and leftovers alike: the names of datasets or folders in it. `nil` unless images or snapshots were asked for.
  public var entries: [String]?
  /// Of a folder: the jails that may have snapshots in it.
  public var snapped: [String]

  public init(kind: Kind, path: String, entries: [String]? = nil, snapped: [String] = []) {
    self.kind = kind
    self.path = path
    self.entries = entries
    self.snapped = snapped
  }

  /// As in the configuration: `zfs:tank/jails`, `dir:/srv/jails`.
  public var specification: String {
    switch kind {
    case .zfs(let dataset, _): "zfs:\(dataset)"
    case .directory: "dir:\(path)"
    }
  }

  public var json: JSON {
    var object: JSON.Object = ["spec": .string(specification), "path": .string(path)]
    switch kind {
    case .zfs(let dataset, let fuse):
      object["kind"] = "zfs"
      object["dataset"] = .string(dataset)
      object["zfs_fuse"] = .bool(fuse)
    case .directory(let overlay, let reflink):
      object["kind"] = "dir"
      object["overlay"] = .bool(overlay)
      object["reflink"] = .bool(reflink)
    }
    object["entries"] = entries.map { JSON($0) }
    if !snapped.isEmpty { object["snapped"] = JSON(snapped) }
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    self.path = try fields.string("path")
    switch try fields.string("kind") {
    case "zfs": kind = .zfs(dataset: try fields.string("dataset"), fuse: try fields.bool("zfs_fuse"))
    case "dir": kind = .directory(overlay: try fields.bool("overlay"), reflink: try fields.bool("reflink"))
    default: throw fields.error("kind", "must be zfs or dir")
    }
    snapped = try fields.strings("snapped")
    entries = fields.has("entries") ? try fields.strings("entries") : nil
  }
}
