import Platform
import Posix
import Wire

/// Runs the commands of a step to their end, again while they fail and its patience lasts.
struct Programs {
  let watch: Watch
  let paths: Paths
  /// Held during each try, not between them: probes need it too.
  var lock: String?
  /// Milliseconds for which a failing command is tried again.
  var retry: Int64 = 0
  /// Whether another try makes sense after one that failed.
  var mayTryAgain: () -> Bool = { true }
  /// Told of the processes as soon as they run.
  var started: ([ProcessMark]) -> Void = { _ in }

  func run(_ parts: [[String]]) throws(StepError) {
    let patience = Clock.monotonic() + retry
    // zfs-fuse finds what is mounted busy at the first try, and no longer at the second.
    var pause: Int64 = 2
    while true {
      guard let failure = try once(parts) else { return }
      // A signal ends the patience even where the step itself is finished first.
      guard Clock.monotonic() + pause <= patience, Interrupts.arrived == 0, mayTryAgain() else {
        throw failure
      }
      if !Watch(signals: 1, deadline: watch.deadline).pause(milliseconds: pause) { throw failure }
      pause = min(pause * 2, 250)
    }
  }

  private func once(_ parts: [[String]]) throws(StepError) -> StepError? {
    let line = ShellLine.short(parts)
    let processes: Processes
    let end: Watch.End
    let held = if let lock { try StepLock.acquire(lock, paths, watch) } else { nil as FileLock? }
    do throws(PosixError) {
      processes = try Processes(parts)
    } catch {
      throw .failed(Fault(.failed, "\(line) can't be started", error), untouched: true)
    }
    started(processes.marks)
    do throws(PosixError) { end = try processes.wait(watch) } catch {
      throw .posix("\(line) can't be waited for", error, untouched: false)
    }
    _ = consume held
    switch end {
    case .signal: throw .interrupted
    case .time:
      throw .failed(
        Fault(.failed, "\(line) did not end in time", cause: processes.said), untouched: false)
    case .ready:
      guard let failure = processes.failure else { return nil }
      let blamed = parts.count > 1 ? ": \(ShellLine.short([parts[failure.index]]))" : ""
      // zfs(8) makes a dataset or finds that somebody else did: then it is not ours to take back.
      let isOthers = processes.said?.contains("already exists") ?? false
      // As cp(1) and tar(1), zfs(8), and either of them under a quota say it.
      let isFull = ["No space left on device", "out of space", "quota exceeded"].contains {
        processes.said?.contains($0) ?? false
      }
      return .failed(
        Fault(
          .failed, "\(line)\(blamed) \(failure.status)", cause: processes.said,
          hint: isFull ? "make room on that filesystem" : nil),
        untouched: isOthers)
    }
  }
}
