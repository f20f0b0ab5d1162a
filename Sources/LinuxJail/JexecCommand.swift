import Glibc
import Platform
import Posix

/// jexec(8). This process becomes the container runtime, so that status, signals and terminal pass through.
enum JexecCommand {
  static func run(_ arguments: [String]) throws -> Int32 {
    var arguments = arguments
    let site = try Site(&arguments)
    let flags = try Flags(arguments, letters: "lnd:e:u:U:")
    guard let operand = flags.operands.first else {
      throw JailError(
        "usage: jexec [-l] [-d DIRECTORY] [-e NAME=VALUE] [-u USER | -U USER] JAIL [COMMAND ...]")
    }
    if flags.has("u") && flags.has("U") { throw JailError("-u and -U exclude each other") }
    try site.requireRoot()
    guard let state = try StateStore(site: site).find(operand) else {
      throw JailError("jail \"\(operand)\" not found")
    }
    guard let runtime = Runtime(state), let process = state.process else {
      throw JailError("jail \"\(operand)\" not found")
    }
    let root = "/proc/\(process.pid)/root"
    var session = try JexecSession(flags, root: root, terminal: Terminal.isTerminal(0))
    session.process.capabilities = try JexecSession.capabilities(of: process.pid)
    session.process.arguments = try session.command(Array(flags.operands.dropFirst()))

    let file = try session.process.file()
    // The runtime finds the process's description as descriptor 3.
    guard dup2(file.raw, 3) == 3 || file.raw == 3 else { throw PosixError("dup2", errno: errno) }
    if file.raw == 3 { _ = fcntl(3, F_SETFD, 0) }
    if let hidden = runtime.hidden { try Mounts.separate(detaching: hidden) }
    let folder = site.folder(state.name)
    try runtime.command(folder, runtime.execVerb(state.name)).replaceProcess()
  }
}
