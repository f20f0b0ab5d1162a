import Wire

/// One element of the fact `interfaces`: a network interface of the host.
public struct InterfaceFact: Sendable, Equatable {
  public var name: String
  /// `bridge`, `veth`, `macvlan`, …; empty for hardware.
  public var kind: String
  public var isUp: Bool
  /// The bridge that it is a member of.
  public var master: String?
  /// Linux's alias, FreeBSD's description.
  public var alias: String?
  /// With prefix lengths.
  public var addresses: [Address]
  /// The default routes through it.
  public var gateways: [Address]
  /// The addresses behind it that this machine has seen other hosts answer for; those of jails that jailer made are
  /// left out.
  public var neighbours: [Address] = []
  /// The networks that there are routes to through it, beside its own and the default one.
  public var routes: [Address] = []
  /// Of a bridge on Linux: whether it filters VLANs.
  public var filtersVLANs = false

  public init(
    name: String, kind: String, isUp: Bool, master: String? = nil, alias: String? = nil, addresses: [Address] = [],
    gateways: [Address] = []
  ) {
    self.name = name
    self.kind = kind
    self.isUp = isUp
    self.master = master
    self.alias = alias
    self.addresses = addresses
    self.gateways = gateways
  }

  public var json: JSON {
    var object: JSON.Object = ["name": .string(name), "kind": .string(kind), "up": .bool(isUp)]
    object["master"] = master.map(JSON.string)
    object["alias"] = alias.map(JSON.string)
    object["addresses"] = JSON(addresses.map(\.text))
    object["gateways"] = JSON(gateways.map(\.text))
    if !neighbours.isEmpty { object["neighbours"] = JSON(neighbours.map(\.text)) }
    if !routes.isEmpty { object["routes"] = JSON(routes.map(\.text)) }
    if filtersVLANs { object["vlans"] = true }
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    name = try fields.string("name")
    kind = try fields.string("kind")
    isUp = try fields.bool("up")
    master = try fields.optionalString("master")
    alias = try fields.optionalString("alias")
    addresses = try fields.strings("addresses").compactMap(Address.init)
    gateways = try fields.strings("gateways").compactMap(Address.init)
    neighbours = try fields.strings("neighbours").compactMap(Address.init)
    routes = try fields.strings("routes").compactMap(Address.init)
    filtersVLANs = try fields.bool("vlans")
  }
}
