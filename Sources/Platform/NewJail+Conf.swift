import JailConf
import Wire

extension NewJail {
  /// Its conf, as its system's jail(8) understands it.
  public func conf(on host: HostFact) throws(Fault) -> String {
    switch host.paths.system {
    case .linux: try LinuxConf(self, host: host).text()
    case .freeBSD: try FreeBSDConf(self, host: host).text()
    }
  }

  /// What jailer needs to know of it again; jail(8) passes variables over.
  var variables: [Statement] {
    var statements: [Statement] = [
      .variable("jailer_id", "\(id)"), .variable("jailer_type", "\(network.type)"),
    ]
    if !image.isEmpty { statements.append(.variable("jailer_image", "\(image)")) }
    statements.append(.variable("jailer_root", "\(root)"))
    if let origin { statements.append(.variable("jailer_origin", "\(origin)")) }
    if let address = network.address { statements.append(.variable("jailer_address", "\(address.text)")) }
    if let gateway = network.gateway { statements.append(.variable("jailer_gateway", "\(gateway.host)")) }
    if let bridge = network.bridge { statements.append(.variable("bridge", "\(bridge)")) }
    return statements + [.variable("domain", "\(domain)")]
  }
}
