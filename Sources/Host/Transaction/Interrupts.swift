import Glibc
import Posix

// Read by the signal handler: plain numbers, set before the handler is.
nonisolated(unsafe) private var writeEnd: Int32 = -1
nonisolated(unsafe) private var readEnd: Int32 = -1
nonisolated(unsafe) private var first: Int32 = 0
nonisolated(unsafe) private var count = 0

/// INT, TERM and HUP while a plan is applied. The first takes the transaction back, the second stops at once.
public enum Interrupts {
  /// From now on the signals are noted instead of ending the process; one that is ignored (nohup) stays so.
  /// To be called before the first `Transaction.begin`. Without descriptors left they end the process as before, and a
  /// recovery takes back what it did.
  public static func watch() {
    guard writeEnd < 0, let pipe = try? Pipe.make(nonblocking: true) else { return }
    (readEnd, writeEnd) = pipe
    // A program at the other end of a pipe may leave first.
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number) { number in
        let kept = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(writeEnd, &byte, 1)
        errno = kept
      }
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
  }

  /// The first signal that arrived: the host raises it again at its end.
  public static var received: Int32? {
    drain()
    return count > 0 ? first : nil
  }

  /// How many arrived.
  static var arrived: Int {
    drain()
    return count
  }

  /// Readable when a signal has arrived; -1 where none is watched.
  static var descriptor: Int32 { readEnd }

  private static func drain() {
    guard readEnd >= 0 else { return }
    var byte: UInt8 = 0
    while read(readEnd, &byte, 1) == 1 {
      if count == 0 { first = Int32(byte) }
      count += 1
    }
  }
}
