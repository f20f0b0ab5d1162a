import CPosix
import Glibc
import Platform
import Posix

/// Keeps a jail's DHCP client running as long as the jail's first process lives, and no longer. It is a process of its
/// own, in the host's namespaces.
struct DHCPMonitor {
  let client: DHCPClient
  let interface: String
  let netns: String
  let process: RunState.Init

  /// Milliseconds between two attempts: the first, and the most.
  private static let pauses: ClosedRange<Int64> = 500...60_000

  func run(_ program: String) throws -> Int32 {
    let namespace = try Files.open(netns, O_RDONLY)
    let fd = cposix_pidfd(Int32(process.pid))
    if fd < 0 { return 0 }
    let jail = Descriptor.Box(fd)
    var pause = Self.pauses.lowerBound
    while Liveness.identify(process.pid)?.start == process.start {
      let begun = Clock.monotonic()
      if let child = try? client.start(on: interface, netns: namespace.raw, script: program) {
        if !waits(for: child, jail) {
          end(child)
          return 0
        }
        _ = try? child.wait()
      }
      let worked = Clock.monotonic() - begun > Self.pauses.upperBound
      pause = worked ? Self.pauses.lowerBound : min(pause * 2, Self.pauses.upperBound)
      if cposix_poll_in(jail.fd, Int32(pause)) == 1 { return 0 }
    }
    return 0
  }

  /// By the process itself: the jail's folder, where it is noted, may be gone.
  private func end(_ child: Child) {
    try? child.kill(SIGTERM)
    if ((try? child.wait(until: Clock.monotonic() + DHCPClient.grace)) ?? nil) != nil { return }
    try? child.kill(SIGKILL)
    _ = try? child.wait()
  }

  /// Until one of them ends; false: it is the jail.
  private func waits(for child: Child, _ jail: Descriptor.Box) -> Bool {
    let fd = cposix_pidfd(child.pid)
    if fd < 0 { return true }
    let other = Descriptor.Box(fd)
    var polled = [jail.fd, other.fd].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    while poll(&polled, 2, -1) < 0 && errno == EINTR {}
    return polled[0].revents == 0
  }
}
