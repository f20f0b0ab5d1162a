import Platform
import PluginKit
import Wire

/// `jailer rename OLD NEW`: all that has the jail's name gets another; each step can be taken back.
enum Rename {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let host = try asked.host()
    let jail = try asked.jail(asked.text("jail") ?? "", field: "jail")
    let name = asked.text("name") ?? ""
    let store = try asked.store()
    try Start.checkConf(jail)
    try checkStopped(jail)
    try Create.checkName(name, asked)
    try store.checkFree(name)
    try asked.checkUnused(jail.name)
    let renamed = RenamedConf(jail.name, to: name, in: store, logs: host.paths.logs)
    let others = try others(jail, renamed, asked)
    let steps =
      try conf(jail, to: name, renamed, asked) + others.flatMap(\.steps) + log(jail, to: name, host)
      + BootList.removing(jail.name, on: host) + BootList.adding(name, on: host)
      + store.rename(jail, to: name, clones: asked.clones(of: jail.name))
    let claims = ["jail:\(jail.name)", "jail:\(name)"] + others.map { "jail:\($0.name)" }
    return .plan(
      Plan(tasks: [Plan.Task("Renaming \(jail.name) to \(name)", label: name, claims: claims, steps: steps)]), view: nil
    )
  }

  private static func checkStopped(_ jail: JailFact) throws(Fault) {
    guard jail.isRunning else { return }
    throw Fault(.busy, "the jail \(jail.name) is running", hint: "jailer stop \(jail.name)", field: "jail")
  }

  private static func conf(_ jail: JailFact, to name: String, _ renamed: RenamedConf, _ asked: Asked) throws(Fault)
    -> [Step]
  {
    guard let text = asked.machine.confs?[jail.name] else { throw Clone.noConf(jail) }
    let paths = try asked.host().paths
    let (from, to) = (paths.conf(of: jail.name), paths.conf(of: name))
    return [
      Step(
        "move", section: "jail.conf file name", .rename(from: from, to: to), absent: [Thing(.path, to)], undo: .inherent
      ),
      Step(
        "conf", section: "jail.conf file", .write(path: to, text: try renamed.own(text), mode: 0o644, within: nil),
        undo: .inherent),
    ]
  }

  private static func log(_ jail: JailFact, to name: String, _ host: HostFact) -> [Step] {
    guard let log = jail.log else { return [] }
    let to = "\(host.paths.logs)/\(name).log"
    return [Step("log", section: "Log", .rename(from: log, to: to), absent: [Thing(.path, to)], undo: .inherent)]
  }

  /// The confs of jails that are clones of this one, or wait for it.
  private static func others(_ jail: JailFact, _ renamed: RenamedConf, _ asked: Asked) throws(Fault)
    -> [(name: String, steps: [Step])]
  {
    var changes: [(name: String, steps: [Step])] = []
    for other in try asked.jails() where other.name != jail.name && other.state != .broken {
      guard let conf = other.conf, let text = asked.machine.confs?[other.name],
        let new = try renamed.other(text, of: other.name)
      else { continue }
      let write = Step(
        "\(other.name)/conf", section: "\(other.name).conf file",
        .write(path: conf, text: new, mode: 0o644, within: nil), undo: .inherent)
      changes.append((other.name, [write]))
    }
    return changes
  }
}
