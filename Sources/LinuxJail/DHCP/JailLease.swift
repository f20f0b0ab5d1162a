import Posix
import Wire

/// What a DHCP server gave a jail: `Site.lease`.
struct JailLease: Equatable {
  /// With its prefix length.
  let address: Address
  let gateway: Address?
  let broadcast: Address?
  /// For how long, counted from its last renewal.
  let seconds: Int

  init(address: Address, gateway: Address?, broadcast: Address?, seconds: Int) {
    self.address = address
    self.gateway = gateway
    self.broadcast = broadcast
    self.seconds = seconds
  }

  /// What udhcpc(8) says to its script. Any server on the bridge may have made it up.
  init(environment: [String: String]) throws(JailError) {
    func address(_ name: String) -> Address? {
      let first = environment[name]?.split(separator: " ").first
      return first.flatMap { Address(String($0)) }.flatMap { $0.isV6 || $0.prefix != nil ? nil : $0 }
    }
    let prefix = environment["mask"].flatMap(Int.init) ?? 32
    guard let given = address("ip"), (1...32).contains(prefix), given.bytes[0] != 127 else {
      throw JailError("the server gave no address: \(Printable.quoted(environment["ip"] ?? ""))")
    }
    self.address = given.with(prefix: prefix)
    if let reserved = self.address.reserved { throw JailError("\(given.host), which the server gave, \(reserved)") }
    gateway = address("router").flatMap { $0.reserved == nil && $0.bytes != given.bytes ? $0 : nil }
    broadcast = address("broadcast").flatMap { $0.bytes[0] < 0xE0 || $0.bytes[0] == 0xFF ? $0 : nil }
    seconds = environment["lease"].flatMap(Int.init) ?? 0
  }

  init?(file: String) {
    guard let bytes = try? Files.read(file, limit: 4096, follow: false), let json = try? JSON.read(bytes, limit: 4096),
      var fields = try? Fields(json, at: ""), let text = try? fields.string("address"),
      let address = Address(text)
    else { return nil }
    let gateway = (try? fields.optionalString("gateway"))?.flatMap { Address($0) }
    let broadcast = (try? fields.optionalString("broadcast"))?.flatMap { Address($0) }
    self.init(
      address: address, gateway: gateway, broadcast: broadcast, seconds: (try? fields.integer("seconds")) ?? 0)
  }

  var json: JSON {
    var object: JSON.Object = ["address": .string(address.text), "seconds": .integer(seconds)]
    object["gateway"] = gateway.map { .string($0.text) }
    object["broadcast"] = broadcast.map { .string($0.text) }
    return .object(object)
  }
}
