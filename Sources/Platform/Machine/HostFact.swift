import Wire

/// The fact `host`: the machine and where jailer's files lie on it.
public struct HostFact: Sendable, Equatable {
  public var hostname: String
  /// As `uname -r` says.
  public var release: String
  /// As `uname -m` and, on FreeBSD, `uname -p` say; empty where they aren't known.
  public var machine = ""
  public var architecture = ""
  /// FreeBSD: the version of the programs, as `freebsd-version -u` says; it need not be the kernel's.
  public var userland: String?
  public var paths: Paths
  /// Absolute paths of the programs that were found, by name.
  public var tools: [String: String]
  /// 64 hexadecimal digits for names and hardware addresses: planners draw no random numbers themselves.
  public var random: String
  /// Seconds since 1970.
  public var now: Int
  /// Seconds that the machine's clock is ahead of UTC.
  public var utcOffset: Int
  /// Whether there is a resolv.conf to copy.
  public var hasResolver: Bool
  /// On FreeBSD: a devfs ruleset of this machine for jails that use DHCP (`DevfsRules.withBpf`).
  public var dhcpRuleset: Int?

  public init(
    hostname: String, release: String, userland: String? = nil, paths: Paths, tools: [String: String], random: String,
    now: Int, utcOffset: Int = 0, hasResolver: Bool, dhcpRuleset: Int? = nil
  ) {
    self.hostname = hostname
    self.release = release
    self.userland = userland
    self.paths = paths
    self.tools = tools
    self.random = random
    self.now = now
    self.utcOffset = utcOffset
    self.hasResolver = hasResolver
    self.dhcpRuleset = dhcpRuleset
  }

  /// FreeBSD's major version: 14 of `14.2-RELEASE-p1`. 0 where the release doesn't begin with a number.
  public var major: Int { Int(release.prefix { $0.isNumber }) ?? 0 }

  /// Gives the file of jailer's settings another text.
  public func setting(_ id: String, _ text: String) -> Step {
    Step(
      id, section: paths.configName, .write(path: paths.config, text: text, mode: 0o644, within: nil), undo: .inherent)
  }

  /// The program's absolute path.
  /// - Throws: `unavailable`, with what to install.
  public func tool(_ name: String) throws(Fault) -> String {
    guard let path = tools[name] else {
      throw Fault(.unavailable, "the program \(name) is not installed", hint: "install it and run the command again")
    }
    return path
  }

  public var json: JSON {
    var object: JSON.Object = [
      "system": .string(paths.system.rawValue), "hostname": .string(hostname), "release": .string(release),
      "root": .string(paths.root),
      "paths": [
        "config": .string(paths.config), "config_name": .string(paths.configName), "conf": .string(paths.conf),
        "state": .string(paths.state), "logs": .string(paths.logs), "running": .string(paths.running),
        "cache": .string(paths.cache), "resolver": .string(paths.resolver),
        "default_store": .string(paths.defaultStore),
      ],
      "tools": .object(JSON.Object(unique: tools.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      "machine": .string(machine), "architecture": .string(architecture), "random": .string(random),
      "now": .integer(now), "utc_offset": .integer(utcOffset),
      "has_resolver": .bool(hasResolver),
    ]
    object["userland"] = userland.map(JSON.string)
    object["dhcp_ruleset"] = dhcpRuleset.map(JSON.integer)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    let word = try fields.string("system")
    guard let system = System(rawValue: word) else {
      throw fields.error("system", "\(Printable.quoted(word)) is not known")
    }
    paths = Paths(root: try fields.string("root"), system: system)
    hostname = try fields.string("hostname")
    release = try fields.string("release")
    machine = try fields.optionalString("machine") ?? ""
    architecture = try fields.optionalString("architecture") ?? ""
    userland = try fields.optionalString("userland")
    random = try fields.string("random")
    now = try fields.integer("now")
    utcOffset = try fields.optional("utc_offset", "an integer", \.integer) ?? 0
    guard (-86_400...86_400).contains(utcOffset) else { throw fields.error("utc_offset", "is out of range") }
    hasResolver = try fields.bool("has_resolver")
    dhcpRuleset = try fields.optional("dhcp_ruleset", "an integer", \.integer)
    tools = [:]
    for (name, value) in try fields.required("tools", "an object", \.object).members {
      guard let program = value.string else {
        throw fields.error("tools.\(name)", "must be a string, is \(value.kind)")
      }
      tools[name] = program
    }
  }
}
