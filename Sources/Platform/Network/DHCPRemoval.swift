import Wire

/// Taking a bridge's DHCP away.
public struct DHCPRemoval: Sendable {
  let host: HostFact
  let fact: DHCPFact
  let before: String
  /// The settings without it.
  public let config: String
  private let rest: DHCPSetup?
  /// FreeBSD: nobody else is told of a network of IPv6.
  private var endsV6 = false

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
      let told = RcConf.list("rtadvd_interfaces", in: text)
      endsV6 = told == [bridge]
      // Without a list rtadvd(8) would speak on all interfaces.
      if endsV6 { for key in ["rtadvd_enable", "rtadvd_interfaces"] { text = RcConf.delete(key, in: text) } }
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
      if endsV6 { steps.append(try DHCPServerFreeBSD.endV6(host)) }
    } else if host.paths.system == .freeBSD {
      steps = try DHCPServerFreeBSD.stop(host, fact) + steps
      if endsV6 { steps.append(try DHCPServerFreeBSD.endV6(host)) }
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
