import Glibc
import Posix

// For the signal handler: set before it is.
nonisolated(unsafe) private var terminal: Int32 = -1
nonisolated(unsafe) private var saved = termios()

/// While a secret is typed the terminal shows nothing; a signal that ends jailer then must not leave it like that.
struct EchoGuard {
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private let before: [(number: Int32, handler: (@convention(c) (Int32) -> Void)?)]

  /// `nil` without a terminal.
  init?() {
    guard let file = try? Files.open("/dev/tty", O_RDWR), tcgetattr(file.raw, &saved) == 0 else { return nil }
    terminal = file.release()
    before =
      Self.signals.map { number in
        let handler = signal(number) { number in
          tcsetattr(terminal, TCSANOW, &saved)
          signal(number, SIG_DFL)
          raise(number)
        }
        return (number, handler)
      } + [(SIGTSTP, signal(SIGTSTP, SIG_IGN))]
  }

  func end() {
    for (number, handler) in before { signal(number, handler) }
    close(terminal)
    terminal = -1
  }
}
