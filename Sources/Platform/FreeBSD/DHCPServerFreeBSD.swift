import Wire

/// The server on FreeBSD: OpenBSD's dhcpd of packages, with a configuration of jailer's own beside the package's sample.
struct DHCPServerFreeBSD {
  let setup: DHCPSetup
  private var host: HostFact { setup.host }
  private var fact: DHCPFact { setup.fact }
  private var paths: Paths { setup.host.paths }
  /// Where the package puts it; it may not be there yet.
  static let program = "/usr/local/sbin/dhcpd"
  private static let section = "DHCP commands"

  init(_ setup: DHCPSetup) { self.setup = setup }

  private var isInstalled: Bool { host.tools["dhcpd"] != nil }
  private var usesV6: Bool { setup.networks.contains { $0.v6 != nil } }

  var isComplete: Bool { isInstalled && fact.hasLeases && fact.config == text && host.dhcpRuleset != nil }

  /// The seed's, as far as they are to be done.
  var works: [String] {
    var works: [String] = []
    if !isInstalled { works.append("Install OpenBSD's dhcpd from packages.") }
    if fact.config != text || setup.config != setup.before { works.append("Setup dhcpd.conf.") }
    if host.dhcpRuleset == nil {
      works.append("\(fact.devfsRules == nil ? "Create" : "Add to") /etc/devfs.rules for VNET Jails.")
    }
    return works.isEmpty ? ["Start dhcpd."] : works
  }

  /// rc.conf: the server has these bridges only, and what the host runs already is left alone.
  /// - Throws: `exists` where somebody else's dhcpd is set up.
  static func settings(_ networks: [DHCPNetwork], in config: String, host: HostFact) throws(Fault) -> String {
    let values = RcConf.values(config)
    let ours = "-c \(host.paths.dhcpConfig)"
    if RcConf.isYes(values["dhcpd_enable"]), values["dhcpd_flags"]?.hasPrefix(ours) != true {
      throw Fault(
        .exists, "dhcpd is set up already, and not by jailer",
        cause: "dhcpd_flags is \(Printable.quoted(values["dhcpd_flags"] ?? "")) in \(host.paths.config)",
        hint: "give the bridge a subnet in its dhcpd.conf, or run sysrc dhcpd_enable=NO first", field: "bridge")
    }
    let bridges = networks.map(\.bridge)
    var text = try RcConf.set("dhcpd_enable", to: "YES", in: config)
    text = try RcConf.set("dhcpd_flags", to: bridges.reduce(ours) { "\($0) \($1)" }, in: text)
    let v6 = networks.filter { $0.v6 != nil }.map(\.bridge)
    if !v6.isEmpty {
      text = try RcConf.set("rtadvd_enable", to: "YES", in: text)
      text = try RcConf.add(v6, to: "rtadvd_interfaces", in: text)
    }
    return text
  }

  /// dhcpd.conf(5): parameters come before declarations.
  var text: String {
    var text = """
      # Made by jailer from rc.conf and the jails: changes are lost.
      default-lease-time 3600;
      max-lease-time 86400;

      """
    let resolvers = fact.resolvers.compactMap { Address($0) }.filter { !$0.isV6 && $0.bytes[0] != 127 }.map(\.host)
    for network in setup.networks {
      let mask = network.address.mask ?? "255.255.255.0"
      text += "subnet \(network.address.network.host) netmask \(mask) {\n"
      text += "  option routers \(network.address.host);\n  option subnet-mask \(mask);\n"
      if !resolvers.isEmpty { text += "  option domain-name-servers \(resolvers.joined(separator: ", "));\n" }
      for range in network.ranges { text += "  range \(range.firstText) \(range.lastText);\n" }
      text += "}\n"
    }
    return text
  }

  func steps() throws(Fault) -> [Step] {
    let service = try host.tool("service")
    var steps: [Step] = []
    if !isInstalled {
      let pkg = try host.tool("pkg")
      steps.append(
        Step(
          "dhcp/package", section: "Package commands", .run([pkg, "install", "-y", "dhcpd"]),
          absent: [Thing(.path, Self.program)], undo: .action(.run([pkg, "delete", "-y", "dhcpd"]))))
    }
    if !fact.hasLeases { steps.append(write("dhcp/leases", paths.dhcpLeases, "")) }
    let isNew = fact.config != text || setup.config != setup.before
    // Its undo comes behind that of the file.
    if isNew, fact.isRunning {
      steps.append(
        run("dhcp/known", [service, "dhcpd", "status"], undo: .action(.run([service, "dhcpd", "restart"]))))
    }
    if fact.config != text {
      steps.append(write("dhcp/conf", paths.dhcpConfig, text))
      steps.append(run("dhcp/test", [Self.program, "-n", "-c", paths.dhcpConfig]))
    }
    if let rules = try DevfsRules.adding(to: fact, unless: host.dhcpRuleset) {
      let restart = [service, "devfs", "restart"]
      if let devfs = host.tools["devfs"] {
        steps.append(run("devfs/known", [devfs, "rule", "showsets"], undo: .action(.run(restart))))
      }
      steps += [write("devfs/rules", paths.devfsRules, rules), run("devfs/restart", restart)]
    }
    if isNew || !fact.isRunning {
      let undo: Step.Undo = fact.isRunning ? .nothing : .action(.run([service, "dhcpd", "stop"]))
      steps.append(run("dhcp/start", [service, "dhcpd", fact.isRunning ? "restart" : "start"], undo: undo))
    }
    if usesV6, setup.config != setup.before {
      let wasOn = RcConf.isYes(RcConf.values(setup.before)["rtadvd_enable"])
      let undo: Step.Undo = wasOn ? .nothing : .action(.run([service, "rtadvd", "onestop"]))
      steps.append(run("rtadvd/start", [service, "rtadvd", wasOn ? "restart" : "start"], undo: undo))
    }
    return steps
  }

  /// Stopping it: the files stay until nothing can fail any more.
  static func stop(_ host: HostFact, _ fact: DHCPFact) throws(Fault) -> [Step] {
    guard fact.isRunning else { return [] }
    let service = try host.tool("service")
    return [
      Step(
        "dhcp/stop", section: section, .run([service, "dhcpd", "onestop"]),
        undo: .action(.run([service, "dhcpd", "onestart"])))
    ]
  }

  static func endV6(_ host: HostFact) throws(Fault) -> Step {
    let service = try host.tool("service")
    return Step(
      "rtadvd/stop", section: section, .run([service, "rtadvd", "onestop"]),
      undo: .action(.run([service, "rtadvd", "onestart"])))
  }

  private func run(_ id: String, _ command: [String], undo: Step.Undo = .nothing) -> Step {
    Step(id, section: Self.section, .run(command), undo: undo)
  }

  private func write(_ id: String, _ path: String, _ text: String) -> Step {
    Step(id, section: "DHCP server", .write(path: path, text: text, mode: 0o644, within: nil), undo: .inherent)
  }
}
