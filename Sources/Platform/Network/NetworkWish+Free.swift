import Wire

extension NetworkWish {
  /// - Throws: `exists` for an address that somebody has.
  func checkFree(_ chosen: Address, on parent: InterfaceFact, _ machine: Machine) throws(Fault) {
    if let owner = owner(of: chosen, machine) {
      throw Fault(
        .exists, "the address \(chosen.host) is in use", cause: "by \(owner)", hint: "jailer list", field: "address")
    }
    guard parent.hasNeighbour(chosen) else { return }
    let forget = machine.isFreeBSD ? "arp -d \(chosen.host)" : "ip neighbour delete \(chosen.host) dev \(parent.name)"
    throw Fault(
      .exists, "the address \(chosen.host) is in use", cause: "by another host on \(parent.name)",
      hint: "choose another, or if that host is gone: \(forget)", field: "address")
  }

  /// The first address of IPv4 behind one of the interface's own that is free as far as this machine knows. On FreeBSD it
  /// is one address beside the host's own, on Linux it has the length of the network's prefix.
  func next(on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> Address {
    for own in parent.addresses where !own.isV6 {
      let last = own.last.number
      var number = own.number + 1
      while number < last {
        let candidate = Address(number: number)
        let isGateway = (parent.gateways + gateways.compactMap { Address($0) }).contains { $0.bytes == candidate.bytes }
        if !isGateway, !parent.hasNeighbour(candidate), owner(of: candidate, machine) == nil {
          return candidate.with(prefix: machine.isFreeBSD ? nil : own.prefix)
        }
        number += 1
      }
    }
    throw Fault(
      .unavailable, "no address is free on \(parent.name)",
      cause: parent.addresses.contains { !$0.isV6 }
        ? "all behind \(parent.addresses.map(\.text).joined(separator: ", ")) are in use"
        : "it has none of IPv4 itself",
      hint: "give one with -a", field: "address")
  }

  /// Who has the address already: a jail, running or not, the host, or a transaction under way.
  private func owner(of address: Address, _ machine: Machine) -> String? {
    func same(_ text: String) -> Bool { Address(text)?.bytes == address.bytes }
    if let jail = machine.jails?.first(where: { $0.addresses.contains(where: same) }) { return "the jail \(jail.name)" }
    if let own = machine.interfaces?.first(where: { $0.addresses.contains { $0.bytes == address.bytes } }) {
      return "the host's \(own.name)"
    }
    return machine.claims.contains("address:\(address.host)") ? "a jail that is being made" : nil
  }

  /// That something on the bridge may answer a jail that asks for an address, on Linux.
  /// - Throws: `unavailable`.
  func checkServer(on parent: InterfaceFact, _ machine: Machine) throws(Fault) {
    if RcConf.list("jailer_dhcp", in: machine.config?.text ?? "").contains(parent.name) { return }
    // Jails and virtual machines are behind these; another member leads out of the machine, where a server may be.
    let inner = ["veth", "tun"]
    let members = (machine.interfaces ?? []).filter { $0.master == parent.name }
    guard !members.contains(where: { !inner.contains($0.kind) }) else { return }
    throw Fault(
      .unavailable, "no DHCP server is known on \(parent.name)", hint: "give the jail an address with -a",
      field: "address")
  }
}

extension InterfaceFact {
  fileprivate func hasNeighbour(_ address: Address) -> Bool { neighbours.contains { $0.bytes == address.bytes } }
}

extension Address {
  /// Of an IPv4 address.
  fileprivate var number: UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

  fileprivate init(number: UInt32) {
    self.init(bytes: stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) })
  }
}
