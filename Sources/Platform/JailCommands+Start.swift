import JailConf
import Wire

extension JailCommands {
  /// All that a start needs. On FreeBSD jail(8) runs no command of the conf after one that failed: the epair that
  /// exec.prestart made would stay.
  /// - Parameter epair: the jail's, `nil` if it has none. `interfaces`: those of the host.
  public func starting(_ name: String, epair: Epair?, interfaces: [InterfaceFact]) throws(Fault) -> [Step] {
    let start = try start(name)
    guard let epair else { return [start] }
    guard host.paths.system == .freeBSD else {
      return epair.exists(in: interfaces) ? [Self.goneStep(epair), start] : [start]
    }
    guard !epair.exists(in: interfaces) else {
      // The conf's own commands say what is wrong with somebody else's.
      return epair.isLeft(in: interfaces) ? [try destroy(epair), try proof(epair), start] : [start]
    }
    return [try proof(epair), start]
  }

  /// For a new root. Changes nothing: proves that nothing is mounted on its /dev, so that the undo may unmount what a
  /// jail(8) that was killed has mounted there; it would keep the root busy.
  public func devices(of name: String, at root: String) throws(Fault) -> [Step] {
    guard host.paths.system == .freeBSD else { return [] }
    let devices = Thing(.mount, "\(root)/dev")
    return [
      Step(
        "\(name)/devices", section: "Start commands", .wait(gone: [devices], atMost: 0), absent: [devices],
        undo: .action(.run([try host.tool("umount"), devices.value])))
    ]
  }

  /// The same for a jail that is there already.
  public func starting(_ jail: JailFact, interfaces: [InterfaceFact]) throws(Fault) -> [Step] {
    try starting(jail.name, epair: Epair(of: jail), interfaces: interfaces)
  }

  /// The same behind its stop, which takes its epair away.
  public func startingAgain(_ jail: JailFact) throws(Fault) -> [Step] {
    let starting = try starting(jail, interfaces: [])
    guard host.paths.system == .freeBSD, let epair = Epair(of: jail) else { return starting }
    return [Self.goneStep(epair)] + starting
  }

  /// Waits for an epair that is going: on FreeBSD interfaces come back from a jail in their own time, on Linux that of
  /// a jail that was killed goes some milliseconds after its network namespace.
  private static func goneStep(_ epair: Epair) -> Step {
    Step(
      "\(epair.jail)/epair-gone", section: "Stop commands",
      .wait(gone: [Thing(.interface, epair.outer)], atMost: patience), undo: .nothing)
  }

  /// Milliseconds for an interface to come back from a jail that is gone.
  private static let patience = 10_000

  /// An epair that a failed start or a crash left.
  public func cleaning(_ jail: JailFact, interfaces: [InterfaceFact]) throws(Fault) -> [Step] {
    guard host.paths.system == .freeBSD, let epair = Epair(of: jail), epair.isLeft(in: interfaces) else { return [] }
    return [try destroy(epair)]
  }

  private func destroy(_ epair: Epair) throws(Fault) -> Step {
    Step(
      "\(epair.jail)/leftover", section: "Network cleanup commands",
      .run([try host.tool("ifconfig"), epair.outer, "destroy"]), gone: [Thing(.interface, epair.outer)], undo: .nothing)
  }

  /// Changes nothing: proves that the epair is not there, so that the undo may remove the one that the start makes.
  private func proof(_ epair: Epair) throws(Fault) -> Step {
    let outer = Thing(.interface, epair.outer)
    return Step(
      "\(epair.jail)/epair", section: "Start commands", .wait(gone: [outer], atMost: 0), absent: [outer],
      undo: .action(.run([try host.tool("ifconfig"), epair.outer, "destroy"])))
  }

  /// A stop without the jail's own commands. FreeBSD's `jail -R` would leave its mounts and its epair behind, so the
  /// jail is removed by a conf without them; where its conf is no help, by -R.
  /// - Parameters:
  ///   - conf: the text of the jail's conf, `nil` where it can't be had.
  ///   - transaction: part of the name of the conf that is made for this.
  public func forcedStop(_ name: String, conf: String?, transaction: String) throws(Fault) -> [Step] {
    guard host.paths.system == .freeBSD else { return [try stop(name, forced: true)] }
    guard let conf, let mild = Self.withoutStop(conf, of: name) else {
      var step = try stop(name, forced: true)
      step.action = .run(try jail("-R", name, conf: "/dev/null"))
      return [step]
    }
    // Under this name no `*.conf` pattern finds it.
    let path = "\(host.paths.conf)/.\(name).conf.stop-\(transaction)"
    var step = try stop(name)
    step.action = .run(try jail("-r", name, conf: path))
    return [
      Step(
        "\(name)/stop-conf", section: "Stop conf file", .write(path: path, text: mild, mode: 0o600, within: nil),
        absent: [Thing(.path, path)], undo: .inherent), step,
      Step(
        "\(name)/stop-conf-gone", section: "Stop commands", .remove(path: path, tree: false), undo: .nothing),
    ]
  }

  /// The conf with nothing to run inside and no time for the processes; `nil` where it can't be read.
  private static func withoutStop(_ conf: String, of name: String) -> String? {
    do {
      var editor = try Editor(Array(conf.utf8), file: "\(name).conf")
      for statement in [Statement.flag("exec.prestop"), .flag("exec.stop"), .set("stop.timeout", "0")] {
        try editor.apply(statement, in: name)
      }
      return String(validating: editor.text, as: UTF8.self)
    } catch {
      return nil
    }
  }
}
