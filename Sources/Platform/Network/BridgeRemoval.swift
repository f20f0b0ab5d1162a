import Wire

/// Unmaking a bridge that jailer made.
public struct BridgeRemoval: Sendable {
  let host: HostFact
  let config: String
  let bridge: Bridge
  /// Members that go by themselves: epairs of jails that are gone.
  let going: [String]

  /// - Throws: `not-found`; `not-permitted` for one that somebody else made; `busy` for one in use.
  public init(_ name: String, on machine: Machine, host: HostFact) throws(Fault) {
    self.host = host
    config = machine.config?.text ?? ""
    let bridge = Bridge(name, on: machine)
    self.bridge = bridge
    going = host.paths.system == .linux ? Self.going(from: bridge, machine) : []
    guard bridge.interface != nil || bridge.isPersistent else { throw Bridge.missing(name) }
    guard bridge.isOurs else {
      throw Fault(
        .notPermitted, "\(name) was not made by jailer",
        cause: "\(host.paths.config) has no such word in \(Bridge.made)",
        hint: host.paths.system == .freeBSD ? "ifconfig \(name) destroy" : "ip link delete \(name)", field: "bridge")
    }
    if !bridge.jails.isEmpty {
      throw Fault(
        .busy, "\(name) is in use", cause: "by \(Printable.clean(bridge.jails.joined(separator: ", ")))",
        hint: "destroy those jails first, or give them another bridge with jailer edit", field: "bridge")
    }
    let staying = bridge.members.filter { !going.contains($0) }
    if !staying.isEmpty {
      throw Fault(
        .busy, "\(name) is in use", cause: "its members are \(staying.joined(separator: ", "))",
        hint: "take them off the bridge first", field: "bridge")
    }
  }

  /// Linux takes the epair of a jail that was killed away some milliseconds after its network namespace. Its number says
  /// that it is no other jail's.
  private static func going(from bridge: Bridge, _ machine: Machine) -> [String] {
    let known = (machine.jails ?? []).compactMap(\.id).map { "epair\($0)a" }
    return bridge.members.filter { name in
      let digits = name.utf8.dropFirst(5).dropLast()
      let isEpair = name.hasPrefix("epair") && name.hasSuffix("a") && !digits.isEmpty && digits.allSatisfy(Name.isDigit)
      return isEpair && !known.contains(name)
    }
  }

  /// The machine without it.
  public func applied(to machine: Machine) throws(Fault) -> Machine {
    var machine = machine
    machine.config?.text = try text()
    machine.interfaces?.removeAll { $0.name == bridge.name }
    return machine
  }

  private func text() throws(Fault) -> String {
    var text = config
    for key in [Bridge.made, Bridge.cloned, Bridge.open] {
      text = try RcConf.remove([bridge.name], from: key, in: text)
      if RcConf.list(key, in: text).isEmpty { text = RcConf.delete(key, in: text) }
    }
    for key in Bridge.keys(of: bridge.name, in: text) { text = RcConf.delete(key, in: text) }
    let rules = NetworkNat.read(text).rules
    let kept = rules.filter { $0.network != bridge.name }
    return kept == rules ? text : try NetworkNat.write(kept, in: text)
  }

  public func task() throws(Fault) -> Plan.Task {
    var steps: [Step] = []
    let commands = BridgeCommands(host: host, name: bridge.name)
    if !going.isEmpty { steps.append(commands.wait(for: going)) }
    steps.append(host.setting("configuration", try text()))
    if bridge.interface != nil { steps.append(try commands.removal()) }
    return Plan.Task(
      "Removing interface \(bridge.name)", label: bridge.name,
      claims: ["path:\(host.paths.config)", "interface:\(bridge.name)"], steps: steps)
  }
}
