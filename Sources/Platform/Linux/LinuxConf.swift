import JailConf
import Wire

/// What the conf of a new jail says on Linux only.
struct LinuxConf {
  let jail: NewJail
  let host: HostFact

  func groups() throws(Fault) -> [[Statement]] {
    switch jail.network {
    case .inherit: return [[.set("ip4", "inherit"), .set("ip6", "inherit")]]
    case .new(_, let address, let gateway): return try own(macvlan(host.tool("ip")), address, gateway, removed: nil)
    case .eb(_, let address, let gateway):
      guard let address else { throw Fault(.unavailable, "an eb jail needs an address", field: "address") }
      let ip = try host.tool("ip")
      return try own(epair(ip), address, gateway, removed: "\(ip) link delete epair\(variable: "jailer_id")a")
    }
  }

  /// One command makes both ends, one on the bridge and one inside: no half of it can be left behind.
  private func epair(_ ip: String) -> (interface: Template, make: Template) {
    let make: Template =
      "\(ip) link add epair\(variable: "jailer_id")a up master \(variable: "bridge") type veth peer name epair\(variable: "jailer_id")b address \(jail.hardwareAddress) netns \(variable: "name")"
    return ("epair\(variable: "jailer_id")b", make)
  }

  /// Inside it has the name that its interface has outside, as with FreeBSD's shared stack.
  private func macvlan(_ ip: String) -> (interface: Template, make: Template) {
    let make: Template =
      "\(ip) link add link \(variable: "bridge") name \(variable: "bridge") address \(jail.hardwareAddress) netns \(variable: "name") type macvlan mode bridge"
    return ("\(variable: "bridge")", make)
  }

  /// A stack of its own, configured from outside: the jail's own programs may be missing, or lie.
  private func own(
    _ link: (interface: Template, make: Template), _ address: Address, _ gateway: Address?, removed: Template?
  ) throws(Fault) -> [[Statement]] {
    let ip = try host.tool("ip")
    // Duplicate address detection would leave an IPv6 address unusable for a second.
    var lines: [Template] = [
      "address add \(variable: "jailer_address") dev " + link.interface + (address.isV6 ? " nodad" : ""),
      "link set " + link.interface + " up",
    ]
    if gateway != nil { lines.append("route add default via \(variable: "jailer_gateway")") }
    // One ip(8) for all of it: each `ip -n` makes a mount namespace of its own and mounts /sys in it, 1 ms a time.
    let words = lines.reduce("printf '%s\\n'" as Template) { $0 + " '" + $1 + "'" }
    let created = [link.make, words + " | \(ip) -n \(variable: "name") -batch -"]
    let tail: [Statement] = removed.map { [.set("exec.poststop", $0)] } ?? []
    return [[.flag("vnet"), .set("exec.created", created)] + tail]
  }
}

private func + (a: Template, b: Template) -> Template { Template(pieces: a.pieces + b.pieces) }
