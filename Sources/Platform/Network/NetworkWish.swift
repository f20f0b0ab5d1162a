import Wire

/// What a user asked of a jail's network, made into one that works, or refused.
public struct NetworkWish: Sendable, Equatable {
  public var type: String
  public var bridge: String?
  /// Addresses, `dhcp` and `auto`: at most one of IPv4 and one of IPv6.
  public var addresses: [String]
  public var gateways: [String]
  /// Of the address of IPv4.
  public var netmask: String?
  /// The bridge's VLAN that the jail belongs to.
  public var vlan: Int?

  public init(
    type: String, bridge: String? = nil, addresses: [String] = [], gateways: [String] = [], netmask: String? = nil,
    vlan: Int? = nil
  ) {
    self.type = type
    self.bridge = bridge
    self.addresses = addresses
    self.gateways = gateways
    self.netmask = netmask
    self.vlan = vlan
  }

  /// - Throws: a fault that names the option to blame.
  public func settle(on machine: Machine) throws(Fault) -> JailNetwork {
    try checkVLAN()
    switch type {
    case "inherit":
      let given = [("-a", addresses.first), ("-b", bridge), ("-g", gateways.first), ("-m", netmask)]
      for (option, value) in given where value != nil {
        throw Fault(
          .usage, "\(option) needs a network of its own, and the type is inherit", hint: "add -t eb or -t new",
          field: "type")
      }
      return .inherit
    case "new":
      guard let bridge else {
        throw Fault(.usage, "the type new needs an interface of the host", hint: "add -b INTERFACE", field: "bridge")
      }
      return try new(on: interface(bridge, of: machine), machine)
    default:
      let parent = try interface(bridge ?? "bridge0", of: machine)
      guard parent.kind == "bridge" else {
        let list = machine.isFreeBSD ? "ifconfig -g bridge" : "ip link show type bridge"
        throw Fault(.usage, "\(parent.name) is not a bridge", hint: list, field: "bridge")
      }
      return try eb(on: parent, machine)
    }
  }

  private func new(on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> JailNetwork {
    if machine.isFreeBSD, !gateways.isEmpty {
      throw Fault(
        .usage, "a jail of the type new has no gateway of its own", cause: "it uses the host's routes",
        hint: "leave out -g, or add -t eb", field: "gateway")
    }
    let wanted = try Wanted(addresses)
    if let word = wanted.dynamic.first {
      throw Fault(
        .usage, "a jail of the type new can't use \(word == .dhcp ? "DHCP" : "router advertisements")",
        hint: "give an address, or add -t eb", field: "address")
    }
    if addresses.isEmpty { try refuseNetmask() }
    var chosen: [Address] = addresses.isEmpty ? [try next(on: parent, machine)] : []
    for given in wanted.addresses {
      chosen.append(
        try machine.isFreeBSD ? shared(given, wanted, on: parent, machine) : own(given, wanted, on: parent, machine))
    }
    let routes = machine.isFreeBSD ? [] : try gateways(of: chosen, [], own: parent.gateways)
    return .new(interface: parent.name, addresses: chosen, gateways: routes)
  }

  private func eb(on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> JailNetwork {
    let wanted = try Wanted(addresses.isEmpty ? [JailNetwork.Dynamic.dhcp.rawValue] : addresses)
    if let vlan { return try eb(on: parent, vlan, wanted, machine) }
    if wanted.dynamic.contains(.dhcp), !machine.isFreeBSD { try checkServer(on: parent, machine) }
    if wanted.addresses.isEmpty { try refuseNetmask() }
    var chosen: [Address] = []
    for given in wanted.addresses { chosen.append(try own(given, wanted, on: parent, machine)) }
    let gateways = try gateways(of: chosen, wanted.dynamic, own: parent.addresses)
    for address in chosen { try checkPlace(address, gateways, on: parent) }
    return .eb(bridge: parent.name, addresses: chosen, gateways: gateways, dynamic: wanted.dynamic)
  }

  private func interface(_ name: String, of machine: Machine) throws(Fault) -> InterfaceFact {
    guard let found = machine.interfaces?.first(where: { $0.name == name }) else {
      let known = (machine.interfaces ?? []).map(\.name).filter { $0 != "lo" }.prefix(8).joined(separator: ", ")
      throw Fault(
        .notFound, "there is no interface \(name)", hint: known.isEmpty ? "make it first" : "interfaces are \(known)",
        field: "bridge")
    }
    return found
  }

  func refuseNetmask() throws(Fault) {
    guard netmask != nil else { return }
    throw Fault(
      .usage, "-m needs an address too", cause: type == "eb" ? "with DHCP the server says it" : nil,
      hint: "add -a ADDRESS", field: "netmask")
  }
}

/// The words of `-a`, told apart.
struct Wanted {
  var addresses: [Address] = []
  var dynamic: [JailNetwork.Dynamic] = []

  /// - Throws: `usage` for what is no address, and for two of one family.
  init(_ texts: [String]) throws(Fault) {
    var families: [Bool] = []
    for text in texts {
      if let word = JailNetwork.Dynamic(rawValue: text.lowercased()) {
        dynamic.append(word)
        families.append(word.isV6)
      } else if let given = Address(text) {
        addresses.append(given)
        families.append(given.isV6)
      } else {
        throw Fault(
          .usage, "\(Printable.quoted(text)) is not an address", hint: "like 10.0.0.10 or 10.0.0.10/24",
          field: "address")
      }
    }
    guard Set(families).count == families.count else {
      throw Fault(
        .usage, "two addresses of one kind: \(texts.joined(separator: ", "))",
        hint: "give one of IPv4 and one of IPv6; dhcp is IPv4, auto is IPv6", field: "address")
    }
    addresses.sort { !$0.isV6 && $1.isV6 }
  }
}
