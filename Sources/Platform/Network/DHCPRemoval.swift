import Wire

/// Taking a bridge's DHCP away.
public struct DHCPRemoval: Sendable {
  let host: HostFact
  let fact: DHCPFact
  let before: String
  /// The settings without it.
  public let config: String
  private let rest: DHCPSetup?

  /// `nil` where the bridge has none.
  public init?(of bridge: String, on machine: Machine, host: HostFact) throws(Fault) {
    before = machine.config?.text ?? ""
    guard RcConf.list(DHCPNetwork.setting, in: before).contains(bridge) else { return nil }
    self.host = host
    fact = machine.dhcp ?? DHCPFact()
    var text = try RcConf.remove([bridge], from: DHCPNetwork.setting, in: before)
    text = RcConf.delete(DHCPNetwork.range(bridge), in: text)
    let isLast = RcConf.list(DHCPNetwork.setting, in: text).isEmpty
    if isLast { text = RcConf.delete(DHCPNetwork.setting, in: text) }
    if host.paths.system == .freeBSD {
      text = try RcConf.remove([bridge], from: "rtadvd_interfaces", in: text)
      if isLast { for key in ["dhcpd_enable", "dhcpd_flags"] { text = RcConf.delete(key, in: text) } }
    }
    if isLast {
      rest = nil
      config = text
    } else {
      var other = machine
      other.config?.text = before
      let setup = try DHCPSetup(text, on: other, host: host)
      rest = setup
      config = setup.config
    }
  }

  /// What can be taken back, and what can't: the latter comes last of all.
  public func tasks() throws(Fault) -> (first: Plan.Task, last: Plan.Task?) {
    var steps = [host.setting("dhcp/configuration", config)]
    var files: [Step] = []
    if let rest {
      steps = try rest.task().steps
    } else if host.paths.system == .freeBSD {
      steps = try DHCPServerFreeBSD.stop(host, fact) + steps
      if fact.config != nil {
        let path = host.paths.dhcpConfig
        files.append(
          Step(
            "dhcp/conf", section: "DHCP server", .remove(path: path, tree: false), gone: [Thing(.path, path)],
            undo: .irreversible))
      }
    } else {
      let (stop, rest) = try DHCPServerLinux(host: host, fact: fact, networks: []).removal()
      steps += stop
      files = rest
    }
    let last = files.isEmpty ? nil : Plan.Task("Removing the DHCP server's files", steps: files)
    return (Plan.Task("Ending DHCP", claims: ["path:\(host.paths.dhcpConfig)"], steps: steps), last)
  }
}
