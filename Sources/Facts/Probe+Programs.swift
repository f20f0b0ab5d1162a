import Platform
import Posix
import Wire

extension Probe {
  /// Milliseconds for one program to answer.
  private static let patience: Int64 = 30_000

  /// zfs(8) says the same "does not exist" for datasets, snapshots and pools; everything else it says is not an answer.
  func dataset(_ thing: Thing) throws(Fault) -> Bool {
    let parts = thing.value.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let wanted = thing.kind == .snapshot ? 2 : 1
    guard parts.count == wanted else {
      throw Probe.malformed(thing, "it is not a name of its kind")
    }
    if let fault = Name.faultOfDataset(String(parts[0])) { throw Probe.malformed(thing, fault) }
    if parts.count == 2, let fault = Name.faultOfImage(String(parts[1])) {
      throw Probe.malformed(thing, fault)
    }
    if let known = datasets?.contains(thing.value) { return known }
    let type = thing.kind == .snapshot ? "snapshot" : "filesystem,volume"
    return try ask(thing, "zfs", ["list", "-H", "-o", "name", "-t", type, thing.value]) { text in
      text.contains("does not exist") || text.contains("no such pool")
    }
  }

  /// Whether it runs.
  func jail(_ thing: Thing) throws(Fault) -> Bool {
    if let fault = Name.faultOfJail(thing.value) { throw Probe.malformed(thing, fault) }
    switch paths.system {
    case .linux:
      do { return try Files.lstat("\(paths.running)/\(thing.value)") != nil } catch {
        throw Probe.unknown(thing, error.description)
      }
    case .freeBSD:
      return try ask(thing, "jls", ["-j", thing.value, "jid"]) { $0.contains("not found") }
    }
  }

  private func ask(
    _ thing: Thing, _ program: String, _ arguments: [String], absent: (String) -> Bool
  ) throws(Fault) -> Bool {
    guard let path = find(program) else {
      throw Probe.unknown(thing, "\(program) is not installed")
    }
    let environment = ["LC_ALL": "C", "PATH": Tools.folders.joined(separator: ":")]
    var command = Command([path] + arguments, environment: environment, directory: "/")
    command.group = .own
    let outcome: Command.Outcome
    do {
      let lock = program == "zfs" ? try ZFSLock.wait() : nil
      outcome = try command.run(milliseconds: Self.patience)
      _ = consume lock
    } catch {
      throw Probe.unknown(thing, error.description)
    }
    if outcome.timedOut {
      throw Probe.unknown(thing, "\(program) gave no answer in \(Self.patience / 1000) s")
    }
    if outcome.status.success { return true }
    let said = String(decoding: outcome.error, as: UTF8.self)
    if outcome.status == .exited(1), absent(said) { return false }
    throw Probe.unknown(thing, said.isEmpty ? "\(program) \(outcome.status)" : said)
  }
}
