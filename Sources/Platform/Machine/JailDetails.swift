import Wire

/// What `JailFact` has that a list of jails doesn't show.
public struct JailDetails: Sendable, Equatable {
  /// The root folder.
  public var path: String?
  /// The file that defines it.
  public var conf: String?
  public var network: String?
  public var id: Int?
  public var bridge: String?
  /// The VLAN of the bridge that it belongs to, where its conf says one.
  public var vlan: Int?
  public var image: String?
  /// What gives it addresses when it runs, by its conf: `dhcp`, `auto`.
  public var dynamic: [String] = []
  /// Of a running jail whose own network stack has others now: the addresses of its conf.
  public var configured: [String] = []
  /// That of IPv6, where there is one of IPv4 too.
  public var gateway6: String?
  /// On Linux: whether its conf loads a guard for its epair.
  public var isGuarded = false
  /// The hardware address that its conf gives its interface, in lower case.
  public var ether: String?
  /// What jailer made for its root: `dataset:tank/jails/db0`, `directory:/srv/jails/db0`, `overlay:/srv/jails/db0`; `nil`: not jailer's.
  /// From `$jailer_root` of the conf; of a jail that the original Jailer made, what Facts' `OriginalRoots` finds beside `config`.
  public var root: String?
  /// Of a root that is a thin clone of a snapshot: `db0@prod`.
  public var origin: String?
  /// Of an overlay: the folders that it lies over, the upper ones first.
  public var lower: [String] = []
  /// The console's log in jailer's folder, where it is there.
  public var log: String?
  /// The jails that it waits for (`depend`).
  public var depends: [String] = []
  /// On FreeBSD: the devfs ruleset of its /dev, where it has one.
  public var ruleset: Int?
  /// Its rules, each as the options of its command (`RuleOptions`).
  public var nat: [String] = []
  public var rdr: [String] = []

  public init() {}

  func add(to members: inout [(name: String, value: JSON)]) {
    func add(_ name: String, _ text: String?) { if let text { members.append((name, .string(text))) } }
    func add(_ name: String, _ number: Int?) { if let number { members.append((name, .integer(number))) } }
    func add(_ name: String, _ texts: [String]) { if !texts.isEmpty { members.append((name, JSON(texts))) } }
    add("path", path)
    add("conf", conf)
    add("type", network)
    add("id", id)
    add("bridge", bridge)
    add("vlan", vlan)
    add("image", image)
    add("dynamic", dynamic)
    add("configured", configured)
    add("gateway6", gateway6)
    add("ether", ether)
    if isGuarded { members.append(("guarded", .bool(true))) }
    add("root", root)
    add("origin", origin)
    add("lower", lower)
    add("log", log)
    add("depends", depends)
    add("ruleset", ruleset)
    add("nat", nat)
    add("rdr", rdr)
  }

  init(_ fields: inout Fields) throws(ShapeError) {
    path = try fields.optionalString("path")
    conf = try fields.optionalString("conf")
    network = try fields.optionalString("type")
    id = try fields.optional("id", "an integer", \.integer)
    bridge = try fields.optionalString("bridge")
    vlan = try fields.optional("vlan", "an integer", \.integer)
    image = try fields.optionalString("image")
    dynamic = try fields.strings("dynamic")
    configured = try fields.strings("configured")
    gateway6 = try fields.optionalString("gateway6")
    ether = try fields.optionalString("ether")
    isGuarded = try fields.bool("guarded")
    root = try fields.optionalString("root")
    origin = try fields.optionalString("origin")
    lower = try fields.strings("lower")
    log = try fields.optionalString("log")
    depends = try fields.strings("depends")
    ruleset = try fields.optional("ruleset", "an integer", \.integer)
    nat = try fields.strings("nat")
    rdr = try fields.strings("rdr")
  }
}
