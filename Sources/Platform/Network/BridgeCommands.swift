import Wire

/// A bridge's commands, by ifconfig(8) or ip(8).
struct BridgeCommands {
  let host: HostFact
  let name: String

  private static let section = "Network commands"
  private var thing: Thing { Thing(.interface, name) }

  private func command(_ freeBSD: [String], _ linux: [String]) throws(Fault) -> Action {
    switch host.paths.system {
    case .freeBSD: .run([try host.tool("ifconfig")] + freeBSD)
    case .linux: .run([try host.tool("ip")] + linux)
    }
  }

  /// A bridge without one of its own takes a member's, and another when that goes: jails would send to the old one.
  /// Made of its name and the host's, so it is the same after a reboot, with a first byte that nobody is assigned.
  private var ether: String {
    let sum = "\(host.hostname)/\(name)".utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    let bytes = (0..<5).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
    return bytes.reduce("02") { $0 + ($1 < 16 ? ":0" : ":") + String($1, radix: 16) }
  }

  func make() throws(Fault) -> Step {
    Step(
      "\(name)/make", section: Self.section,
      try command([name, "create"], ["link", "add", name, "address", ether, "type", "bridge"]),
      absent: [thing], undo: .action(try remove()))
  }

  /// - Parameter isNew: its maker's undo takes the address away too.
  func add(_ address: Address, isNew: Bool) throws(Fault) -> Step {
    let family = address.isV6 ? "inet6" : "inet"
    // Duplicate address detection finds nobody on a bridge without members, and holds the address back for a second.
    let words = ["address", "add", address.text, "dev", name] + (address.isV6 ? ["nodad"] : [])
    return Step(
      "\(name)/\(family)", section: Self.section, try command([name, family, address.text], words),
      undo: isNew
        ? .nothing
        : .action(
          try command([name, family, address.text, "-alias"], ["address", "delete", address.text, "dev", name])))
  }

  func up() throws(Fault) -> Step {
    Step("\(name)/up", section: Self.section, try command([name, "up"], ["link", "set", name, "up"]), undo: .nothing)
  }

  /// Until these members are gone.
  func wait(for members: [String]) -> Step {
    Step(
      "\(name)/members", section: Self.section,
      .wait(gone: members.map { Thing(.interface, $0) }, atMost: 10_000), undo: .nothing)
  }

  func removal() throws(Fault) -> Step {
    Step("\(name)/remove", section: Self.section, try remove(), gone: [thing], undo: .irreversible)
  }

  private func remove() throws(Fault) -> Action { try command([name, "destroy"], ["link", "delete", name]) }
}
