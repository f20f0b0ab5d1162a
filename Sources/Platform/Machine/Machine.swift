import Wire

/// The facts of a request, as values. What a manifest did not ask for is absent.
public struct Machine: Sendable, Equatable {
  public var host: HostFact?
  public var config: ConfigFact?
  public var jails: [JailFact]?
  public var images: [ImageFact]?
  public var interfaces: [InterfaceFact]?
  /// What transactions under way have claimed.
  public var claims: [String] = []

  public init() {}

  public init(_ facts: JSON.Object) throws(ShapeError) {
    var fields = try Fields(.object(facts), at: "")
    if let value = fields.value("host") { host = try HostFact(value, at: "host") }
    if let value = fields.value("config") { config = try ConfigFact(value, at: "config") }
    if fields.has("jails") { jails = try fields.array("jails", JailFact.init) }
    if fields.has("images") { images = try fields.array("images", ImageFact.init) }
    if fields.has("interfaces") { interfaces = try fields.array("interfaces", InterfaceFact.init) }
    claims = try fields.strings("claims")
  }

  public var json: JSON.Object {
    var object: JSON.Object = [:]
    object["host"] = host?.json
    object["config"] = config?.json
    object["jails"] = jails.map { .array($0.map(\.json)) }
    object["images"] = images.map { .array($0.map(\.json)) }
    object["interfaces"] = interfaces.map { .array($0.map(\.json)) }
    object["claims"] = JSON(claims)
    return object
  }
}
