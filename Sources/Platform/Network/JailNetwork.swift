import Wire

/// How a jail reaches the network: the seed's three types.
public enum JailNetwork: Sendable, Equatable {
  /// What gives a jail an address when it runs.
  public enum Dynamic: String, Sendable {
    /// IPv4, from a DHCP server.
    case dhcp
    /// IPv6, from router advertisements (SLAAC).
    case auto

    public var isV6: Bool { self == .auto }
  }

  /// The host's own stack.
  case inherit
  /// Addresses on one of the host's interfaces.
  case new(interface: String, addresses: [Address], gateways: [Address])
  /// A stack of its own, joined to a bridge by an epair: to one VLAN of it, where that is said.
  case eb(bridge: String, addresses: [Address], gateways: [Address], dynamic: [Dynamic], vlan: Int? = nil)

  public static let types = ["inherit", "new", "eb"]

  public var type: String {
    switch self {
    case .inherit: "inherit"
    case .new: "new"
    case .eb: "eb"
    }
  }

  /// The interface or bridge of the host.
  public var bridge: String? {
    switch self {
    case .inherit: nil
    case .new(let interface, _, _): interface
    case .eb(let bridge, _, _, _, _): bridge
    }
  }

  /// At most one of each family.
  public var addresses: [Address] {
    switch self {
    case .inherit: []
    case .new(_, let addresses, _), .eb(_, let addresses, _, _, _): addresses
    }
  }

  /// At most one of each family.
  public var gateways: [Address] {
    switch self {
    case .inherit: []
    case .new(_, _, let gateways), .eb(_, _, let gateways, _, _): gateways
    }
  }

  public var dynamic: [Dynamic] {
    if case .eb(_, _, _, let dynamic, _) = self { dynamic } else { [] }
  }

  /// 1 to 4094.
  public var vlan: Int? {
    if case .eb(_, _, _, _, let vlan) = self { vlan } else { nil }
  }

  public func address(v6: Bool) -> Address? { addresses.first { $0.isV6 == v6 } }
  public func gateway(v6: Bool) -> Address? { gateways.first { $0.isV6 == v6 } }
}

extension JailNetwork {
  /// A variable of the conf.
  struct Variable: Equatable {
    static let addresses = ["jailer_address", "jailer_address6"]
    static let gateways = ["jailer_gateway", "jailer_gateway6"]

    let name: String
    let value: String
    let isV6: Bool
  }

  /// What the conf says of its addresses. The first of each list is IPv4's, or IPv6's where there is nothing of IPv4.
  /// - Parameter system: FreeBSD's confs don't name DHCP: the jail's rc.conf does.
  func variables(on system: System) -> (addresses: [Variable], gateways: [Variable]) {
    var (addresses, gateways): ([Variable], [Variable]) = ([], [])
    for isV6 in [false, true] {
      let word = dynamic.first { $0.isV6 == isV6 }
      guard let value = address(v6: isV6)?.text ?? word?.rawValue else { continue }
      let index = addresses.isEmpty ? 0 : 1
      addresses.append(Variable(name: Variable.addresses[index], value: value, isV6: isV6))
      guard let gateway = gateway(v6: isV6) else { continue }
      gateways.append(Variable(name: Variable.gateways[index], value: gateway.host, isV6: isV6))
    }
    if system == .freeBSD { addresses.removeAll { $0.value == Dynamic.dhcp.rawValue } }
    return (addresses, gateways)
  }
}
