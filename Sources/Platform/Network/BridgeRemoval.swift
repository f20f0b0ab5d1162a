import Wire

/// Unmaking a bridge that jailer made.
public struct BridgeRemoval: Sendable {
  let host: HostFact
  let config: String
  let bridge: Bridge

  /// - Throws: `not-found`; `not-permitted` for one that somebody else made; `busy` for one in use.
  public init(_ name: String, on machine: Machine, host: HostFact) throws(Fault) {
    self.host = host
    config = machine.config?.text ?? ""
    bridge = Bridge(name, on: machine)
    guard bridge.interface != nil || bridge.isPersistent else {
      throw Fault(
        .notFound, "there is no bridge \(Printable.clean(name))", hint: "jailer network list", field: "bridge")
    }
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
    if !bridge.members.isEmpty {
      throw Fault(
        .busy, "\(name) is in use", cause: "its members are \(bridge.members.joined(separator: ", "))",
        hint: "take them off the bridge first", field: "bridge")
    }
  }

  public func task() throws(Fault) -> Plan.Task {
    var text = config
    for key in [Bridge.made, Bridge.cloned] {
      text = try RcConf.remove([bridge.name], from: key, in: text)
      if RcConf.list(key, in: text).isEmpty { text = RcConf.delete(key, in: text) }
    }
    for key in Bridge.keys(of: bridge.name, in: text) { text = RcConf.delete(key, in: text) }
    var steps = [BridgeSetup.write(text, host)]
    if bridge.interface != nil { steps.append(try BridgeCommands(host: host, name: bridge.name).removal()) }
    return Plan.Task(
      "Removing interface \(bridge.name)", label: bridge.name,
      claims: ["path:\(host.paths.config)", "interface:\(bridge.name)"], steps: steps)
  }
}
