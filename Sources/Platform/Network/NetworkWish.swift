import Wire

/// What a user asked of a jail's network, made into one that works, or refused.
public struct NetworkWish: Sendable, Equatable {
  public var type: String
  public var bridge: String?
  public var address: String?
  public var gateway: String?
  public var netmask: String?

  public init(
    type: String, bridge: String? = nil, address: String? = nil, gateway: String? = nil, netmask: String? = nil
  ) {
    self.type = type
    self.bridge = bridge
    self.address = address
    self.gateway = gateway
    self.netmask = netmask
  }

  /// - Throws: a fault that names the option to blame.
  public func settle(on machine: Machine) throws(Fault) -> JailNetwork {
    switch type {
    case "inherit":
      for (option, value) in [("-a", address), ("-b", bridge), ("-g", gateway), ("-m", netmask)] where value != nil {
        throw Fault(
          .usage, "\(option) needs a network of its own, and the type is inherit", hint: "add -t eb or -t new",
          field: "type")
      }
      return .inherit
    case "new":
      guard let bridge else {
        throw Fault(.usage, "the type new needs an interface of the host", hint: "add -b INTERFACE", field: "bridge")
      }
      let parent = try interface(bridge, of: machine)
      if machine.isFreeBSD {
        return .new(interface: bridge, address: try settleShared(on: parent, machine), gateway: nil)
      }
      let chosen = try settleAddress(on: parent, machine)
      return .new(interface: bridge, address: chosen, gateway: try settleGateway(chosen, own: parent.gateways))
    default:
      let parent = try interface(bridge ?? "bridge0", of: machine)
      guard parent.kind == "bridge" else {
        let list = machine.isFreeBSD ? "ifconfig -g bridge" : "ip link show type bridge"
        throw Fault(.usage, "\(parent.name) is not a bridge", hint: list, field: "bridge")
      }
      if machine.isFreeBSD, wantsDHCP { return try dhcp(on: parent) }
      let chosen = try settleAddress(on: parent, machine)
      return .eb(bridge: parent.name, address: chosen, gateway: try settleGateway(chosen, own: parent.addresses))
    }
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

  private func settleAddress(on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> Address {
    guard let text = address, !wantsDHCP else {
      throw Fault(
        .unavailable, "no DHCP server is known on \(parent.name)", hint: "give the jail an address with -a",
        field: "address")
    }
    let given = try read(text)
    let around = parent.addresses.first { $0.isV6 == given.isV6 && $0.contains(given) }
    let chosen = given.with(prefix: try prefix(of: given, around: around, parent))
    try check(chosen, around, parent)
    try checkFree(chosen, machine)
    return chosen
  }

  var wantsDHCP: Bool { address == nil || address?.lowercased() == "dhcp" }

  func read(_ text: String) throws(Fault) -> Address {
    if let given = Address(text) { return given }
    throw Fault(
      .usage, "\(Printable.quoted(text)) is not an address", hint: "like 10.0.0.10 or 10.0.0.10/24", field: "address")
  }

  func checkFree(_ chosen: Address, _ machine: Machine) throws(Fault) {
    guard let owner = owner(of: chosen, machine) ?? machine.leaseholder(of: chosen) else { return }
    throw Fault(
      .exists, "the address \(chosen.host) is in use", cause: "by \(owner)", hint: "jailer list", field: "address")
  }

  func prefix(of given: Address, around: Address?, _ parent: InterfaceFact) throws(Fault) -> Int {
    if let netmask {
      guard given.prefix == nil else {
        throw Fault(
          .usage, "the address has a prefix length and there is -m too", hint: "leave one out", field: "netmask")
      }
      guard !given.isV6 else {
        throw Fault(
          .usage, "-m is for IPv4, and \(given.host) is not", hint: "give the prefix length, like \(given.host)/64",
          field: "netmask")
      }
      guard let length = Address.prefix(ofMask: netmask), length > 0 else {
        throw Fault(
          .usage, "\(Printable.quoted(netmask)) is not a netmask", hint: "like 255.255.255.0", field: "netmask")
      }
      return length
    }
    if let length = given.prefix ?? around?.prefix { return length }
    throw Fault(
      .usage, "\(given.host) is in no network of \(parent.name)",
      cause: parent.addresses.isEmpty
        ? "it has no address" : "its addresses are \(parent.addresses.map(\.text).joined(separator: ", "))",
      hint: "give the prefix length too, like \(given.host)/\(given.isV6 ? 64 : 24)", field: "address")
  }

  func check(_ chosen: Address, _ around: Address?, _ parent: InterfaceFact) throws(Fault) {
    if let reserved = chosen.reserved {
      throw Fault(
        .usage, "\(chosen.host) \(reserved)", hint: "choose another of \(chosen.network.text)", field: "address")
    }
  }

  private func settleGateway(_ chosen: Address, own: [Address]) throws(Fault) -> Address? {
    guard let gateway else { return own.first { chosen.contains($0.with(prefix: nil)) }?.with(prefix: nil) }
    guard let given = Address(gateway), given.prefix == nil, given.isV6 == chosen.isV6 else {
      throw Fault(
        .usage, "\(Printable.quoted(gateway)) is not a gateway for \(chosen.text)", hint: "give a plain address",
        field: "gateway")
    }
    guard chosen.contains(given) else {
      throw Fault(
        .usage, "the gateway \(given.host) is outside the jail's network \(chosen.network.text)",
        hint: "choose a gateway in it, or another \(chosen.isV6 ? "prefix length" : "netmask with -m")",
        field: "gateway")
    }
    guard given.bytes != chosen.bytes else {
      throw Fault(
        .usage, "the gateway \(given.host) is the jail's own address", hint: "choose another", field: "gateway")
    }
    return given
  }

  /// Who has the address already: a jail, running or not, the host, or a transaction under way.
  func owner(of address: Address, _ machine: Machine) -> String? {
    func same(_ text: String) -> Bool { Address(text)?.bytes == address.bytes }
    if let jail = machine.jails?.first(where: { $0.addresses.contains(where: same) }) { return "the jail \(jail.name)" }
    if let own = machine.interfaces?.first(where: { $0.addresses.contains { $0.bytes == address.bytes } }) {
      return "the host's \(own.name)"
    }
    return machine.claims.contains("address:\(address.host)") ? "a jail that is being made" : nil
  }
}
