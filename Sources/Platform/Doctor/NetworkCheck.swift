import Wire

/// The network as configured against the network as it is.
public struct NetworkCheck {
  let machine: Machine
  let host: HostFact

  public init(_ machine: Machine, host: HostFact) {
    self.machine = machine
    self.host = host
  }

  public func findings() throws(Fault) -> [Finding] {
    var findings = bridges()
    for jail in machine.jails ?? [] where jail.isRunning && jail.network == "eb" {
      if let finding = try member(jail) { findings.append(finding) }
      findings += try addresses(jail)
    }
    return try findings + dhcp() + rules()
  }

  private var all: [InterfaceFact] { machine.interfaces ?? [] }
  private var isFreeBSD: Bool { host.paths.system == .freeBSD }

  private func bridges() -> [Finding] {
    Bridge.all(on: machine).filter(\.isPersistent).flatMap { bridge -> [Finding] in
      let wanted = bridge.configured.map(\.text).joined(separator: ", ")
      let start = isFreeBSD ? "service netif start \(bridge.name)" : "jailer network start \(bridge.name)"
      func finding(_ configured: String, _ running: String) -> Finding {
        Finding(.bridge, bridge.name, configured: configured, running: running, command: start)
      }
      guard let interface = bridge.interface else { return [finding(wanted, "missing")] }
      let missing = bridge.configured.filter { !bridge.addresses.contains($0) }
      return missing.map { finding($0.text, "without it") } + (interface.isUp ? [] : [finding("up", "down")])
    }
  }

  /// The jail's epair on the jail's bridge.
  private func member(_ jail: JailFact) throws(Fault) -> Finding? {
    guard let epair = Epair(of: jail), let bridge = jail.bridge else { return nil }
    let outer = all.first { $0.name == epair.outer }
    // A member's VLAN comes with the start of its jail.
    guard let outer, jail.vlan == nil || outer.master == bridge else {
      return Finding(
        .member, jail.name, configured: "\(epair.outer) on \(bridge)",
        running: outer == nil ? "missing" : outer?.master.map { "on \($0)" } ?? "on no bridge",
        command: "jailer restart \(jail.name)")
    }
    guard outer.master != bridge, all.contains(where: { $0.name == bridge }) else { return nil }
    let argv =
      isFreeBSD
      ? [try host.tool("ifconfig"), bridge, "addm", epair.outer]
      : [try host.tool("ip"), "link", "set", epair.outer, "up", "master", bridge]
    let back =
      isFreeBSD
      ? [argv[0], bridge, "deletem", epair.outer] : [argv[0], "link", "set", epair.outer, "nomaster"]
    return Finding(
      .member, jail.name, configured: "\(epair.outer) on \(bridge)",
      running: outer.master.map { "on \($0)" } ?? "on no bridge", command: Self.spelled(argv),
      mending: [
        Step("\(jail.name)/member", section: "Network commands", .run(argv), undo: .action(.run(back)))
      ])
  }

  /// Those of its conf, in its own network stack.
  private func addresses(_ jail: JailFact) throws(Fault) -> [Finding] {
    guard let epair = Epair(of: jail) else { return [] }
    var findings: [Finding] = []
    let now = (isFreeBSD ? machine.stacks?[jail.name] : jail.addresses) ?? jail.addresses
    let wanted = jail.configured.isEmpty ? jail.addresses : jail.configured
    for address in wanted.compactMap({ Address($0) })
    where !now.contains(where: { Address($0)?.bytes == address.bytes }) {
      let add = try change(address, of: jail, epair, isAdded: true)
      findings.append(
        Finding(
          .address, jail.name, configured: address.text,
          running: now.isEmpty ? "no address" : now.joined(separator: ", "), command: Self.spelled(add),
          mending: [
            Step(
              "\(jail.name)/\(address.host)", section: "Network commands", .run(add),
              undo: .action(.run(try change(address, of: jail, epair, isAdded: false))))
          ]))
    }
    return findings
  }

  private func change(_ address: Address, of jail: JailFact, _ epair: Epair, isAdded: Bool) throws(Fault) -> [String] {
    guard isFreeBSD else {
      return [
        try host.tool("ip"), "-n", jail.name, "address", isAdded ? "add" : "delete", address.text, "dev", epair.inner,
      ]
    }
    let words = [address.isV6 ? "inet6" : "inet", address.text, isAdded ? "alias" : "-alias"]
    return [try host.tool("ifconfig"), "-j", jail.name, epair.inner] + words
  }

  /// The server, and what jails have of it.
  private func dhcp() -> [Finding] {
    let start = isFreeBSD ? "jailer init dhcp" : "jailer network start"
    let bridges = RcConf.list(DHCPNetwork.setting, in: machine.config?.text ?? "").joined(separator: ", ")
    var findings: [Finding] = []
    do throws(Fault) {
      if let setup = try DHCPSetup(on: machine, host: host), !setup.isComplete {
        let running = machine.dhcp?.isRunning == true ? "another configuration" : "not running"
        findings.append(Finding(.dhcp, "server", configured: bridges, running: running, command: start))
      }
    } catch {
      findings.append(
        Finding(.dhcp, "server", configured: bridges, running: error.message, command: error.hint ?? start))
    }
    for jail in machine.jails ?? [] where jail.isRunning && jail.dynamic.contains("dhcp") {
      let own = jail.addresses.compactMap { Address($0) }.filter { !$0.isV6 }
      let lease = (machine.leases ?? []).first { $0.ether != nil && $0.ether == jail.ether }
      let given = lease.flatMap { Address($0.address) }
      if let given, own.contains(where: { $0.bytes == given.bytes }) { continue }
      // What another machine's server gives is its own to know.
      if given == nil, !own.isEmpty { continue }
      findings.append(
        Finding(
          .dhcp, jail.name, configured: given.map { "the lease \($0.host)" } ?? "a lease",
          running: own.first?.host ?? "no address", command: "jailer restart \(jail.name)"))
    }
    return findings
  }

  private func rules() throws(Fault) -> [Finding] {
    let reload = "jailer network reload"
    guard isFreeBSD || host.tools["nft"] != nil else { return [] }
    let load = try RuleLoad(machine)
    let unreadable = load.rules.faults.map { fault in
      Finding(.rules, "rules", configured: fault.cause ?? "", running: "unreadable", command: fault.hint ?? "")
    }
    return unreadable
      + load.differences.map { difference in
        Finding(
          .rules, difference.subject, configured: difference.configured, running: difference.running,
          command: difference.command ?? reload)
      }
  }

  /// The command without the program's folder.
  private static func spelled(_ argv: [String]) -> String {
    ([String(argv[0].split(separator: "/").last ?? "")] + argv.dropFirst()).joined(separator: " ")
  }
}
