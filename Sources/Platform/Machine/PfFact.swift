import Wire

/// Of the fact `rules`, on FreeBSD: pf(4) as it is.
public struct PfFact: Sendable, Equatable {
  /// The host's own rules: what `pf_rules` of rc.conf says, or /etc/pf.conf.
  public var path: String
  /// Its text, or `nil` where there is no such file.
  public var conf: String?
  /// The file's permissions.
  public var confMode: Int?
  /// Why it can't be written back: it is not UTF-8, and `conf` is a repaired reading of it.
  public var confError: String?
  public var isLoaded: Bool
  public var isEnabled: Bool
  /// Of the host's rules in force those that name jailer's anchors, like `rdr-anchor "jailer/*"`.
  public var points: [String]
  /// The text of jailer's own pf.conf, or `nil` where there is none.
  public var index: String?
  /// The files of rules beside it by owner: `www0`, `net.bridge0`.
  public var files: [String: String]
  /// How many rules of each owner are in force.
  public var anchors: [String: Int]

  public init(
    path: String = "/etc/pf.conf", conf: String? = nil, confMode: Int? = nil, isLoaded: Bool = false,
    isEnabled: Bool = false, points: [String] = [], index: String? = nil, files: [String: String] = [:],
    anchors: [String: Int] = [:]
  ) {
    self.path = path
    self.conf = conf
    self.confMode = confMode
    self.isLoaded = isLoaded
    self.isEnabled = isEnabled
    self.points = points
    self.index = index
    self.files = files
    self.anchors = anchors
  }

  /// The anchor that an owner's rules are loaded into. Networks have a point of their own.
  static func anchor(of owner: String) -> String {
    owner.hasPrefix("net.") ? "jailer.net/\(owner.dropFirst(4))" : "jailer/\(owner)"
  }

  /// The owner of an anchor that pfctl(8) names; `nil` for those of others.
  public static func owner(ofAnchor anchor: String) -> String? {
    for (prefix, owner) in [("jailer/", ""), ("jailer.net/", "net.")] where anchor.hasPrefix(prefix) {
      return owner + anchor.dropFirst(prefix.utf8.count)
    }
    return nil
  }

  public var json: JSON {
    var object: JSON.Object = [
      "path": .string(path), "loaded": .bool(isLoaded), "enabled": .bool(isEnabled), "points": JSON(points),
      "files": .object(JSON.Object(unique: files.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      "anchors": .object(JSON.Object(unique: anchors.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
    ]
    object["conf"] = conf.map(JSON.string)
    object["conf_mode"] = confMode.map(JSON.integer)
    object["conf_error"] = confError.map(JSON.string)
    object["index"] = index.map(JSON.string)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    self.path = try fields.string("path")
    conf = try fields.optionalString("conf")
    confMode = try fields.optional("conf_mode", "an integer", \.integer)
    confError = try fields.optionalString("conf_error")
    isLoaded = try fields.bool("loaded")
    isEnabled = try fields.bool("enabled")
    points = try fields.strings("points")
    index = try fields.optionalString("index")
    files = [:]
    anchors = [:]
    for (owner, value) in try fields.optional("files", "an object", \.object)?.members ?? [] {
      guard let text = value.string else {
        throw fields.error("files.\(owner)", "must be a string, is \(value.kind)")
      }
      files[owner] = text
    }
    for (owner, value) in try fields.optional("anchors", "an object", \.object)?.members ?? [] {
      guard let number = value.integer else {
        throw fields.error("anchors.\(owner)", "must be an integer, is \(value.kind)")
      }
      anchors[owner] = number
    }
  }
}
