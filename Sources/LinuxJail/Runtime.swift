import Glibc
import Platform
import Posix

/// The container runtime under the jails: crun, or runc.
struct Runtime: Sendable, Equatable {
  enum Kind: String, Sendable { case crun, runc }

  let kind: Kind
  let program: String

  /// Those that are installed, the faster one first.
  static func installed() -> [Runtime] {
    [Kind.crun, .runc].compactMap { kind in
      Command.search(kind.rawValue, in: Site.programs).map { Runtime(kind: kind, program: $0) }
    }
  }

  /// The one that started a jail.
  init?(_ state: RunState) {
    guard let runtime = state.runtime, let kind = Kind(rawValue: runtime.kind) else { return nil }
    self.init(kind: kind, program: runtime.program)
  }

  init(kind: Kind, program: String) {
    self.kind = kind
    self.program = program
  }

  var record: RunState.Runtime { RunState.Runtime(kind: kind.rawValue, program: program) }

  /// The runtime's own state lies in the jail's folder and goes with it.
  func arguments(_ folder: String, _ verb: [String]) -> [String] {
    let options = kind == .crun ? ["--cgroup-manager=disabled"] : []
    return [program] + options + ["--root", "\(folder)/\(kind.rawValue)"] + verb
  }

  /// crun refuses a host with both versions of cgroups even when it shall not use any, so it doesn't get to see that.
  var hidden: [String]? {
    let unified = "/sys/fs/cgroup/unified"
    guard kind == .crun, let kind = try? Files.filesystem(unified), kind.magic == 0x6367_7270 else {
      return nil
    }
    return [unified]
  }

  func command(_ folder: String, _ verb: [String]) -> Command {
    var environment = ["PATH": Site.programs.joined(separator: ":")]
    // So that no jail can write to it, crun starts itself again from a read-only mount, which takes it 2 ms. Started from
    // one and told so, it doesn't.
    if kind == .crun { environment["_LIBCONTAINER_CLONED_BINARY"] = "1" }
    var command = Command(arguments(folder, verb), environment: environment)
    command.isReadOnly = kind == .crun
    command.detachedMounts = hidden
    return command
  }

  /// Starts the jail's init; its pid.
  /// - Parameter lock: a descriptor of `Site.entry`. The runtime has it too: whoever cleans up after linux-jail waits
  ///   until the runtime has noted what it started, or nobody could tell.
  /// - Parameter started: called while the runtime works.
  func run(_ name: String, _ folder: String, root: String, lock: Int32, started: () -> Void) throws(JailError) -> Int {
    let pidFile = "\(folder)/pid"
    let verb = ["run", "--detach", "--pid-file", pidFile, "--bundle", folder, name]
    var command = command(folder, verb)
    // Without cgroups nothing else keeps a jail from the device nodes that lie in its root. FreeBSD knows none there.
    command.detachedMounts = hidden ?? []
    command.withoutDevices = root
    command.extra = lock
    // A signal to linux-jail's group would end it between the start and the note.
    command.group = .own
    let outcome = try naming(name) { () throws(PosixError) in try command.run(keep: 4096, started: started) }
    guard outcome.status.success else {
      throw JailError(jail: name, "\(kind.rawValue): \(Self.reason(outcome))")
    }
    let text = (try? Files.text(pidFile, limit: 32)) ?? ""
    guard let pid = Int(text.filter { $0 != "\n" }), pid > 1 else {
      throw JailError(jail: name, "\(kind.rawValue): left no pid")
    }
    return pid
  }

  /// Forgets a jail whose init is dead.
  func delete(_ name: String, _ folder: String) {
    // crun without cgroups keeps nothing outside of the folder, which goes anyway.
    if kind == .crun { return }
    _ = try? command(folder, ["delete", name]).run(milliseconds: 10_000)
  }

  /// Kills what a dead linux-jail left without having noted its pid.
  func deleteByForce(_ name: String, _ folder: String) {
    guard Files.exists("\(folder)/\(kind.rawValue)") else { return }
    _ = try? command(folder, ["delete", "--force", name]).run(milliseconds: 30_000)
  }

  /// Descriptor 3 holds the process (`JailProcess.file`).
  func execVerb(_ name: String, detach: Bool = false) -> [String] {
    ["exec"] + (detach ? ["--detach"] : []) + ["--process", "/proc/self/fd/3", name]
  }

  private static func reason(_ outcome: Command.Outcome) -> String {
    let text = String(decoding: outcome.error, as: UTF8.self)
    let last = text.split(separator: "\n").last.map(String.init) ?? ""
    return last.isEmpty ? outcome.status.description : last
  }
}
