import Platform
import Posix

/// Whether jails run, by /proc alone.
enum Liveness {
  static let boot: String = {
    let text = (try? Files.text("/proc/sys/kernel/random/boot_id", limit: 64)) ?? ""
    return text.filter { $0 != "\n" }
  }()

  static func stat(_ pid: Int) -> String? {
    guard let bytes = try? Files.read("/proc/\(pid)/stat", limit: 4096) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The init as it is now, for keeping.
  static func identify(_ pid: Int) -> RunState.Init? {
    guard let text = stat(pid), let process = ProcessStat(text), process.isAlive else { return nil }
    return RunState.Init(pid: pid, start: process.start, boot: boot)
  }

  static func initIsAlive(_ state: RunState) -> Bool {
    guard let process = state.process, let text = stat(process.pid) else { return false }
    return process.matches(stat: text, boot: boot)
  }

  /// A jail without persist is gone once our pausing init is alone in it, as FreeBSD's is.
  static func isRunning(_ state: RunState) -> Bool {
    guard initIsAlive(state) else { return false }
    if state.persist || state.phase == .starting { return true }
    return state.process.map { !JailProcesses(init: $0.pid).others().isEmpty } ?? false
  }
}
