import Wire

/// The facts of a request, as values. What a manifest did not ask for is absent.
public struct Machine: Sendable, Equatable {
  public var host: HostFact?
  public var config: ConfigFact?
  /// The names of what the mirror has.
  public var remote: [String]?
  public var jails: [JailFact]?
  /// The jails as `JailFact.overview`.
  public var overview: [JailFact]?
  /// The text of confs by the jail's name; one that is not UTF-8 is left out.
  public var confs: [String: String]?
  public var images: [ImageFact]?
  /// The images, without their `clones`.
  public var bases: [ImageFact]?
  /// Of each jail the oldest first.
  public var snapshots: [SnapshotFact]?
  /// On FreeBSD, beside `snapshots`: rc.conf of the jails and snapshots that arguments name, by what names them.
  public var rcConfs: [String: String]?
  public var interfaces: [InterfaceFact]?
  /// What the host's DHCP server has given away.
  public var leases: [LeaseFact]?
  public var dhcp: DHCPFact?
  public var boot: BootFact?
  /// On FreeBSD: root's shell in each running jail where root can log in.
  public var shells: [String: String]?
  /// On FreeBSD: the addresses that the network stacks of running jails have now, by the jail's name.
  public var stacks: [String: [String]]?
  /// On FreeBSD: the numbers of the devfs rulesets that are loaded; `nil` where that can't be told.
  public var rulesets: [Int]?
  public var rules: RulesFact?
  /// What transactions under way have claimed.
  public var claims: [String] = []

  public init() {}

  /// - Parameter path: where the facts are in their document, for errors.
  public init(_ facts: JSON.Object, at path: String = "") throws(ShapeError) {
    var fields = try Fields(.object(facts), at: path)
    if let value = fields.value("host") { host = try HostFact(value, at: fields.path("host")) }
    if let value = fields.value("config") { config = try ConfigFact(value, at: fields.path("config")) }
    if fields.has("remote") { remote = try fields.strings("remote") }
    if fields.has("jails") { jails = try fields.array("jails", JailFact.init) }
    if fields.has("overview") { overview = try fields.array("overview", JailFact.init) }
    confs = try Self.texts("confs", &fields)
    shells = try Self.texts("shells", &fields)
    rcConfs = try Self.texts("rc_confs", &fields)
    if fields.has("images") { images = try fields.array("images", ImageFact.init) }
    if fields.has("bases") { bases = try fields.array("bases", ImageFact.init) }
    if fields.has("snapshots") { snapshots = try fields.array("snapshots", SnapshotFact.init) }
    if fields.has("interfaces") { interfaces = try fields.array("interfaces", InterfaceFact.init) }
    if fields.has("leases") { leases = try fields.array("leases", LeaseFact.init) }
    if let value = fields.value("dhcp") { dhcp = try DHCPFact(value, at: fields.path("dhcp")) }
    if let value = fields.value("boot") { boot = try BootFact(value, at: fields.path("boot")) }
    rulesets = try Self.numbers("rulesets", &fields)
    if let value = fields.value("rules") { rules = try RulesFact(value, at: fields.path("rules")) }
    stacks = try Self.lists("stacks", &fields)
    claims = try fields.strings("claims")
  }

  public var json: JSON.Object {
    var object: JSON.Object = [:]
    object["host"] = host?.json
    object["config"] = config?.json
    object["remote"] = remote.map { JSON($0) }
    object["jails"] = jails.map { .array($0.map(\.json)) }
    object["overview"] = overview.map { .array($0.map(\.json)) }
    object["confs"] = confs.map(Self.json)
    object["rc_confs"] = rcConfs.map(Self.json)
    object["shells"] = shells.map(Self.json)
    object["images"] = images.map { .array($0.map(\.json)) }
    object["bases"] = bases.map { .array($0.map(\.json)) }
    object["snapshots"] = snapshots.map { .array($0.map(\.json)) }
    object["interfaces"] = interfaces.map { .array($0.map(\.json)) }
    object["leases"] = leases.map { .array($0.map(\.json)) }
    object["dhcp"] = dhcp?.json
    object["boot"] = boot?.json
    object["rules"] = rules?.json
    object["rulesets"] = rulesets.map { .array($0.map(JSON.integer)) }
    object["stacks"] = stacks.map { stacks in
      .object(JSON.Object(unique: stacks.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) }))
    }
    object["claims"] = JSON(claims)
    return object
  }

  private static func texts(_ name: String, _ fields: inout Fields) throws(ShapeError) -> [String: String]? {
    guard let object = try fields.optional(name, "an object", \.object) else { return nil }
    var texts: [String: String] = [:]
    for (member, value) in object.members {
      guard let text = value.string else {
        throw fields.error("\(name).\(member)", "must be a string, is \(value.kind)")
      }
      texts[member] = text
    }
    return texts
  }

  private static func json(_ texts: [String: String]) -> JSON {
    .object(JSON.Object(unique: texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }
}

extension Machine {
  /// These jails, and those that have to follow where one of them changes.
  public func following(_ names: Set<String>) -> Set<String> {
    names.union((jails ?? []).filter { $0.needs(names) }.map(\.name))
  }

  private static func numbers(_ name: String, _ fields: inout Fields) throws(ShapeError) -> [Int]? {
    guard fields.has(name) else { return nil }
    return try fields.array(name) { value, path throws(ShapeError) in
      guard let number = value.integer else {
        throw ShapeError(path: path, reason: "must be an integer, is \(value.kind)")
      }
      return number
    }
  }

  private static func lists(_ name: String, _ fields: inout Fields) throws(ShapeError) -> [String: [String]]? {
    guard let object = try fields.optional(name, "an object", \.object) else { return nil }
    var members = try Fields(.object(object), at: name)
    var lists: [String: [String]] = [:]
    for (member, _) in object.members { lists[member] = try members.strings(member) }
    return lists
  }
}
