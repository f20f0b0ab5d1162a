import Wire

extension NetworkWish {
  func checkVLAN() throws(Fault) {
    guard let vlan else { return }
    guard type == "eb" else {
      throw Fault(
        .usage, "VLANs are for jails of the type eb, and the type is \(type)", hint: "leave out --vlan, or add -t eb",
        field: "vlan")
    }
    // IEEE 802.1Q keeps 0 and 4095.
    guard (1...4094).contains(vlan) else {
      throw Fault(.usage, "\(vlan) is not a VLAN", hint: "give a number from 1 to 4094", field: "vlan")
    }
  }

  /// The bridge's addresses are those of the host's own VLAN: nothing is taken from them.
  func eb(on parent: InterfaceFact, _ vlan: Int, _ wanted: Wanted, _ machine: Machine) throws(Fault) -> JailNetwork {
    try checkFilter(of: parent, machine)
    if wanted.addresses.isEmpty { try refuseNetmask() }
    let port = InterfaceFact(name: parent.name, kind: parent.kind, isUp: parent.isUp)
    var chosen: [Address] = []
    for given in wanted.addresses {
      guard given.prefix != nil || netmask != nil && !given.isV6 else {
        throw Fault(
          .usage, "\(given.host) needs its prefix length", cause: "the network of the VLAN \(vlan) is not known here",
          hint: "like \(given.host)/\(given.isV6 ? 64 : 24)", field: "address")
      }
      chosen.append(try own(given, wanted, on: port, machine))
    }
    return .eb(
      bridge: parent.name, addresses: chosen, gateways: try gateways(of: chosen, wanted.dynamic, own: []),
      dynamic: wanted.dynamic, vlan: vlan)
  }

  /// That the bridge tells VLANs apart. It is never made to: that would cut off what is on it.
  private func checkFilter(of parent: InterfaceFact, _ machine: Machine) throws(Fault) {
    if machine.isFreeBSD {
      guard let host = machine.host, host.major < 15 else { return }
      throw Fault(
        .unavailable, "bridges have no VLANs on FreeBSD \(host.release)", cause: "FreeBSD 15 and later have them",
        hint: "leave out --vlan", field: "vlan")
    }
    guard !parent.filtersVLANs else { return }
    throw Fault(
      .unavailable, "the bridge \(parent.name) doesn't tell VLANs apart",
      hint: "ip link set \(parent.name) type bridge vlan_filtering 1", field: "vlan")
  }
}
