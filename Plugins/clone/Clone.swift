import Platform
import PluginKit
import Wire

/// `jailer clone JAIL NEW`: a new jail with the root that another has now, and with its conf.
enum Clone {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let origin = try asked.jail(asked.text("jail") ?? "", field: "jail")
    let name = asked.text("name") ?? ""
    let store = try asked.store()
    try Start.checkConf(origin)
    try Create.checkName(name, asked)
    try store.checkFree(name)
    try asked.checkUnchanging(origin.name)
    let identity = NewIdentity(asked.machine)
    let snapshot = "clone-\(identity.mark())"
    let root = try store.root(of: name, cloning: origin, snapshot: snapshot)
    let isThin = root.made.hasPrefix("dataset:")
    let jail = NewJail(
      name: name, id: identity.id(), domain: "", image: origin.image ?? "", network: try network(origin, asked),
      hardwareAddress: identity.hardwareAddress(), path: root.path, root: root.made, mounts: root.mounts,
      origin: isThin ? "\(origin.name)@\(snapshot)" : nil)
    let settings = try Create.settings(of: jail, root, rcConf: asked.machine.rcConfs?[origin.name], asked)
    let steps =
      try [conf(jail, origin, store, asked)] + root.steps + settings
      + Create.start(jail, asked, ruleset: origin.ruleset)
    let claims = Create.claims(jail, OriginClaim.text(of: origin.name, nil, by: name))
    return .plan(
      Plan(tasks: [Plan.Task("Cloning \(origin.name) to \(name)", label: name, claims: claims, steps: steps)]),
      view: try Create.advice(jail, asked))
  }

  /// Of the same type, on the same interface or bridge unless another is named.
  private static func network(_ origin: JailFact, _ asked: Asked) throws(Fault) -> JailNetwork {
    // What it gets from others it is not asked for again.
    let given = asked.texts("address")
    return try NetworkWish(
      type: origin.network ?? "inherit", bridge: asked.text("bridge") ?? origin.bridge,
      addresses: given.isEmpty ? origin.dynamic : given, gateways: asked.texts("gateway"),
      netmask: asked.text("netmask"), vlan: origin.vlan
    ).settle(on: asked.machine)
  }

  private static func conf(_ jail: NewJail, _ origin: JailFact, _ store: Store, _ asked: Asked) throws(Fault) -> Step {
    let paths = try asked.host().paths
    let path = paths.conf(of: jail.name)
    guard let text = asked.machine.confs?[origin.name] else { throw noConf(origin) }
    return Step(
      "conf", section: "jail.conf file",
      .write(
        path: path,
        text: try jail.conf(
          cloning: text, of: origin.name, on: paths.system, store.places(of: origin.name, as: jail.name)), mode: 0o644,
        within: nil), absent: [Thing(.path, path)], undo: .inherent)
  }

  static func noConf(_ jail: JailFact) -> Fault {
    Fault(
      .badData, "the conf of \(jail.name) is not UTF-8 text, or not there", cause: jail.conf,
      hint: "jailer edit \(jail.name)", field: "jail")
  }
}
