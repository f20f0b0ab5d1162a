import Wire

/// jailer's DHCP server for the jails of bridges, as it is now and as it comes back with the machine.
public struct DHCPSetup: Sendable {
  let host: HostFact
  let machine: Machine
  let fact: DHCPFact
  /// The settings before, and as they will be.
  let before: String
  let config: String
  let networks: [DHCPNetwork]

  public var bridges: [String] { networks.map(\.bridge) }

  /// With one bridge more.
  /// - Parameter range: `10.0.0.50-10.0.0.99`; without one as before, or the whole network.
  /// - Throws: a fault that names what is in the way.
  public init(adding bridge: String, range: String?, on machine: Machine, host: HostFact) throws(Fault) {
    var text = try RcConf.add([bridge], to: DHCPNetwork.setting, in: machine.config?.text ?? "")
    if let range { text = try RcConf.set(DHCPNetwork.range(bridge), to: range, in: text) }
    try self.init(text, on: machine, host: host)
    try checkPort(of: bridge)
  }

  /// As configured; `nil` where no bridge has it.
  public init?(on machine: Machine, host: HostFact) throws(Fault) {
    let text = machine.config?.text ?? ""
    if RcConf.list(DHCPNetwork.setting, in: text).isEmpty { return nil }
    try self.init(text, on: machine, host: host)
  }

  init(_ config: String, on machine: Machine, host: HostFact) throws(Fault) {
    self.host = host
    self.machine = machine
    before = machine.config?.text ?? ""
    fact = machine.dhcp ?? DHCPFact()
    var networks: [DHCPNetwork] = []
    for name in RcConf.list(DHCPNetwork.setting, in: config) {
      networks.append(try DHCPNetwork(name, on: machine, config: config))
    }
    self.networks = networks
    self.config =
      host.paths.system == .freeBSD ? try DHCPServerFreeBSD.settings(networks, in: config, host: host) : config
  }

  /// Whether there is nothing to do.
  public var isComplete: Bool {
    guard config == before, fact.isRunning else { return false }
    switch host.paths.system {
    case .linux: return fact.config == DHCPServerLinux(self).text
    case .freeBSD: return DHCPServerFreeBSD(self).isComplete
    }
  }

  /// What of it is to be done, for the question.
  public var works: [String] {
    switch host.paths.system {
    case .linux: DHCPServerLinux(self).works
    case .freeBSD: DHCPServerFreeBSD(self).works
    }
  }

  /// What the user has to know.
  public var advice: String {
    host.paths.system == .freeBSD && DevfsRules.isOriginals(fact.devfsRules ?? "") ? DevfsRules.originals : ""
  }

  public func task() throws(Fault) -> Plan.Task {
    let steps: [Step]
    let title: String
    switch host.paths.system {
    case .linux:
      title = "Setting up DHCP on \(bridges.joined(separator: ", ")) by dnsmasq"
      steps = try DHCPServerLinux(self).steps()
    case .freeBSD:
      title = "Setting up dhcpd, dhcpd.conf and devfs.rules"
      steps = try DHCPServerFreeBSD(self).steps()
    }
    var all: [Step] = []
    if config != before { all.append(host.setting("dhcp/configuration", config)) }
    return Plan.Task(title, claims: ["path:\(host.paths.config)", "path:\(host.paths.dhcpConfig)"], steps: all + steps)
  }

  /// Another dnsmasq shares the port: each takes what comes from its own interfaces.
  private func checkPort(of bridge: String) throws(Fault) {
    guard !fact.isRunning else { return }
    let own = Bridge(bridge, on: machine).addresses.map(\.host)
    let other = fact.taken.first { $0.program != "dnsmasq" && ($0.address == "0.0.0.0" || own.contains($0.address)) }
    guard let other else { return }
    throw Fault(
      .exists, "UDP port 67 is taken on \(bridge), so no DHCP server can be had there",
      cause: "\(other.program.isEmpty ? "a program" : Printable.clean(other.program)) has \(other.address):67",
      hint: "end it, or let it leave out \(bridge)", field: "bridge")
  }
}
