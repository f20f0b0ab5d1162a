import Wire

extension Machine {
  var isFreeBSD: Bool { host?.paths.system == .freeBSD }
}

extension NetworkWish {
  /// An address on an interface of the host, as an alias beside its own: without a prefix length it is one address.
  func shared(_ given: Address, _ wanted: Wanted, on parent: InterfaceFact, _ machine: Machine) throws(Fault) -> Address
  {
    let around = parent.network(around: given)
    let length =
      netmask == nil || given.isV6 && wanted.addresses.count > 1
      ? given.prefix : try prefix(of: given, around: around, wanted, parent)
    try check(given.with(prefix: length ?? around?.prefix), around, parent)
    try checkFree(given, on: parent, machine)
    return given.with(prefix: length)
  }
}
