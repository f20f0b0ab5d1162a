import Glibc
import Platform
import Posix
import Wire

/// `jdhcp`: gives a jail's interface an address by DHCP, from outside of the jail, for as long as the jail lives.
enum DHCPCommand {
  /// Seconds within which a server has to answer.
  static let patience = 20

  static func run(_ arguments: [String], program: String) throws -> Int32 {
    // It starts itself, from another folder.
    let program = program.hasPrefix("/") ? program : Command.search("jdhcp", in: Site.programs) ?? program
    if let event = LeaseEvent(arguments, Environment.current(), program: program) { return try event.run() }
    var arguments = arguments
    let site = try Site(&arguments)
    let flags = try Flags(arguments, letters: "t:M")
    guard flags.operands.count >= 2 else {
      throw JailError("usage: jdhcp [--root DIR] [-t SECONDS] JAIL INTERFACE [ETHER [ADDRESS|dhcp|auto]...]")
    }
    let (jail, interface) = (flags.operands[0], flags.operands[1])
    if let fault = JailNames.fault(jail) { throw JailError(jail: jail, fault) }
    if let fault = Name.faultOfInterface(interface) { throw JailError(jail: jail, "\(interface): \(fault)") }
    let seconds = flags.value("t").map { Int($0) } ?? patience
    guard let seconds, (1...3600).contains(seconds) else {
      throw JailError("-t \(flags.value("t") ?? ""): not a number of seconds from 1 to 3600")
    }
    try site.requireRoot()
    guard let state = try StateStore(site: site).find(jail), let process = state.process else {
      throw JailError("jail \"\(jail)\" not found")
    }
    guard let netns = state.netns else { throw JailError(jail: jail, "it has no network stack of its own") }
    let guarded = Array(flags.operands.dropFirst(2))
    if !guarded.isEmpty, EpairGuard(interface: interface, words: guarded) == nil {
      throw JailError("\(guarded.joined(separator: " ")): not a hardware address with addresses behind it")
    }
    let client = DHCPClient(site: site, jail: jail, guarded: guarded)
    let monitor = DHCPMonitor(client: client, interface: interface, netns: netns, process: process)
    if flags.has("M") { return try monitor.run(program) }
    return try start(monitor, program, seconds)
  }

  /// Starts the monitor, and waits for the first lease.
  private static func start(_ monitor: DHCPMonitor, _ program: String, _ seconds: Int) throws(JailError) -> Int32 {
    let (client, interface) = (monitor.client, monitor.interface)
    let (site, jail) = (client.site, client.jail)
    _ = try client.program()
    try naming(jail) { () throws(PosixError) in
      let inside = try Network(namespace: monitor.netns)
      guard try inside.links().contains(where: { $0.name == interface }) else {
        throw PosixError("jdhcp", interface, errno: ENODEV)
      }
    }
    if client.isRunning { throw JailError(jail: jail, "a DHCP client runs already") }
    for path in [site.lease(jail), site.leaseError(jail)] { try? Files.unlink(path) }
    let root = site.paths.root
    var command = Command(
      [program] + (root.isEmpty ? [] : ["--root", root]) + ["-M", jail, interface] + client.guarded,
      environment: ["PATH": Site.programs.joined(separator: ":")], directory: "/")
    (command.output, command.error, command.group) = (.null, .null, .session)
    let child = try naming(jail) { () throws(PosixError) in try command.start() }
    let deadline = Clock.monotonic() + Int64(seconds) * 1000
    while Clock.monotonic() < deadline {
      if Files.exists(site.lease(jail)) { return 0 }
      // It ends with the jail.
      if ((try? child.wait(until: Clock.monotonic() + 5)) ?? nil) != nil { throw JailError(jail: jail, "it has ended") }
    }
    try? child.kill(SIGKILL)
    _ = try? child.wait()
    client.end()
    if let said = try? Files.text(site.leaseError(jail), limit: 4096) { throw JailError(jail: jail, said) }
    throw JailError(jail: jail, "no DHCP server answered on \(interface) in \(seconds) s")
  }
}
