import Glibc
import Platform
import Posix

/// Runs the exec.* commands of a jail.
struct Hooks {
  let settings: Settings
  let folder: String
  let jid: Int
  var verbose = false

  /// The commands of a stage, one after the other; the first failure ends it.
  func run(_ stage: Settings.Stage, in runtime: Runtime? = nil) throws(JailError) {
    for line in settings.commands(stage) {
      let words = Words(line)
      if words.arguments.isEmpty { continue }
      if verbose {
        Console.write("\(settings.name): run command\(stage.isInside ? " in jail" : ""): \(line)\n")
      }
      if stage.isInside {
        guard let runtime else {
          throw JailError(jail: settings.name, "\(line): the jail isn't running")
        }
        try runInside(words, runtime)
      } else {
        try runOnHost(words)
      }
    }
  }

  private func runOnHost(_ words: Words) throws(JailError) {
    let arguments = try found(words)
    var command = Command(
      arguments, environment: environment(nil), directory: settings.systemUser == nil ? nil : "/")
    command.input = .inherit
    if let name = settings.systemUser {
      let user = try HostUsers.user(name, jail: settings.name)
      command.credentials = Command.Credentials(
        uid: user.user.uid, gid: user.user.gid, groups: user.groups)
      command.environment = environment(user.user)
    }
    try run(command, words) { [] }
  }

  private func runInside(_ words: Words, _ runtime: Runtime) throws(JailError) {
    var process = JailProcess(arguments: words.arguments, settings: settings)
    process.environment = environment(nil)
    if let name = settings.jailUser {
      let user =
        settings.systemJailUser
        ? try HostUsers.user(name, jail: settings.name)
        : try HostUsers.user(name, jail: settings.name, root: settings.path)
      (process.uid, process.gid, process.groups) = (user.user.uid, user.user.gid, user.groups)
      process.environment = environment(user.user)
    }
    let file = try naming(settings.name) { () throws(PosixError) in try process.file() }
    let log = try console()
    var command = runtime.command(folder, runtime.execVerb(settings.name, detach: words.background))
    command.extra = file.raw
    command.input = .inherit
    if let log {
      command.output = .descriptor(log.fd)
      command.error = .descriptor(log.fd)
    }
    defer { withExtendedLifetime(log) {} }
    try run(command, words, waits: true) { Self.children(of: $0) }
  }

  /// `victims`: what to kill besides the command itself when its time is over.
  private func run(
    _ command: Command, _ words: Words, waits: Bool = false, victims: (Int32) -> [Int32]
  ) throws(JailError) {
    let child: Child
    do throws(PosixError) { child = try command.start() } catch {
      throw JailError(
        jail: settings.name, "\(words.line): \(error.path ?? error.call): \(error.reason)")
    }
    if words.background && !waits { return }
    let deadline = settings.timeout > 0 ? Clock.monotonic() + Int64(settings.timeout) * 1000 : nil
    let status = try naming(settings.name) { () throws(PosixError) in
      try child.wait(until: deadline)
    }
    guard let status else {
      for pid in victims(child.pid) + [child.pid] { kill(pid, SIGKILL) }
      _ = try? child.wait()
      throw JailError(jail: settings.name, "\(words.line): timed out")
    }
    switch status {
    case .exited(0): return
    case .exited: throw JailError(jail: settings.name, "\(words.line): failed")
    case .signalled(let signal):
      throw JailError(jail: settings.name, "\(words.line): exited on signal \(signal)")
    }
  }

  private func run(_ command: Command, _ words: Words, victims: () -> [Int32]) throws(JailError) {
    try run(command, words, waits: false) { _ in victims() }
  }

  private static func children(of pid: Int32) -> [Int32] {
    let text = (try? Files.text("/proc/\(pid)/task/\(pid)/children")) ?? ""
    return text.split(separator: " ").compactMap { Int32($0) }
  }
}
