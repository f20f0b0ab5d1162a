import Wire

/// The server on Linux: dnsmasq(8), under systemd where that runs, and else under runsv(8).
struct DHCPServerLinux {
  let host: HostFact
  let fact: DHCPFact
  let networks: [DHCPNetwork]
  private static let section = "DHCP commands"

  init(_ setup: DHCPSetup) { self.init(host: setup.host, fact: setup.fact, networks: setup.networks) }

  init(host: HostFact, fact: DHCPFact, networks: [DHCPNetwork]) {
    self.host = host
    self.fact = fact
    self.networks = networks
  }

  private var paths: Paths { host.paths }
  /// systemd has one set of services, which are those of the machine itself.
  var usesSystemd: Bool { host.tools["systemctl"] != nil && paths.root.isEmpty }

  var works: [String] {
    var works: [String] = []
    if fact.config != text { works.append("Setup dnsmasq.conf for \(networks.map(\.bridge).joined(separator: ", ")).") }
    if !fact.isRunning { works.append("Run dnsmasq as a DHCP server under \(usesSystemd ? "systemd" : "runsv").") }
    return works.isEmpty ? ["Add it to \(paths.configName)."] : works
  }

  /// dnsmasq's configuration. Jails ask themselves, all at the same time, whether somebody has an address; the server would
  /// let all others wait three seconds for each.
  var text: String {
    var lines = [
      "# Made by jailer from \(paths.configName) and the jails: changes are lost.", "port=0", "no-hosts",
      "bind-dynamic",
      "except-interface=lo", "dhcp-authoritative", "no-ping", "quiet-dhcp",
      "dhcp-leasefile=\(paths.dhcpLeases)", "pid-file=\(paths.dhcpService)/dnsmasq.pid",
    ]
    let resolvers = fact.resolvers.compactMap { Address($0) }.filter { !$0.isV6 && $0.bytes[0] != 127 }.map(\.host)
    for network in networks {
      let (name, mask) = (network.bridge, network.address.mask ?? "255.255.255.0")
      lines.append("interface=\(name)")
      lines += network.ranges.map { "dhcp-range=set:\(name),\($0.firstText),\($0.lastText),\(mask),1h" }
      lines.append("dhcp-option=tag:\(name),option:router,\(network.address.host)")
      if !resolvers.isEmpty {
        lines.append("dhcp-option=tag:\(name),option:dns-server,\(resolvers.joined(separator: ","))")
      }
      if let v6 = network.v6 { lines.append("dhcp-range=set:\(name),\(v6.host),ra-stateless,64,1h") }
    }
    if networks.contains(where: { $0.v6 != nil }) { lines.append("enable-ra") }
    return lines.joined(separator: "\n") + "\n"
  }

  func steps() throws(Fault) -> [Step] {
    let dnsmasq = try tool("dnsmasq", of: "dnsmasq-base")
    var steps: [Step] = []
    let isNew = fact.config != text
    // Its undo comes behind that of the file.
    if isNew, fact.isRunning { steps.append(try again("known", undo: true)) }
    if !fact.hasService { steps.append(folder()) }
    if isNew {
      steps += [
        write("dhcp/conf", paths.dhcpConfig, text),
        run("dhcp/test", [dnsmasq, "--test", "-C", paths.dhcpConfig], undo: .nothing),
      ]
    }
    if !fact.isRunning { return steps + (usesSystemd ? try unit(dnsmasq) : try service(dnsmasq)) }
    return isNew ? steps + [try again("restart", undo: false)] : steps
  }

  /// What takes it all away: `stop` can be taken back, `files` can't.
  func removal() throws(Fault) -> (stop: [Step], files: [Step]) {
    var stop: [Step] = []
    if fact.isRunning { stop.append(usesSystemd ? try disable() : try shutdown()) }
    func remove(_ id: String, _ path: String, tree: Bool = false) -> Step {
      Step(
        id, section: "Folders", .remove(path: path, tree: tree), gone: [Thing(.path, path)], undo: .irreversible)
    }
    var files: [Step] = []
    if usesSystemd { files.append(remove("dhcp/unit", paths.dhcpUnit)) }
    if fact.hasService { files.append(remove("dhcp/service", paths.dhcpService, tree: true)) }
    return (stop, files)
  }

  private func tool(_ name: String, of package: String) throws(Fault) -> String {
    guard let path = host.tools[name] else {
      throw Fault(
        .unavailable, "the program \(name) is not installed",
        hint: "install it (Debian: \(package)) and run the command again")
    }
    return path
  }

