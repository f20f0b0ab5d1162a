import JailConf
import Posix

/// jail(8).
enum JailCommand {
  static let usage = """
    usage: jail [-qvi] [-f FILE] -c|-r|-R|-rc [NAME ... | '*']
           jail [-qvi] -c PARAMETER=VALUE ... [command=COMMAND ...]
           jail [-f FILE] -e SEPARATOR
    """

  static func run(_ arguments: [String]) throws -> Int32 {
    var arguments = arguments
    let site = try Site(&arguments)
    let flags = try Flags(arguments, letters: "cmrRCqvilhdf:p:J:n:s:u:U:e:")
    if let refusal = refused(flags) { throw JailError(refusal) }
    if let separator = flags.value("e") { return try Export.run(flags, site, separator) }
    let creates = flags.has("c")
    let removes = flags.has("r") || flags.has("R")
    guard creates || removes else { throw JailError(usage) }
    try site.requireRoot()
    var run = JailRun(site: site, flags: flags, document: nil)
    do { run.document = try document(flags, site) } catch {
      // -R runs no command of the conf, so a broken one is no obstacle.
      guard flags.has("R"), !creates, !flags.operands.isEmpty else { throw error }
    }
    run.operands = flags.operands
    if creates, flags.operands.contains(where: { $0.contains("=") }) {
      let (document, name) = try OperandConf.document(flags.operands)
      run.document = document
      run.operands = [name]
    }
    var status: Int32 = 0
    if removes { status = max(status, run.remove(thenCreating: creates)) }
    if creates { status = max(status, run.create()) }
    return status
  }

  private static func refused(_ flags: Flags) -> String? {
    let reasons: [(Character, String)] = [
      ("m", "a running jail can't be changed"), ("C", "-r cleans up what a dead jail left"),
      ("h", "ip_hostname"), ("J", "the state is in the run directory"), ("s", "securelevel"),
      ("u", "say exec.jail_user"), ("U", "say exec.jail_user"), ("n", "say name="),
      ("l", "say exec.clean"),
    ]
    return reasons.first { flags.has($0.0) }.map { "-\($0.0) is not supported on Linux: \($0.1)" }
  }

  /// The configuration that was named, or the usual one if there is any.
  private static func document(_ flags: Flags, _ site: Site) throws -> Document? {
    if let file = flags.value("f") { return try ConfLoader.load(file) }
    guard Files.exists(site.configuration) else { return nil }
    return try ConfLoader.load(site.configuration)
  }
}
