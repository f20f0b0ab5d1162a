import JailConf
import Wire

extension NewJail {
  /// Its conf, as its system's jail(8) understands it. Everything is inside the jail's block: outside of it, it would
  /// reach every jail.
  public func conf(on host: HostFact) throws(Fault) -> String {
    let groups =
      switch host.paths.system {
      case .linux: try LinuxConf(jail: self, host: host).groups() + [common(host, filesystems: ["devfs", "procfs"])]
      case .freeBSD: try FreeBSDConf(jail: self, host: host).groups() + [common(host, filesystems: ["devfs"])]
      }
    do {
      return "# vim: set syntax=sh:\n"
        + String(decoding: try Emitter.block(name, [variables(host)] + groups), as: UTF8.self)
    } catch {
      throw Fault(.badData, "the conf of \(name) can't be written", cause: "\(error)")
    }
  }

  /// FreeBSD's devfs ruleset of the jail's /dev.
  public func ruleset(on host: HostFact) -> Int { FreeBSDConf(jail: self, host: host).ruleset }

  /// - Parameter filesystems: what is mounted in it beside `mounts`.
  private func common(_ host: HostFact, filesystems: [String]) -> [Statement] {
    let extra: [Statement] = mounts.isEmpty ? [] : [.set("mount", mounts.map { Template($0) })]
    return extra + filesystems.map { .flag("mount.\($0)") } + [
      .flag("allow.raw_sockets"), .flag("exec.clean"),
      .set("host.hostname", "\(variable: "name").\(variable: "domain")"), .set("path", "\(path)"),
      .set("exec.consolelog", "\(host.paths.logs)/\(variable: "name").log"), .flag("persist"),
    ]
  }

  /// What jailer needs to know of it again; jail(8) passes variables over.
  private func variables(_ host: HostFact) -> [Statement] {
    var statements: [Statement] = [
      .variable("jailer_id", "\(id)"), .variable("jailer_type", "\(network.type)"),
    ]
    if !image.isEmpty { statements.append(.variable("jailer_image", "\(image)")) }
    statements.append(.variable("jailer_root", "\(root)"))
    if let origin { statements.append(.variable("jailer_origin", "\(origin)")) }
    let (addresses, gateways) = network.variables(on: host.paths.system)
    for variable in addresses + gateways { statements.append(.variable(variable.name, "\(variable.value)")) }
    if let bridge = network.bridge { statements.append(.variable("bridge", "\(bridge)")) }
    if let vlan = network.vlan { statements.append(.variable("jailer_vlan", "\(vlan)")) }
    return statements + [.variable("domain", "\(domain)")]
  }
}
