import Wire

/// All that the conf of a new jail says.
public struct NewJail: Sendable, Equatable {
  public var name: String
  /// Numbers its epair.
  public var id: Int
  public var domain: String
  /// Empty where that is not known.
  public var image: String
  public var network: JailNetwork
  /// Of the jail's own interface.
  public var hardwareAddress: String
  /// The root folder.
  public var path: String
  /// What was made for the root, as `Store.NewRoot.made`.
  public var root: String
  /// fstab(5) lines that are mounted while it runs.
  public var mounts: [String]
  /// The snapshot that the root is a thin clone of: `db0@prod`.
  public var origin: String?

  public init(
    name: String, id: Int, domain: String, image: String, network: JailNetwork, hardwareAddress: String, path: String,
    root: String, mounts: [String], origin: String? = nil
  ) {
    self.name = name
    self.id = id
    self.domain = domain
    self.image = image
    self.network = network
    self.hardwareAddress = hardwareAddress
    self.path = path
    self.root = root
    self.mounts = mounts
    self.origin = origin
  }
}
