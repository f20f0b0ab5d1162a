import Platform
import Posix
import Wire

enum InterfacesReader {
  static func read() throws(Fault) -> [InterfaceFact] {
    #if os(Linux)
      do {
        let network = try Network()
        let links = try network.links()
        let addresses = try network.addresses()
        let gateways = try network.gateways()
        let neighbours = try network.neighbours().filter { !$0.mac.starts(with: NewIdentity.block) }
        let routes = try network.routes()
        return links.map { link in
          var fact = InterfaceFact(
            name: link.name, kind: link.kind, isUp: link.up,
            master: links.first { $0.index == link.master && link.master != 0 }?.name,
            alias: link.alias.isEmpty ? nil : link.alias,
            addresses: addresses.filter { $0.index == link.index }.map { Address(bytes: $0.bytes, prefix: $0.prefix) },
            gateways: gateways.filter { $0.index == link.index }.map { Address(bytes: $0.bytes) })
          fact.neighbours = neighbours.filter { $0.index == link.index }.map { Address(bytes: $0.bytes) }
          fact.routes = routes.filter { $0.index == link.index }.map { Address(bytes: $0.bytes, prefix: $0.prefix) }
            .filter { route in !route.isLinkLocal && !fact.addresses.contains { $0.network == route } }
          if fact.kind == "bridge" {
            let filter = try? Files.text("/sys/class/net/\(link.name)/bridge/vlan_filtering")
            fact.filtersVLANs = filter?.hasPrefix("1") ?? false
          }
          return fact
        }
      } catch {
        throw Fault(.failed, "the network interfaces can't be read", error)
      }
    #else
      return []
    #endif
  }
}
