import JailConf
import Wire

/// The fact `boot`, on FreeBSD: what starts jails with the machine.
public struct BootFact: Sendable, Equatable {
  /// The text of /etc/jail.conf, or `nil` where there is none.
  public var jailConf: String?
  /// Why that can't be written back: the file is not UTF-8, and `jailConf` is a repaired reading of it.
  public var jailConfError: String?
  /// Whether the original Jailer has changed /etc/rc.d/jail.
  public var isPatched: Bool
  /// Whether the system's own is still beside it, as jail.origin.
  public var hasOrigin: Bool
  /// Why these can't be read.
  public var error: String?

  public init(jailConf: String? = nil, isPatched: Bool = false, hasOrigin: Bool = false, error: String? = nil) {
    self.jailConf = jailConf
    self.isPatched = isPatched
    self.hasOrigin = hasOrigin
    self.error = error
  }

  /// The jails of jail.conf.
  /// - Parameter file: what errors call it.
  func jails(file: String = "jail.conf") throws(ConfError) -> [String] {
    try JailConf.parse(Array((jailConf ?? "").utf8), file: file, include: JailConf.withoutIncludes)
      .jails.map(\.name.description)
  }

  public var json: JSON {
    var object: JSON.Object = [
      "jail_conf": JSON(jailConf), "patched": .bool(isPatched), "origin": .bool(hasOrigin),
    ]
    object["jail_conf_error"] = jailConfError.map(JSON.string)
    object["error"] = error.map(JSON.string)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    jailConf = try fields.optionalString("jail_conf")
    jailConfError = try fields.optionalString("jail_conf_error")
    isPatched = try fields.bool("patched")
    hasOrigin = try fields.bool("origin")
    error = try fields.optionalString("error")
  }
}
