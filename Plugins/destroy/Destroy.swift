import Platform
import PluginKit
import Wire

/// `jailer destroy [-f] JAIL`: all that can be taken back comes first, then the root goes for good.
enum Destroy {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let host = try asked.host()
    let jail = try asked.jail(asked.text("jail") ?? "", field: "jail")
    let forced = asked.flag("force")
    guard jail.state != .unmanaged else {
      throw Fault(
        .notPermitted, "jailer did not make the jail \(jail.name)", cause: "it has no conf in \(host.paths.conf)",
        hint: "remove it with what made it", field: "jail")
    }
    if !forced { try Start.checkConf(jail) }
    try checkNoClones(jail, asked)
    let removal = try asked.store().removeRoot(of: jail)
    let steps =
      try stop(jail, asked) + BootList.removing(jail.name, on: host) + removal.aside + conf(jail, host, request.id)
      + removal.final
    let log = "\(host.paths.logs)/\(jail.name).log"
    let last = [
      Step(
        "conf", section: "jail.conf file", .remove(path: aside(jail, host, request.id), tree: false),
        undo: .irreversible),
      Step("log", section: "Log", .remove(path: log, tree: false), undo: .irreversible),
    ]
    let claims = ["jail:\(jail.name)"] + (jail.id.map { ["id:\($0)"] } ?? [])
    return .plan(
      Plan(tasks: [Plan.Task("Destroying \(jail.name)", label: jail.name, claims: claims, steps: steps + last)]),
      view: advice(jail, asked))
  }

  /// There is no list of jails to start that is empty.
  private static func advice(_ jail: JailFact, _ asked: Asked) -> View? {
    let awaking = BootList.awaking(without: jail.name, on: asked.machine)
    guard !awaking.isEmpty else { return nil }
    let names = Printable.clean(awaking.joined(separator: ", "))
    return View(
      .text(
        "jail_list in rc.conf is empty now, and FreeBSD 13 starts all jails of /etc/jail.conf with the machine then: "
          + "\(names). To start none of them, run `sysrc jail_enable=NO`\n"))
  }

  /// Other jails may be thin clones of its snapshots, which go with it.
  private static func checkNoClones(_ jail: JailFact, _ asked: Asked) throws(Fault) {
    let clones = try asked.clones(of: jail.name)
    guard clones.isEmpty else {
      throw Fault(
        .busy, "the jail \(jail.name) is in use",
        cause: "thin clones of its snapshots are \(Printable.clean(clones.joined(separator: ", ")))",
        hint: "destroy those first", field: "jail")
    }
    try asked.checkUnused(jail.name)
  }

  private static func stop(_ jail: JailFact, _ asked: Asked) throws(Fault) -> [Step] {
    let commands = JailCommands(try asked.host())
    guard jail.isRunning else { return try commands.cleaning(jail, interfaces: asked.machine.interfaces ?? []) }
    guard asked.flag("force") else { return [try commands.stop(jail.name)] }
    return try commands.forcedStop(
      jail.name, conf: asked.machine.confs?[jail.name], transaction: asked.request.id)
      + RuleEdit.step(for: jail, on: asked.host())
  }

  /// Under this name no `*.conf` pattern finds it.
  private static func aside(_ jail: JailFact, _ host: HostFact, _ transaction: String) -> String {
    "\(host.paths.conf)/.\(jail.name).conf.\(transaction)"
  }

  private static func conf(_ jail: JailFact, _ host: HostFact, _ transaction: String) -> [Step] {
    let away = aside(jail, host, transaction)
    return [
      Step(
        "conf-aside", section: "jail.conf file", .rename(from: host.paths.conf(of: jail.name), to: away),
        absent: [Thing(.path, away)], undo: .inherent)
    ]
  }
}
