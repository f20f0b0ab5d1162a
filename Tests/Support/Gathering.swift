import CWorld
import Foundation

/// Feeds one child's input and gathers its output until it ends.
struct Gathering {
  private(set) var output: [UInt8] = []
  private(set) var error: [UInt8] = []
  private var input: ArraySlice<UInt8>
  private let pidfd: Int32
  private var inputOpen: Bool
  private let inputEnd: Int32
  private var ends: [Int32]

  init(input: [UInt8], pipes: Child.Pipes, pidfd: Int32) {
    self.input = input[...]
    self.pidfd = pidfd
    inputEnd = pipes.input
    inputOpen = pipes.input >= 0
    ends = [pipes.output, pipes.error]
    for fd in [pipes.input, pipes.output, pipes.error] where fd >= 0 {
      _ = fcntl(fd, F_SETFL, O_NONBLOCK)
    }
    // A child that doesn't read its input is no reason for this process to end.
    signal(SIGPIPE, SIG_IGN)
  }

  /// True when the child ended in time.
  mutating func untilEnd(limit: Double) -> Bool {
    let deadline = ContinuousClock.now + .seconds(limit)
    while true {
      if inputOpen && input.isEmpty { closeInput() }
      var polls = [pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)]
      polls += ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      polls.append(pollfd(fd: inputOpen ? inputEnd : -1, events: Int16(POLLOUT), revents: 0))
      let left = deadline - ContinuousClock.now
      guard left > .zero else { return false }
      let milliseconds = Int32(min(left / .milliseconds(1) + 1, 3_600_000))
      if poll(&polls, nfds_t(polls.count), milliseconds) < 0 && errno != EINTR { return false }
      for i in 0..<2 where polls[i + 1].revents != 0 { take(i) }
      if polls[3].revents != 0 { give() }
      if polls[0].revents != 0 { return true }
    }
  }

  /// Takes what is left. True when someone else still holds the other end.
  mutating func drain() -> Bool {
    if inputOpen { closeInput() }
    take(0)
    take(1)
    return ends.contains { $0 >= 0 }
  }

  private mutating func closeInput() {
    // The number belongs to Child, which closes it later.
    cworld_nullify(inputEnd)
    inputOpen = false
  }

  private mutating func give() {
    let sent = input.withUnsafeBytes { write(inputEnd, $0.baseAddress, $0.count) }
    if sent > 0 {
      input = input.dropFirst(sent)
    } else if errno != EAGAIN && errno != EINTR {
      input = []
    }
  }

  private mutating func take(_ which: Int) {
    guard ends[which] >= 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(ends[which], &buffer, buffer.count)
      if count > 0 {
        if which == 0 { output += buffer[..<count] } else { error += buffer[..<count] }
      } else if count < 0 && errno == EINTR {
        continue
      } else {
        if count == 0 { ends[which] = -1 }
        return
      }
    }
  }
}
