import Wire

/// Making a bridge, as it is now and as the machine makes it at its start.
public struct BridgeSetup: Sendable {
  let host: HostFact
  let config: String
  let bridge: Bridge
  /// Those asked for, and of the other kind what the configuration says.
  public let addresses: [Address]
  public var name: String { bridge.name }

  /// - Throws: a fault that names the argument to blame: the bridge or its subnet is somebody's.
  public init(_ name: String, _ addresses: [Address], on machine: Machine, host: HostFact) throws(Fault) {
    self.host = host
    config = machine.config?.text ?? ""
    let bridge = Bridge(name, on: machine)
    self.bridge = bridge
    self.addresses = addresses + bridge.configured.filter { known in !addresses.contains { $0.isV6 == known.isV6 } }
    try checkName(machine)
    for (index, address) in addresses.enumerated() {
      try checkAddress(address, machine)
      if addresses[..<index].contains(where: { $0.isV6 == address.isV6 }) {
        throw Fault(
          .usage, "two addresses of one kind: \(addresses.map(\.text).joined(separator: ", "))",
          hint: "give one of IPv4 and one of IPv6", field: "address")
      }
    }
  }

  /// Whether there is nothing to do.
  public var isComplete: Bool { missing.isEmpty && bridge.interface?.isUp == true && (try? text()) == config }

  /// The addresses that the interface lacks.
  private var missing: [Address] { addresses.filter { !bridge.addresses.contains($0) } }

  public func task() throws(Fault) -> Plan.Task {
    let list = addresses.map(\.text).joined(separator: " and ")
    let isNew = bridge.interface == nil
    let commands = BridgeCommands(host: host, name: bridge.name)
    var steps: [Step] = []
    let text = try text()
    if text != config { steps.append(host.setting("configuration", text)) }
    if isNew { steps.append(try commands.make()) }
    for address in missing { steps.append(try commands.add(address, isNew: isNew)) }
    if bridge.interface?.isUp != true { steps.append(try commands.up()) }
    return Plan.Task(
      "Configuring interface \(bridge.name)" + (list.isEmpty ? "" : " with IP address \(list)"), label: bridge.name,
      claims: ["path:\(host.paths.config)", "interface:\(bridge.name)"], steps: steps)
  }

  /// The machine with this bridge as it will be.
  public func applied(to machine: Machine) throws(Fault) -> Machine {
    var machine = machine
    machine.config?.text = try text()
    let made = InterfaceFact(name: bridge.name, kind: "bridge", isUp: true, addresses: addresses)
    machine.interfaces = (machine.interfaces ?? []).filter { $0.name != bridge.name } + [made]
    return machine
  }

  /// The configuration as it will be. A bridge that somebody else made is only given what it lacks.
  private func text() throws(Fault) -> String {
    var text = config
    if bridge.interface == nil, !bridge.isPersistent { text = try RcConf.add([bridge.name], to: Bridge.made, in: text) }
    text = try RcConf.add([bridge.name], to: Bridge.cloned, in: text)
    for address in addresses where !bridge.configured.contains(address) {
      let family = address.isV6 ? "inet6" : "inet"
      let key = address.isV6 ? Bridge.key6(bridge.name) : Bridge.key(bridge.name)
      text = try RcConf.set(key, to: "\(family) \(address.text)" + (address.isV6 ? "" : " up"), in: text)
    }
    // Without this line rc(8) makes it and leaves it down.
    if RcConf.values(text)[Bridge.key(bridge.name)] == nil {
      text = try RcConf.set(Bridge.key(bridge.name), to: "up", in: text)
    }
    return text
  }

  // --- what is refused -------------------------------------------------------------------

  private func checkName(_ machine: Machine) throws(Fault) {
    let isUsable =
      host.paths.system == .freeBSD
      ? Bridge.isUsual(bridge.name)
      : Name.faultOfInterface(bridge.name) == nil
        && bridge.name.utf8.allSatisfy { Name.isLetterOrDigit($0) || $0 == 0x5F }
    guard isUsable else {
      throw Fault(
        .usage, "\(Printable.quoted(bridge.name)) can't be the name of a bridge",
        cause: host.paths.system == .freeBSD ? "FreeBSD calls them bridge0, bridge1, ..." : nil,
        hint: "like bridge1", field: "bridge")
    }
    if let other = machine.interfaces?.first(where: { $0.name == bridge.name }), other.kind != "bridge" {
      throw Fault(
        .exists, "\(bridge.name) is there already and is no bridge", hint: "choose another name", field: "bridge")
    }
    if machine.claims.contains("interface:\(bridge.name)") {
      throw Fault(.busy, "\(bridge.name) is being made by another command", hint: "try again", field: "bridge")
    }
  }

  private func checkAddress(_ address: Address, _ machine: Machine) throws(Fault) {
    guard let prefix = address.prefix else {
      throw Fault(
        .usage, "\(address.host) has no prefix length", hint: "like \(address.host)/\(address.isV6 ? 64 : 24)",
        field: "address")
    }
    guard address.bits - prefix > 1 else {
      throw Fault(
        .usage, "\(address.text) leaves no address for a jail", hint: "like \(address.host)/\(address.isV6 ? 64 : 24)",
        field: "address")
    }
    if let reserved = address.reserved {
      throw Fault(
        .usage, "\(address.host) \(reserved)", hint: "choose another of \(address.network.text)", field: "address")
    }
    let own = (bridge.addresses + bridge.configured).first { $0.isV6 == address.isV6 && $0 != address }
    if let own {
      throw Fault(
        .exists, "\(bridge.name) has the address \(own.text)",
        hint: "jailer network remove \(bridge.name), or choose another bridge with -b", field: "address")
    }
    if let (other, taken) = overlapping(address, machine) {
      throw Fault(
        .exists, "the network \(address.network.text) is taken", cause: "\(other) has \(taken.text)",
        hint: "choose another with -a, like \(Self.free(on: machine))", field: "address")
    }
  }

  /// An interface of the host, or of its configuration, with an address in the same network, or around it.
  private func overlapping(_ address: Address, _ machine: Machine) -> (name: String, address: Address)? {
    let others =
      (machine.interfaces ?? []).map { ($0.name, $0.addresses.filter { !$0.isLinkLocal }) }
      + Bridge.all(on: machine).map { ($0.name, $0.configured) }
    for (name, addresses) in others where name != bridge.name {
      if let taken = addresses.first(where: address.overlaps) { return (name, taken) }
    }
    return nil
  }

  /// The first 10.0.N.1/24 that is in no network of the host.
  static func free(on machine: Machine) -> String {
    let taken = (machine.interfaces ?? []).flatMap(\.addresses) + Bridge.all(on: machine).flatMap(\.configured)
    for number in UInt8(0)...254 {
      let address = Address(bytes: [10, 0, number, 1], prefix: 24)
      if !taken.contains(where: address.overlaps) { return address.text }
    }
    return "192.168.77.1/24"
  }
}
