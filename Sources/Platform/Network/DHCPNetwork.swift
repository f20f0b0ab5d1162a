import Wire

/// A bridge whose jails get their addresses from jailer's DHCP server.
public struct DHCPNetwork: Sendable, Equatable {
  public let bridge: String
  /// The bridge's own, which is the jails' gateway.
  let address: Address
  /// What may be given away.
  let ranges: [DHCPRange]
  /// A network in which jails give themselves addresses, as the bridge tells it.
  let v6: Address?

  /// The setting that lists the bridges.
  static let setting = "jailer_dhcp"
  /// That of one bridge's range, where it isn't the whole network.
  static func range(_ bridge: String) -> String {
    "jailer_dhcp_"
      + String(decoding: bridge.utf8.map { Name.isLetterOrDigit($0) ? $0 : 0x5F }, as: UTF8.self)
  }

  /// - Parameter config: the settings as they will be.
  /// - Throws: a fault that names what the bridge lacks.
  init(_ name: String, on machine: Machine, config: String) throws(Fault) {
    let bridge = Bridge(name, on: machine)
    guard bridge.interface != nil || bridge.isPersistent else {
      if let other = machine.interfaces?.first(where: { $0.name == name }) {
        throw Fault(
          .usage, "\(name) is not a bridge", cause: other.kind.isEmpty ? nil : "it is a \(other.kind)",
          hint: "jailer network list", field: "bridge")
      }
      throw Fault(
        .notFound, "there is no bridge \(Printable.clean(name))",
        hint: "jailer init bridge -b \(Printable.clean(name))",
        field: "bridge")
    }
    let addresses = bridge.interface == nil ? bridge.configured : bridge.addresses
    guard let address = addresses.first(where: { !$0.isV6 && $0.prefix != nil }) else {
      throw Fault(
        .configuration, "\(name) has no IPv4 address, so it has no network to give addresses of",
        hint: "jailer network add -a 10.0.0.1/24 \(name)", field: "bridge")
    }
    self.bridge = name
    self.address = address
    v6 = addresses.first { $0.isV6 && $0.prefix == 64 && !$0.isLinkLocal }?.network
    guard address.bits - (address.prefix ?? 32) > 1 else {
      throw Fault(
        .configuration, "the network of \(name), \(address.text), has no room for a jail",
        hint: "give the bridge an address like 10.0.0.1/24", field: "bridge")
    }
    let given = RcConf.values(config)[Self.range(name)]
    let whole = try given.map { (text) throws(Fault) in try DHCPRange(text, of: name, network: address) }
    ranges = (whole ?? DHCPRange(network: address)).without(Self.taken(machine))
    if ranges.isEmpty {
      throw Fault(
        .configuration, "no address of \(given ?? address.network.text) is left to give away",
        cause: "all are the host's, or of jails", hint: "give another range with -r", field: "range")
    }
  }

  /// Those of the host and its gateways, and of jails; but not what a jail has by a lease.
  private static func taken(_ machine: Machine) -> [Address] {
    let interfaces = machine.interfaces ?? []
    let own = interfaces.flatMap { $0.addresses + $0.gateways } + Bridge.all(on: machine).flatMap(\.configured)
    let jails = (machine.jails ?? []).flatMap { jail in
      jail.addresses.compactMap { Address($0) }.filter { address in
        !(machine.leases ?? []).contains { lease in
          lease.ether != nil && lease.ether == jail.ether && Address(lease.address)?.bytes == address.bytes
        }
      }
    }
    return own + jails
  }
}
