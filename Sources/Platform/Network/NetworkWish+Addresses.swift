import Wire

extension NetworkWish {
  /// An address of a network stack of the jail's own.
  func own(_ given: Address, _ wanted: Wanted, on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> Address {
    let around = parent.network(around: given)
    try check(given, around, parent)
    let chosen = given.with(prefix: try prefix(of: given, around: around, wanted, parent))
    try check(chosen, around, parent)
    try checkFree(chosen, on: parent, machine)
    return chosen
  }

  /// The prefix length that was said, or that of the network around it.
  func prefix(of given: Address, around: Address?, _ wanted: Wanted, _ parent: InterfaceFact) throws(Fault) -> Int {
    if let netmask {
      guard wanted.addresses.contains(where: { !$0.isV6 }) else {
        throw Fault(
          .usage, "-m is for IPv4, and \(given.host) is not", hint: "give the prefix length, like \(given.host)/64",
          field: "netmask")
      }
      if !given.isV6 { return try length(of: netmask, given) }
    }
    if let length = given.prefix ?? around?.prefix { return length }
    throw Fault(
      .usage, "\(given.host) is in no network of \(parent.name)", cause: Self.networks(of: parent),
      hint: "give the prefix length too, like \(given.host)/\(given.isV6 ? 64 : 24)", field: "address")
  }

  private func length(of netmask: String, _ given: Address) throws(Fault) -> Int {
    guard given.prefix == nil else {
      throw Fault(
        .usage, "the address has a prefix length and there is -m too", hint: "leave one out", field: "netmask")
    }
    guard let length = Address.prefix(ofMask: netmask), length > 0 else {
      throw Fault(.usage, "\(Printable.quoted(netmask)) is not a netmask", hint: "like 255.255.255.0", field: "netmask")
    }
    return length
  }

  /// - Parameter around: the interface's own address whose network it is in.
  func check(_ chosen: Address, _ around: Address?, _ parent: InterfaceFact) throws(Fault) {
    if let reserved = chosen.reserved ?? (around == nil ? chosen.confined : nil) {
      throw Fault(
        .usage, "\(chosen.host) \(reserved)", hint: "choose another of \((around ?? chosen).network.text)",
        field: "address")
    }
    if parent.gateways.contains(where: { $0.bytes == chosen.bytes }) {
      throw Fault(
        .usage, "\(chosen.host) is the gateway's own address", cause: "the host's default route goes there",
        hint: "choose another", field: "address")
    }
  }

  /// That a jail on a bridge with networks is in one of them, or says how it gets out of its own.
  func checkPlace(_ chosen: Address, _ gateways: [Address], on parent: InterfaceFact) throws(Fault) {
    let own = parent.addresses.filter { $0.isV6 == chosen.isV6 && !$0.isLinkLocal }
    guard !own.isEmpty, !own.contains(where: { $0.contains(chosen) }),
      !gateways.contains(where: { chosen.contains($0) })
    else { return }
    throw Fault(
      .usage, "\(chosen.host) is in no network of \(parent.name)", cause: Self.networks(of: parent),
      hint: "choose one of them, or give a gateway in \(chosen.network.text) with -g", field: "address")
  }

  private static func networks(of parent: InterfaceFact) -> String {
    parent.addresses.isEmpty
      ? "it has no address" : "its addresses are \(parent.addresses.map(\.text).joined(separator: ", "))"
  }

  /// The default routes: those that were asked for, and of the other family the host's address beside the jail's.
  /// - Parameter own: addresses that are a gateway by themselves.
  func gateways(of chosen: [Address], _ dynamic: [JailNetwork.Dynamic], own: [Address]) throws(Fault) -> [Address] {
    if chosen.isEmpty, !gateways.isEmpty {
      throw Fault(
        .usage, "-g needs an address too",
        cause: dynamic.contains(.dhcp) ? "with DHCP the server says it" : "with -a auto the router says it",
        hint: "add -a ADDRESS", field: "gateway")
    }
    var given: [Address] = []
    for text in gateways {
      guard let gateway = Address(text), gateway.prefix == nil,
        let address = chosen.first(where: { $0.isV6 == gateway.isV6 })
      else {
        throw Fault(
          .usage, "\(Printable.quoted(text)) is not a gateway for \(chosen.map(\.text).joined(separator: " and "))",
          hint: "give a plain address", field: "gateway")
      }
      try check(gateway: gateway, of: address)
      if given.contains(where: { $0.isV6 == gateway.isV6 }) {
        throw Fault(
          .usage, "two gateways of one kind: \(gateways.joined(separator: ", "))",
          hint: "give one of IPv4 and one of IPv6", field: "gateway")
      }
      given.append(gateway)
    }
    return chosen.compactMap { address in
      given.first { $0.isV6 == address.isV6 }
        ?? own.first { address.contains($0.with(prefix: nil)) }?.with(prefix: nil)
    }
  }

  private func check(gateway: Address, of chosen: Address) throws(Fault) {
    guard chosen.contains(gateway) else {
      throw Fault(
        .usage, "the gateway \(gateway.host) is outside the jail's network \(chosen.network.text)",
        hint: "choose a gateway in it, or another \(chosen.isV6 ? "prefix length" : "netmask with -m")",
        field: "gateway")
    }
    guard gateway.bytes != chosen.bytes else {
      throw Fault(
        .usage, "the gateway \(gateway.host) is the jail's own address", hint: "choose another", field: "gateway")
    }
  }
}

extension InterfaceFact {
  /// Its address in whose network this one is.
  func network(around given: Address) -> Address? {
    addresses.first { $0.isV6 == given.isV6 && !$0.isLinkLocal && $0.contains(given) }
  }
}
