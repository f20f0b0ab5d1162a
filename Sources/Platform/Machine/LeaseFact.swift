import Wire

/// One element of the fact `leases`: an address that the host's DHCP server has given away.
public struct LeaseFact: Sendable, Equatable {
  public var address: String
  /// The hardware address of who has it, in lower case.
  public var ether: String?
  public var hostname: String?
  /// Seconds since 1970; `nil`: never.
  public var expires: Int?

  public init(address: String, ether: String? = nil, hostname: String? = nil, expires: Int? = nil) {
    self.address = address
    self.ether = ether
    self.hostname = hostname
    self.expires = expires
  }

  public var json: JSON {
    var object: JSON.Object = ["address": .string(address)]
    object["ether"] = ether.map(JSON.string)
    object["hostname"] = hostname.map(JSON.string)
    object["expires"] = expires.map(JSON.integer)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    address = try fields.string("address")
    ether = try fields.optionalString("ether")
    hostname = try fields.optionalString("hostname")
    expires = try fields.optional("expires", "an integer", \.integer)
  }
}

extension Machine {
  /// Whose the address is by a lease; `nil` where nobody has one.
  public func leaseholder(of address: Address) -> String? {
    guard let lease = leases?.first(where: { Address($0.address)?.bytes == address.bytes }) else { return nil }
    if let jail = jails?.first(where: { $0.ether != nil && $0.ether == lease.ether }) { return "the jail \(jail.name)" }
    let name = lease.hostname ?? lease.ether ?? "a client"
    return "\(Printable.clean(name)), which the DHCP server has given it to"
  }
}
