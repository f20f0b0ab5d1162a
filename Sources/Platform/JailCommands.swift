import Wire

/// jail(8) and jexec(8) as steps. Linux's have the same meaning; a scratch root is the one thing they must be told.
public struct JailCommands: Sendable {
  let host: HostFact

  public init(_ host: HostFact) { self.host = host }

  private func command(_ tool: String) throws(Fault) -> [String] {
    let root = host.paths.system == .linux ? host.paths.root : ""
    return [try host.tool(tool)] + (root.isEmpty ? [] : ["--root", root])
  }

  func jail(_ mode: String, _ name: String, conf: String? = nil) throws(Fault) -> [String] {
    try command("jail") + ["-f", conf ?? host.paths.conf(of: name), mode, name]
  }

  public func start(_ name: String) throws(Fault) -> Step {
    Step(
      "\(name)/start", section: "Start commands", .run(try jail("-c", name)), absent: [Thing(.jail, name)],
      undo: .action(.run(try jail("-r", name))))
  }

  /// `forced`: without the jail's own stop commands.
  public func stop(_ name: String, forced: Bool = false) throws(Fault) -> Step {
    Step(
      "\(name)/stop", section: "Stop commands", .run(try jail(forced ? "-R" : "-r", name)), gone: [Thing(.jail, name)],
      undo: .action(.run(try jail("-c", name))))
  }

  /// A command inside, with the caller's terminal.
  public func execute(_ arguments: [String]) throws(Fault) -> [String] { try command("jexec") + arguments }
}
