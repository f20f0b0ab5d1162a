import Glibc
import Platform
import Posix
import Wire

/// A call by udhcpc(8), whose script this program is as well: what it says becomes the interface's configuration.
struct LeaseEvent {
  private let site: Site
  private let jail: String
  private let interface: String
  private let event: String
  private let variables: [String: String]
  private let program: String

  /// What tells such a call from others, and whose it is.
  static func environment(jail: String, root: String, guarded: [String]) -> [String: String] {
    var variables = ["PATH": Site.programs.joined(separator: ":"), "jdhcp_jail": jail, "jdhcp_root": root]
    variables["jdhcp_monitor"] = "\(getpid())"
    if !guarded.isEmpty { variables["jdhcp_guard"] = guarded.joined(separator: " ") }
    return variables
  }

  /// `nil` where it is none.
  init?(_ arguments: [String], _ variables: [String: String], program: String) {
    guard arguments.count == 1, let jail = variables["jdhcp_jail"], let root = variables["jdhcp_root"],
      let interface = variables["interface"]
    else { return nil }
    site = Site(root: root)
    event = arguments[0]
    self.jail = jail
    self.interface = interface
    self.variables = variables
    self.program = program
  }

  func run() throws -> Int32 {
    do throws(JailError) {
      switch event {
      case "deconfig": try deconfigure()
      case "bound", "renew": try configure()
      default: break
      }
      return 0
    } catch {
      try? Files.write(Array(error.message.utf8), to: site.leaseError(jail), mode: 0o644, sync: false)
      throw error
    }
  }

  private func deconfigure() throws(JailError) {
    if let old = JailLease(file: site.lease(jail)) { forget(old) }
    try ip(["link set \(interface) up"])
  }

  private func configure() throws(JailError) {
    let lease = try JailLease(environment: variables)
    let old = JailLease(file: site.lease(jail))
    if let old, old.address != lease.address { forget(old) }
    let broadcast = lease.broadcast.map { " broadcast \($0.host)" } ?? ""
    var lines = ["address replace \(lease.address.text)\(broadcast) dev \(interface)"]
    if let gateway = lease.gateway {
      // With a prefix length of 32 no gateway is in the interface's network.
      let isNear = lease.address.contains(gateway)
      lines.append("route replace default via \(gateway.host) dev \(interface)" + (isNear ? "" : " onlink"))
    }
    try load(lease)
    try ip(lines)
    try naming(jail) { () throws(PosixError) in
      try Files.write(lease.json.bytes, to: site.lease(jail), mode: 0o644, sync: false)
    }
    if let old, old.address != lease.address { reload() }
  }

  /// The guard, with the address that is the jail's now.
  private func load(_ lease: JailLease) throws(JailError) {
    guard let text = variables["jdhcp_guard"], interface.hasSuffix("b") else { return }
    let words = text.split(separator: " ").map(String.init) + [lease.address.host]
    // The host's end of epair6b is epair6a.
    if let rules = EpairGuard(interface: interface.dropLast() + "a", words: words) {
      try GuardCommand.load(rules.text, network: outside())
    }
  }

  /// The host's network namespace, which the monitor is in; udhcpc and all that it starts are in the jail's.
  private func outside() throws(JailError) -> Descriptor.Box {
    guard let monitor = variables["jdhcp_monitor"].flatMap({ Int($0) }) else { throw JailError("it has no monitor") }
    return try naming(jail) { () throws(PosixError) in
      Descriptor.Box(try Files.open("/proc/\(monitor)/ns/net", O_RDONLY).release())
    }
  }

  /// An address that is no longer this jail's; somebody inside may have removed it already.
  private func forget(_ lease: JailLease) {
    try? ip(["address delete \(lease.address.text) dev \(interface)"])
  }

  private func ip(_ lines: [String]) throws(JailError) {
    guard let ip = Command.search("ip", in: Site.programs) else { throw JailError("ip is not installed") }
    try run([ip, "-n", jail, "-4", "-batch", "-"], input: lines.map { $0 + "\n" }.reduce("", +))
  }

  private func run(_ argv: [String], input text: String) throws(JailError) {
    let command = Command(argv, directory: "/")
    let outcome = try naming(jail) { () throws(PosixError) in
      try command.run(input: Array(text.utf8), keep: 4096, milliseconds: 10_000)
    }
    if !outcome.status.success {
      throw JailError("\(interface) can't be configured: \(String(decoding: outcome.error, as: UTF8.self))")
    }
  }

  /// Rules of the host that speak of the jail's address speak of the new one then.
  private func reload() {
    let root = site.paths.root
    var command = Command(
      ["\(Files.split(program).directory)/jailer"] + (root.isEmpty ? [] : ["--root", root]) + ["network", "reload"],
      environment: ["PATH": Site.programs.joined(separator: ":"), "HOME": "/root"], directory: "/")
    command.group = .own
    guard let network = try? outside() else { return }
    command.network = network.fd
    _ = try? command.run(keep: 4096, milliseconds: 60_000)
    withExtendedLifetime(network) {}
  }
}
