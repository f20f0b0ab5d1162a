import JailConf
import Wire

/// What the conf of a new jail says on FreeBSD only.
struct FreeBSDConf {
  let jail: NewJail
  let host: HostFact

  func groups() throws(Fault) -> [[Statement]] { [try network()] + (try commands()) }

  /// A jail without a stack of its own has no address of a family that isn't named: both always are.
  private func network() throws(Fault) -> [Statement] {
    switch jail.network {
    case .inherit: return [.set("ip4", "inherit"), .set("ip6", "inherit")]
    case .new(_, let addresses, _):
      let own = addresses.flatMap { address -> [Statement] in
        let family = address.isV6 ? "ip6" : "ip4"
        return [.set(family, "new"), .set("\(family).addr", "\(address.text)")]
      }
      let others = [false, true].filter { isV6 in !addresses.contains { $0.isV6 == isV6 } }
      return [.set("interface", "\(variable: "bridge")")] + own + others.map { .set($0 ? "ip6" : "ip4", "disable") }
    case .eb:
      return [
        .flag("vnet"), .set("vnet.interface", "epair\(variable: "jailer_id")b"), .set("devfs_ruleset", "\(ruleset)"),
        .set("exec.prestart", try epair(host.tool("ifconfig"))),
      ]
    }
  }

  /// The devfs ruleset of the jail's /dev.
  var ruleset: Int {
    switch jail.network {
    case .inherit, .new: DevfsRules.jail
    case .eb(_, _, _, let dynamic, _):
      dynamic.contains(.dhcp) ? host.dhcpRuleset ?? DevfsRules.vnet : DevfsRules.vnet
    }
  }

  /// jail(8) finds the b end before it runs exec.start; the a end is told by its description whose it is.
  private func epair(_ ifconfig: String) -> [Template] {
    [
      // A crash leaves the epair behind. One whose b end is elsewhere is in use.
      "\(ifconfig) epair\(variable: "jailer_id")b >/dev/null 2>&1 && \(ifconfig) epair\(variable: "jailer_id")a | /usr/bin/grep -qx '[[:blank:]]*description: vnet-\(variable: "name")' && \(ifconfig) epair\(variable: "jailer_id")a destroy || true",
      "\(ifconfig) epair\(variable: "jailer_id") create up",
      "\(ifconfig) epair\(variable: "jailer_id")a up descr vnet-\(variable: "name")",
      "\(ifconfig) epair\(variable: "jailer_id")b ether \(jail.hardwareAddress)",
      jail.network.vlan == nil
        ? "\(ifconfig) \(variable: "bridge") addm epair\(variable: "jailer_id")a up"
        : "\(ifconfig) \(variable: "bridge") up addm epair\(variable: "jailer_id")a untagged \(variable: "jailer_vlan")",
    ]
  }

  /// Those of exec.start and exec.stop run inside, with the jail's own programs.
  private func commands() throws(Fault) -> [[Statement]] {
    guard case .eb = jail.network else {
      return [[.set("exec.start", "/bin/sh /etc/rc"), .set("exec.stop", "/bin/sh /etc/rc.shutdown jail")]]
    }
    let ifconfig = try host.tool("ifconfig")
    return [
      [.set("exec.start", "/sbin/ifconfig lo0 127.0.0.1 up", "/bin/sh /etc/rc")],
      [
        .set("exec.stop", "/bin/sh /etc/rc.shutdown jail"),
        // The bridge lets go of it then.
        .set("exec.poststop", "\(ifconfig) epair\(variable: "jailer_id")a destroy"),
      ],
    ]
  }
}
