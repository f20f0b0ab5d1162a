import Wire

/// One element of the fact `images`: a root that jails are made from.
public struct ImageFact: Sendable, Equatable {
  public var name: String
  public var isDefault: Bool
  /// The folder with its files.
  public var path: String
  /// On ZFS; the jails' roots are copies or clones of its snapshot `base`.
  public var dataset: String?
  /// The jails whose roots can't do without it.
  public var clones: [String]
  /// On FreeBSD: the text of the image's own rc.conf, which jails made of it start with.
  public var rcConf: String?

  public init(
    name: String, isDefault: Bool, path: String, dataset: String? = nil, clones: [String] = [], rcConf: String? = nil
  ) {
    self.name = name
    self.isDefault = isDefault
    self.path = path
    self.dataset = dataset
    self.clones = clones
    self.rcConf = rcConf
  }

  /// As an element of the fact `bases`.
  public var base: ImageFact {
    var image = self
    image.clones = []
    return image
  }

  /// What a transaction claims that makes a jail of an image.
  public static func userClaim(of image: String, by jail: String) -> String { "user:\(image)/\(jail)" }

  /// The jails that transactions under way make of it.
  public func users(in claims: [String]) -> [String] {
    let prefix = "user:\(name)/"
    return claims.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }

  public var json: JSON {
    var object: JSON.Object = ["name": .string(name), "default": .bool(isDefault), "path": .string(path)]
    object["dataset"] = dataset.map(JSON.string)
    object["clones"] = JSON(clones)
    object["rc_conf"] = rcConf.map(JSON.string)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    name = try fields.string("name")
    isDefault = try fields.bool("default")
    self.path = try fields.string("path")
    dataset = try fields.optionalString("dataset")
    clones = try fields.strings("clones")
    rcConf = try fields.optionalString("rc_conf")
  }
}
