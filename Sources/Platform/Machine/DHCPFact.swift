import Wire

/// The fact `dhcp`: the DHCP server of jailer's, and what is in its way.
public struct DHCPFact: Sendable, Equatable {
  /// The server's configuration (`Paths.dhcpConfig`), or `nil` where there is none.
  public var config: String?
  /// Whether `Paths.dhcpService` is there.
  public var hasService = false
  public var isRunning = false
  /// The host's name servers.
  public var resolvers: [String] = []
  /// Who else takes what is sent to UDP port 67: local address, and the program where that is known.
  public var taken: [Socket] = []
  /// FreeBSD: whether the server's leases file is there; without it the server does not start.
  public var hasLeases = false
  /// FreeBSD: /etc/devfs.rules, or `nil` where there is none, and the system's own rules.
  public var devfsRules: String?
  public var defaultRules: String?

  public struct Socket: Sendable, Equatable {
    public var address: String
    public var program: String
    public init(address: String, program: String) {
      self.address = address
      self.program = program
    }
  }

  public init() {}

  public var json: JSON {
    var object: JSON.Object = [
      "service": .bool(hasService), "running": .bool(isRunning), "resolvers": JSON(resolvers),
      "taken": .array(taken.map { ["address": .string($0.address), "program": .string($0.program)] }),
      "leases": .bool(hasLeases),
    ]
    object["config"] = config.map(JSON.string)
    object["devfs_rules"] = devfsRules.map(JSON.string)
    object["default_rules"] = defaultRules.map(JSON.string)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    config = try fields.optionalString("config")
    hasService = try fields.bool("service")
    isRunning = try fields.bool("running")
    resolvers = try fields.strings("resolvers")
    taken = try fields.array("taken") { value, path throws(ShapeError) in
      var fields = try Fields(value, at: path)
      return Socket(address: try fields.string("address"), program: try fields.string("program"))
    }
    hasLeases = try fields.bool("leases")
    devfsRules = try fields.optionalString("devfs_rules")
    defaultRules = try fields.optionalString("default_rules")
  }
}
