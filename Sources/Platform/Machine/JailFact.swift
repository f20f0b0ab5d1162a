import Wire

/// One element of the fact `jails`.
public struct JailFact: Sendable, Equatable {
  public enum State: String, Sendable {
    case active = "Active"
    case stopped = "Stopped"
    /// Its conf can't be read; `error` says why.
    case broken = "Broken"
    /// Runs without a conf of jailer's folder.
    case unmanaged = "Unmanaged"
  }

  public var name: String
  public var state: State
  public var jid: Int?
  public var hostname: String?
  /// The root folder.
  public var path: String?
  /// The file that defines it.
  public var conf: String?
  public var error: String?
  public var network: String?
  public var id: Int?
  public var bridge: String?
  public var image: String?
  /// With prefix lengths where known.
  public var addresses: [String]
  /// What gives it addresses when it runs, by its conf: `dhcp`, `auto`.
  public var dynamic: [String] = []
  public var gateway: String?
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
  public var lower: [String]
  /// The console's log in jailer's folder, where it is there.
  public var log: String?
  /// The jails that it waits for (`depend`).
  public var depends: [String]
  /// On FreeBSD: the devfs ruleset of its /dev, where it has one.
  public var ruleset: Int?
  /// Its rules, each as the options of its command (`RuleOptions`).
  public var nat: [String] = []
  public var rdr: [String] = []

  public init(name: String, state: State) {
    self.name = name
    self.state = state
    addresses = []
    lower = []
    depends = []
  }

  public var isRunning: Bool { jid != nil }

  /// Whether its conf speaks of one of these: it is a clone of one's snapshot, or waits for one.
  public func needs(_ jails: Set<String>) -> Bool {
    let parent = origin?.split(separator: "@").first.map(String.init)
    return parent.map(jails.contains) ?? false || !jails.isDisjoint(with: depends)
  }

  /// The members of the fact `overview`.
  public var overview: JailFact {
    var fact = JailFact(name: name, state: state)
    fact.error = error
    guard isRunning else { return fact }
    fact.jid = jid
    fact.hostname = hostname
    fact.addresses = addresses
    fact.gateway = gateway
    return fact
  }

  public var json: JSON {
    var members: [(name: String, value: JSON)] = [("name", .string(name)), ("state", .string(state.rawValue))]
    members.reserveCapacity(14)
    func add(_ name: String, _ text: String?) { if let text { members.append((name, .string(text))) } }
    func add(_ name: String, _ number: Int?) { if let number { members.append((name, .integer(number))) } }
    add("jid", jid)
    add("hostname", hostname)
    add("path", path)
    add("conf", conf)
    add("error", error)
    add("type", network)
    add("id", id)
    add("bridge", bridge)
    add("image", image)
    if !addresses.isEmpty { members.append(("addresses", JSON(addresses))) }
    if !dynamic.isEmpty { members.append(("dynamic", JSON(dynamic))) }
    add("gateway", gateway)
    if !configured.isEmpty { members.append(("configured", JSON(configured))) }
    add("gateway6", gateway6)
    add("ether", ether)
    if isGuarded { members.append(("guarded", .bool(true))) }
    add("root", root)
    add("origin", origin)
    if !lower.isEmpty { members.append(("lower", JSON(lower))) }
    add("log", log)
    if !depends.isEmpty { members.append(("depends", JSON(depends))) }
    add("ruleset", ruleset)
    if !nat.isEmpty { members.append(("nat", JSON(nat))) }
    if !rdr.isEmpty { members.append(("rdr", JSON(rdr))) }
    return .object(JSON.Object(unique: members))
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    name = try fields.string("name")
    let word = try fields.string("state")
    guard let state = State(rawValue: word) else {
      throw fields.error("state", "\(Printable.quoted(word)) is not known")
    }
    self.state = state
    jid = try fields.optional("jid", "an integer", \.integer)
    hostname = try fields.optionalString("hostname")
    self.path = try fields.optionalString("path")
    conf = try fields.optionalString("conf")
    error = try fields.optionalString("error")
    network = try fields.optionalString("type")
    id = try fields.optional("id", "an integer", \.integer)
    bridge = try fields.optionalString("bridge")
    image = try fields.optionalString("image")
    addresses = try fields.strings("addresses")
    dynamic = try fields.strings("dynamic")
    gateway = try fields.optionalString("gateway")
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
