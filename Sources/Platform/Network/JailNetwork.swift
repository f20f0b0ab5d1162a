import Wire

/// How a jail reaches the network: the seed's three types.
public enum JailNetwork: Sendable, Equatable {
  /// The host's own stack.
  case inherit
  /// An address on one of the host's interfaces.
  case new(interface: String, address: Address, gateway: Address?)
  /// A stack of its own, joined to a bridge by an epair. Without an address it asks a DHCP server for one.
  case eb(bridge: String, address: Address?, gateway: Address?)

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
    case .eb(let bridge, _, _): bridge
    }
  }

  public var address: Address? {
    switch self {
    case .inherit: nil
    case .new(_, let address, _): address
    case .eb(_, let address, _): address
    }
  }

  public var gateway: Address? {
    switch self {
    case .inherit: nil
    case .new(_, _, let gateway), .eb(_, _, let gateway): gateway
    }
  }
}
