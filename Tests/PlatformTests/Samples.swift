import Platform
import Wire

/// Machines that the tests plan against.
enum Sample {
  static let host = HostFact(
    hostname: "armbsd13", release: "6.1.0", paths: Paths(root: "", system: .linux),
    tools: ["ip": "/sbin/ip", "zfs": "/sbin/zfs", "jail": "/usr/local/sbin/jail", "cp": "/bin/cp"],
    random: "a18a3a5c07e2bb6c" + "11111111" + "99d6c13c" + "2222222233333333aabbccdd", now: 1_700_000_000,
    hasResolver: true)

  static func machine(jails: [JailFact] = [], claims: [String] = []) -> Machine {
    var machine = Machine()
    machine.host = host
    machine.config = ConfigFact(store: folder)
    machine.jails = jails
    machine.images = [image]
    machine.interfaces = [
      InterfaceFact(name: "lo", kind: "", isUp: true, addresses: [Address("127.0.0.1/8")].compactMap(\.self)),
      InterfaceFact(
        name: "bridge0", kind: "bridge", isUp: true, addresses: [Address("10.0.0.1/24")].compactMap(\.self)),
      InterfaceFact(
        name: "vtnet0", kind: "", isUp: true, addresses: [Address("192.168.64.2/24")].compactMap(\.self),
        gateways: [Address("192.168.64.1")].compactMap(\.self)),
    ]
    machine.claims = claims
    return machine
  }

  static let folder = StoreFact(
    kind: .directory(overlay: true, reflink: false), path: "/usr/local/jails", entries: ["image"])
  static let pool = StoreFact(
    kind: .zfs(dataset: "zroot/jails", fuse: true), path: "/usr/local/jails", entries: ["image"])
  static let image = ImageFact(name: "bb", isDefault: true, path: "/usr/local/jails/image/bb")
  static let dataset = ImageFact(
    name: "bb", isDefault: true, path: "/usr/local/jails/image/bb", dataset: "zroot/jails/image/bb")

  static func eb(
    _ addresses: [String] = [], _ gateways: [String] = [], dynamic: [JailNetwork.Dynamic] = [], vlan: Int? = nil
  )
    -> JailNetwork
  {
    .eb(
      bridge: "bridge0", addresses: addresses.compactMap(Address.init), gateways: gateways.compactMap(Address.init),
      dynamic: dynamic, vlan: vlan)
  }

  static func jail(_ name: String, id: Int? = nil, address: String? = nil, root: String? = nil) -> JailFact {
    var jail = JailFact(name: name, state: .stopped)
    jail.id = id
    jail.conf = "/etc/jail.conf.d/\(name).conf"
    jail.addresses = address.map { [$0] } ?? []
    jail.root = root
    return jail
  }
}

/// The fault that a piece of code throws, or `nil`.
func fault<T>(_ code: () throws(Fault) -> T) -> Fault? {
  do {
    _ = try code()
    return nil
  } catch { return error }
}
