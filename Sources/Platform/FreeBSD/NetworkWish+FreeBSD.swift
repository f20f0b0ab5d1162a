import Wire

extension Machine {
  var isFreeBSD: Bool { host?.paths.system == .freeBSD }
}

extension NetworkWish {
  /// An eb jail without an address asks for one, for its netmask and its gateway too.
  func dhcp(on parent: InterfaceFact) throws(Fault) -> JailNetwork {
    for (option, field, value) in [("-g", "gateway", gateway), ("-m", "netmask", netmask)] where value != nil {
      throw Fault(
        .usage, "\(option) needs an address too", cause: "with DHCP the server says it", hint: "add -a ADDRESS",
        field: field)
    }
    return .eb(bridge: parent.name, address: nil, gateway: nil)
  }

  /// An address on an interface of the host, as an alias beside its own: without a prefix length it is one address.
  func settleShared(on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> Address {
    guard gateway == nil else {
      throw Fault(
        .usage, "a jail of the type new has no gateway of its own", cause: "it uses the host's routes",
        hint: "leave out -g, or add -t eb", field: "gateway")
    }
    guard let text = address else { return try next(on: parent, machine) }
    guard !wantsDHCP else {
      throw Fault(
        .usage, "a jail of the type new can't use DHCP", hint: "give an address, or add -t eb", field: "address")
    }
    let given = try read(text)
    let around = parent.addresses.first { $0.isV6 == given.isV6 && $0.contains(given) }
    let length = netmask == nil ? given.prefix : try prefix(of: given, around: around, parent)
    try check(given.with(prefix: length ?? around?.prefix), around, parent)
    try checkFree(given, machine)
    return given.with(prefix: length)
  }

  /// The first address behind one of the interface's own that is free as far as this machine knows.
  private func next(on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> Address {
    for own in parent.addresses where !own.isV6 {
      let last = own.last.number
      var number = own.number + 1
      while number < last {
        let candidate = Address(number: number)
        if owner(of: candidate, machine) == nil, !parent.gateways.contains(where: { $0.bytes == candidate.bytes }) {
          return candidate
        }
        number += 1
      }
    }
    throw Fault(
      .unavailable, "no address is free on \(parent.name)",
      cause: parent.addresses.isEmpty
        ? "it has none itself" : "all behind \(parent.addresses.map(\.text).joined(separator: ", ")) are in use",
      hint: "give one with -a", field: "address")
  }
}

extension Address {
  /// Of an IPv4 address.
  fileprivate var number: UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

  fileprivate init(number: UInt32) {
    self.init(bytes: stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) })
  }
}