  private func run(_ id: String, _ command: [String], undo: Step.Undo, retry: Int = 0) -> Step {
    Step(id, section: Self.section, .run(command), undo: undo, retry: retry)
  }

  private func write(_ id: String, _ path: String, _ text: String, mode: Int = 0o644) -> Step {
    Step(id, section: "DHCP server", .write(path: path, text: text, mode: mode, within: nil), undo: .inherent)
  }

  /// Nothing that the server leaves in there was there before.
  private func folder() -> Step {
    let path = paths.dhcpService
    return Step(
      "dhcp/service", section: "Folders", .directory(path: path, mode: 0o755, within: nil),
      absent: [Thing(.path, path)], undo: .action(.remove(path: path, tree: true)))
  }

  /// - Parameter undo: this is done when the plan is taken back, and now only looked whether it could be.
  private func again(_ id: String, undo: Bool) throws(Fault) -> Step {
    let (look, restart): ([String], [String])
    if usesSystemd {
      let systemctl = try host.tool("systemctl")
      (look, restart) = ([systemctl, "is-active", "-q", Self.unit], [systemctl, "restart", Self.unit])
    } else {
      let sv = try tool("sv", of: "runit")
      (look, restart) = ([sv, "-w", "10", "check", paths.dhcpService], [sv, "-w", "10", "restart", paths.dhcpService])
    }
    return run("dhcp/\(id)", undo ? look : restart, undo: undo ? .action(.run(restart)) : .nothing)
  }

  // --- systemd ---------------------------------------------------------------------------

  private static let unit = "jailer-dhcp.service"

  private func unit(_ dnsmasq: String) throws(Fault) -> [Step] {
    let systemctl = try host.tool("systemctl")
    let text = """
      [Unit]
      Description=DHCP for jails
      After=network.target

      [Service]
      ExecStart=\(dnsmasq) -k -C \(paths.dhcpConfig)
      Restart=always
      RestartSec=1

      [Install]
      WantedBy=multi-user.target

      """
    return [
      write("dhcp/unit", paths.dhcpUnit, text), run("dhcp/reload", [systemctl, "daemon-reload"], undo: .nothing),
      run(
        "dhcp/start", [systemctl, "enable", "--now", Self.unit],
        undo: .action(.run([systemctl, "disable", "--now", Self.unit]))),
    ]
  }

  private func disable() throws(Fault) -> Step {
    let systemctl = try host.tool("systemctl")
    return run(
      "dhcp/stop", [systemctl, "disable", "--now", Self.unit],
      undo: .action(.run([systemctl, "enable", "--now", Self.unit])))
  }

  // --- runsv -----------------------------------------------------------------------------

  private func service(_ dnsmasq: String) throws(Fault) -> [Step] {
    let folder = paths.dhcpService
    guard !paths.dhcpConfig.contains("'") else {
      throw Fault(.configuration, "the folder \(paths.root) has a quote in its name, which a script can't have")
    }
    let run = """
      #!/bin/sh
      # runsv(8) runs it, and again whenever it ends.
      rm -f dnsmasq.pid
      exec \(dnsmasq) -k -C '\(paths.dhcpConfig)' >/dev/null 2>&1

      """
    let check = """
      #!/bin/sh
      # sv(8) runs it: dnsmasq writes its number once it serves.
      exec 2>/dev/null
      read -r serves <dnsmasq.pid && read -r runs <supervise/pid && test "$serves" = "$runs"

      """
    return [
      write("dhcp/run", "\(folder)/run", run, mode: 0o755), write("dhcp/check", "\(folder)/check", check, mode: 0o755),
      try start(),
      // runsv(8) may not be there yet to be asked.
      self.run(
        "dhcp/serves", [try tool("sv", of: "runit"), "-w", "10", "start", folder], undo: .nothing, retry: 2_000),
    ]
  }

  private func start() throws(Fault) -> Step {
    let (sv, folder) = (try tool("sv", of: "runit"), paths.dhcpService)
    return run("dhcp/start", try detached(), undo: .action(.run([sv, "-w", "10", "force-shutdown", folder])))
  }

  private func shutdown() throws(Fault) -> Step {
    run(
      "dhcp/stop", [try tool("sv", of: "runit"), "-w", "10", "force-shutdown", paths.dhcpService],
      undo: .action(.run(try detached())))
  }

  /// In a session of its own, of nobody's child.
  private func detached() throws(Fault) -> [String] {
    [try host.tool("setsid"), "-f", try tool("runsv", of: "runit"), paths.dhcpService]
  }
}
