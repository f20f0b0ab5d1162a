import JailConf
import Wire

/// What the conf of a new jail says on Linux only.
struct LinuxConf {
  let jail: NewJail
  let host: HostFact

  func groups() throws(Fault) -> [[Statement]] {
    switch jail.network {
    case .inherit: return [[.set("ip4", "inherit"), .set("ip6", "inherit")]]
    case .new: return try own(macvlan(host.tool("ip")))
    case .eb: return try own(epair(host.tool("ip")))
    }
  }

  /// An interface of the jail's own, by commands of the host.
  private struct Link {
    let interface: Template
    let make: Template
    /// Its VLAN.
    var vlan: [Template] = []
    /// What it may send.
    var rules: Template?
    /// What asks for its address when it is up.
    var client: [Template] = []
    /// When the jail is gone.
    var removed: Template?
  }

  /// One command makes both ends, one on the bridge and one inside: no half of it can be left behind.
  private func epair(_ ip: String) throws(Fault) -> Link {
    var link = Link(
      interface: "epair\(variable: "jailer_id")b",
      make:
        "\(ip) link add epair\(variable: "jailer_id")a up master \(variable: "bridge") type veth peer name epair\(variable: "jailer_id")b address \(jail.hardwareAddress) netns \(variable: "name")",
      removed: "\(ip) link delete epair\(variable: "jailer_id")a")
    if jail.network.vlan != nil {
      // A new port is in the bridge's own VLAN, 1.
      let lines: [Template] = [
        "vlan delete dev epair\(variable: "jailer_id")a vid 1",
        "vlan add dev epair\(variable: "jailer_id")a vid \(variable: "jailer_vlan") pvid untagged",
      ]
      link.vlan = [Self.print(lines) + " | \(try host.tool("bridge")) -batch -"]
    }
    let isGuarded = host.tools["nft"] != nil
    if isGuarded {
      let guarding = try host.tool("jguard")
      let own = jail.network.variables(on: .linux).addresses
      let outer: Template = "epair\(variable: "jailer_id")a"
      link.rules = own.reduce("\(guarding) " + outer + " \(jail.hardwareAddress)") { $0 + " \(variable: $1.name)" }
      link.removed = link.removed.map { Self.beside("\(guarding) -d " + outer, $0) }
    }
    if jail.network.dynamic.contains(.dhcp) {
      // What the guard has to know when it is loaded again with the lease.
      let others = jail.network.variables(on: .linux).addresses.reduce("" as Template) { $0 + " \(variable: $1.name)" }
      let root = host.paths.root.isEmpty ? "" : " --root \(PathText.word(host.paths.root))"
      let client: Template = "\(try host.tool("jdhcp"))\(root) \(variable: "name") epair\(variable: "jailer_id")b"
      link.client = [isGuarded ? client + " \(jail.hardwareAddress)" + others : client]
    }
    return link
  }

  /// Inside it has the name that its interface has outside, as with FreeBSD's shared stack.
  private func macvlan(_ ip: String) -> Link {
    Link(
      interface: "\(variable: "bridge")",
      make:
        "\(ip) link add link \(variable: "bridge") name \(variable: "bridge") address \(jail.hardwareAddress) netns \(variable: "name") type macvlan mode bridge"
    )
  }

  /// A stack of its own, configured from outside: the jail's own programs may be missing, or lie.
  private func own(_ link: Link) throws(Fault) -> [[Statement]] {
    let ip = try host.tool("ip")
    let (addresses, gateways) = jail.network.variables(on: .linux)
    var lines: [Template] = []
    for address in addresses where JailNetwork.Dynamic(rawValue: address.value) == nil {
      // Duplicate address detection would leave an IPv6 address unusable for a second.
      lines.append(
        "address add \(variable: address.name) dev " + link.interface + (address.isV6 ? " nodad" : ""))
    }
    // An address of SLAAC is then the hardware address's, so it stays and the guard knows it.
    if jail.network.dynamic.contains(.auto) { lines.append("link set " + link.interface + " addrgenmode eui64") }
    lines.append("link set " + link.interface + " up")
    for gateway in gateways { lines.append("route add default via \(variable: gateway.name)") }
    // One ip(8) for all of it: each `ip -n` makes a mount namespace of its own and mounts /sys in it, 1 ms a time.
    let inside = Self.print(lines) + " | \(ip) -n \(variable: "name") -batch -"
    let created = [link.make] + link.vlan + [link.rules.map { Self.beside($0, inside) } ?? inside] + link.client
    let tail: [Statement] = link.removed.map { [.set("exec.poststop", $0)] } ?? []
    return [[.flag("vnet"), .set("exec.created", created)] + tail]
  }

  /// Both at once, and what either fails with: nft(8) waits for the kernel while ip(8) works.
  private static func beside(_ rules: Template, _ other: Template) -> Template { rules + " & " + other + " && wait $!" }

  private static func print(_ lines: [Template]) -> Template {
    lines.reduce("printf '%s\\n'" as Template) { $0 + " '" + $1 + "'" }
  }
}

private func + (a: Template, b: Template) -> Template { Template(pieces: a.pieces + b.pieces) }
