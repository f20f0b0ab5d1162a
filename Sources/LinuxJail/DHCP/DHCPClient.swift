import CPosix
import Glibc
import Platform
import Posix

/// The DHCP client of a jail: busybox's udhcpc of the host, in the jail's network namespace and outside of all else that
/// is the jail's.
struct DHCPClient {
  let site: Site
  let jail: String
  /// What `EpairGuard.init(interface:words:)` takes; empty where the jail has no guard.
  var guarded: [String] = []

  /// Milliseconds for it to tell the server that the address is free.
  static let grace: Int64 = 1_000

  func program() throws(JailError) -> String {
    guard let busybox = Command.search("busybox", in: Site.programs) else {
      throw JailError(jail: jail, "busybox is not installed: its udhcpc is the DHCP client of jails")
    }
    return busybox
  }

  /// Starts it and notes which process it is. It is told to end when its monitor dies, in whatever way.
  /// - Parameter script: what it calls with each event: this very program.
  func start(on interface: String, netns: Int32, script: String) throws(JailError) -> Child {
    var arguments = [
      try program(), "udhcpc", "-f", "-R", "-i", interface, "-s", script, "-x", "hostname:\(jail)",
      // Milliseconds to ask whether somebody has the address; seconds between attempts.
      "-a200", "-t", "4", "-T", "1", "-A", "2",
    ]
    if let known = JailLease(file: site.lease(jail)) { arguments += ["-r", known.address.host] }
    var command = Command(
      arguments,
      environment: LeaseEvent.environment(jail: jail, root: site.paths.root, guarded: guarded), directory: "/")
    (command.output, command.error) = (.null, .null)
    command.network = netns
    command.parentDeathSignal = SIGTERM
    let child = try naming(jail) { () throws(PosixError) in try command.start() }
    if let process = Liveness.identify(Int(child.pid)) {
      try? Files.write(
        Array("\(process.pid) \(process.start)\n".utf8), to: site.client(jail), mode: 0o644, sync: false)
    }
    return child
  }

  var isRunning: Bool { open() != nil }

  /// Ends it: TERM, by which it gives the address back, then KILL. Without one, that is one look for a file.
  func end() {
    guard let process = open() else { return }
    _ = cposix_pidfd_signal(process.fd, SIGTERM)
    let deadline = Clock.monotonic() + Self.grace
    while Clock.monotonic() < deadline {
      if cposix_poll_in(process.fd, Int32(max(deadline - Clock.monotonic(), 0))) != -EINTR { break }
    }
    _ = cposix_pidfd_signal(process.fd, SIGKILL)
    try? Files.unlink(site.client(jail))
  }

  /// The process that was noted, if it is still that one.
  private func open() -> Descriptor.Box? {
    guard let text = try? Files.text(site.client(jail), limit: 64) else { return nil }
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    guard numbers.count == 2, numbers[0] > 0 else { return nil }
    let fd = cposix_pidfd(Int32(truncatingIfNeeded: numbers[0]))
    if fd < 0 { return nil }
    let process = Descriptor.Box(fd)
    // What the number stands for is known only once it is held.
    return Liveness.identify(numbers[0])?.start == numbers[1] ? process : nil
  }
}
