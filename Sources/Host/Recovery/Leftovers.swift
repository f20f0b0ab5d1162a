import Glibc
import Posix

/// Programs that outlive the process that started them.
enum Leftovers {
  /// Ends the groups that these processes led, and waits until they are gone.
  static func end(_ marks: [ProcessMark]) {
    for mark in marks where !members(mark).isEmpty {
      kill(-mark.pid, SIGTERM)
      if isGone(mark, within: 2_000) { continue }
      kill(-mark.pid, SIGKILL)
      _ = isGone(mark, within: 5_000)
    }
  }

  private static func isGone(_ mark: ProcessMark, within milliseconds: Int64) -> Bool {
    let end = Clock.monotonic() + milliseconds
    while !members(mark).isEmpty {
      guard Clock.monotonic() < end else { return false }
      Clock.pause(milliseconds: 5)
    }
    return true
  }

  private static func members(_ mark: ProcessMark) -> [Int32] {
    // Another process has the number now, and so the group.
    if let leader = ProcessMark.stat(of: mark.pid), leader.started != mark.started { return [] }
    let numbers = ((try? Files.list("/proc")) ?? []).compactMap { Int32($0) }
    return numbers.filter { number in
      guard let stat = ProcessMark.stat(of: number) else { return false }
      return stat.group == mark.pid && stat.state != "Z"
    }
  }
}
