import Platform
import Posix
import Wire

/// The host's own programs whose answers are facts.
struct HostProgram {
  let tools: Tools
  init(_ tools: Tools) { self.tools = tools }

  /// Milliseconds for one of them to answer.
  private static let patience: Int64 = 30_000

  /// What it writes.
  /// - Throws: a fault where it is not installed, fails or gives no answer.
  func output(_ name: String, _ arguments: [String]) throws(Fault) -> String {
    guard let path = tools.find(name) else { throw Fault(.unavailable, "the program \(name) is not installed") }
    let command = Command(
      [path] + arguments, environment: ["LC_ALL": "C", "PATH": Tools.folders.joined(separator: ":")], directory: "/")
    let shown = ([name] + arguments).joined(separator: " ")
    let outcome: Command.Outcome
    do {
      outcome = try command.run(keep: 16 << 20, milliseconds: Self.patience)
    } catch {
      throw Fault(.failed, "\(shown) can't be run", error)
    }
    if outcome.timedOut { throw Fault(.failed, "\(shown) gave no answer in \(Self.patience / 1000) s") }
    guard outcome.status.success else {
      let said = String(decoding: outcome.error, as: UTF8.self)
      throw Fault(.failed, "\(shown): \(outcome.status)", cause: Printable.clean(said, lines: true))
    }
    return String(decoding: outcome.output, as: UTF8.self)
  }
}
