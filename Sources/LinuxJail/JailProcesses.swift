import CPosix
import Glibc
import Posix

/// The processes of a jail: those in the process namespace of its init.
struct JailProcesses {
  let initPID: Int
  private let namespace: String?

  init(init pid: Int) {
    initPID = pid
    namespace = try? Files.readLink("/proc/\(pid)/ns/pid")
  }

  /// All but the init itself, zombies left out.
  func others() -> [Int] {
    guard namespace != nil, let names = try? Files.list("/proc") else { return [] }
    return names.compactMap { Int($0) }.filter { $0 != initPID && contains($0) }
  }

  private func contains(_ pid: Int) -> Bool {
    // A zombie has no namespaces any more.
    (try? Files.readLink("/proc/\(pid)/ns/pid")) == namespace
  }

  /// Sends `signal` to all but the init; their descriptors for waiting.
  func signal(_ signal: Int32) -> [Descriptor.Box] {
    others().compactMap { pid in
      let fd = cposix_pidfd(Int32(pid))
      if fd < 0 { return nil }
      let box = Descriptor.Box(fd)
      // Between the look and the opening the number may have become another's.
      guard contains(pid), cposix_pidfd_signal(fd, signal) == 0 else { return nil }
      return box
    }
  }

  /// TERM to all, then waits until all are gone or `seconds` are over. Those born meanwhile are told too.
  func terminate(seconds: Int) {
    let deadline = Clock.monotonic() + Int64(seconds) * 1000
    while true {
      let waiting = signal(SIGTERM)
      if waiting.isEmpty { return }
      for box in waiting {
        let left = deadline - Clock.monotonic()
        if left <= 0 { return }
        _ = cposix_poll_in(box.fd, Int32(min(left, 3_600_000)))
      }
      if Clock.monotonic() >= deadline { return }
    }
  }

  /// Kills the init, and with it, by the kernel, all others; returns when they are gone.
  static func kill(_ pid: Int, isStill: () -> Bool) {
    let fd = cposix_pidfd(Int32(pid))
    if fd < 0 { return }
    let box = Descriptor.Box(fd)
    guard isStill() else { return }
    _ = cposix_pidfd_signal(box.fd, SIGKILL)
    // The kernel reports the init's end only after that of the whole namespace.
    while cposix_poll_in(box.fd, 10_000) == -EINTR {}
  }
}

extension Descriptor {
  /// A descriptor that may stand in an array.
  final class Box {
    let fd: Int32
    init(_ fd: Int32) { self.fd = fd }
    deinit { close(fd) }
  }
}
