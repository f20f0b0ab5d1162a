import Platform
import PluginKit
import Wire

/// `jailer create`: a root from an image, a conf, and the jail started; or nothing of it.
enum Create {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let identity = NewIdentity(asked.machine)
    let name = if let given = asked.text("name") { given } else { try identity.name() }
    try checkName(name, asked)
    let store = try asked.store()
    try store.checkFree(name)
    let origin =
      try asked.text("snapshot") == nil ? Origin(image: name, store, asked) : Origin(snapshot: name, store, asked)
    let config = try asked.config()
    let network = try NetworkWish(
      type: asked.text("type") ?? config.defaultNetwork ?? "inherit", bridge: asked.text("bridge"),
      addresses: asked.texts("address"), gateways: asked.texts("gateway"), netmask: asked.text("netmask"),
      vlan: request.arguments["vlan"]?.integer
    ).settle(on: asked.machine)
    let root = origin.root
    let jail = NewJail(
      name: name, id: identity.id(), domain: try domain(asked), image: origin.image, network: network,
      hardwareAddress: identity.hardwareAddress(), path: root.path, root: root.made, mounts: root.mounts,
      origin: origin.snapshot)
    let settings = try settings(of: jail, root, rcConf: origin.rcConf, asked)
    let steps = try confSteps(jail, asked) + root.steps + resolver(root, asked) + settings + start(jail, asked)
    return .plan(
      Plan(
        tasks: origin.before
          + [Plan.Task("Creating \(name)", label: name, claims: claims(jail, origin.claim), steps: steps)],
        // What was fetched stays, whatever becomes of the jail.
        independent: !origin.before.isEmpty, ordered: !origin.before.isEmpty),
      view: try advice(jail, asked))
  }

  /// A Linux jail is configured from outside.
  static func settings(of jail: NewJail, _ root: Store.NewRoot, rcConf: String?, _ asked: Asked) throws(Fault)
    -> [Step]
  {
    guard try asked.host().paths.system == .freeBSD else { return [] }
    return try jail.settings(in: root.files, rcConf: rcConf, quiet: asked.flag("quiet"))
  }

  /// - Parameter ruleset: of devfs, where the jail's conf isn't one that jailer has just written.
  static func start(_ jail: NewJail, _ asked: Asked, ruleset: Int? = nil) throws(Fault) -> [Step] {
    let host = try asked.host()
    if host.paths.system == .freeBSD {
      let ruleset = ruleset ?? jail.ruleset(on: host)
      try DevfsRules.check(ruleset, of: jail.name, loaded: asked.machine.rulesets)
    }
    let epair: Epair? = if case .eb = jail.network { Epair(id: jail.id, jail: jail.name) } else { nil }
    let starting = try JailCommands(host).starting(
      jail.name, epair: epair, interfaces: asked.machine.interfaces ?? [])
    return try BootList.adding(jail.name, BootList.others(on: asked.machine), on: host) + logs(host)
      + JailCommands(host).devices(of: jail.name, at: jail.path)
      + starting
  }

  /// FreeBSD's jail(8) starts no jail whose log it can't open.
  private static func logs(_ host: HostFact) -> [Step] {
    guard host.paths.system == .freeBSD else { return [] }
    return [
      Step(
        "logs", section: "Start commands", .directory(path: host.paths.logs, mode: 0o755, within: nil), undo: .inherent)
    ]
  }

  static func advice(_ jail: NewJail, _ asked: Asked) throws(Fault) -> View? {
    let host = try asked.host()
    if case .inherit = jail.network {
      var view = View(.text(""))
      view.warnings = [
        "\(jail.name) uses the host's own network, which is not secure for production use (jailer help network use)"
      ]
      return view
    }
    guard jail.network.dynamic.contains(.dhcp), host.paths.system == .freeBSD, host.dhcpRuleset == nil else {
      return nil
    }
    return View(
      .text(
        "\(jail.name) can't use DHCP yet: no ruleset in /etc/devfs.rules gives it bpf and hides the other devices\n"))
  }

  static func checkName(_ name: String, _ asked: Asked) throws(Fault) {
    if let why = Name.faultOfJail(name) {
      throw Fault(
        .usage, "\(Printable.quoted(name)) can't be a jail's name", cause: why, hint: "like www0", field: "name")
    }
    let jails = try asked.jails()
    if let jail = jails.first(where: { $0.name == name }) {
      throw Fault(
        .exists, "the jail \(name) exists", cause: jail.conf.map { "its conf is \($0)" } ?? "it is running",
        hint: "choose another name, or jailer destroy \(name)", field: "name")
    }
  }

  private static func domain(_ asked: Asked) throws(Fault) -> String {
    guard let domain = asked.text("domain") else { return try asked.host().hostname }
    let parts = domain.split(separator: ".", omittingEmptySubsequences: false)
    let good = parts.allSatisfy { part in
      (1...63).contains(part.utf8.count) && part.first != "-" && part.last != "-"
        && part.unicodeScalars.allSatisfy {
          $0 == "-" || ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        }
    }
    guard good, domain.utf8.count <= 180 else {
      throw Fault(.usage, "\(Printable.quoted(domain)) is not a domain", hint: "like example.net", field: "domain")
    }
    return domain
  }

  private static func confSteps(_ jail: NewJail, _ asked: Asked) throws(Fault) -> [Step] {
    let host = try asked.host()
    let conf = host.paths.conf(of: jail.name)
    return [
      Step(
        "conf", section: "jail.conf file",
        .write(path: conf, text: try jail.conf(on: host), mode: 0o644, within: nil),
        absent: [Thing(.path, conf)], undo: .inherent)
    ]
  }

  private static func resolver(_ root: Store.NewRoot, _ asked: Asked) throws(Fault) -> [Step] {
    let host = try asked.host()
    let file = "\(root.files)/etc/resolv.conf"
    let action: Action
    if let server = asked.text("resolver") {
      guard let address = Address(server), address.prefix == nil else {
        throw Fault(
          .usage, "\(Printable.quoted(server)) is not a name server's address", hint: "like 9.9.9.9", field: "resolver")
      }
      action = .write(path: file, text: "nameserver \(address.host)\n", mode: 0o644, within: root.files)
    } else if host.hasResolver {
      action = .copy(from: host.paths.resolver, to: file, mode: 0o644, within: root.files)
    } else {
      return []
    }
    // Nothing to take back: it is inside the root, which goes as a whole.
    return [
      Step(
        "etc", section: "Resolver commands", .directory(path: "\(root.files)/etc", mode: 0o755, within: root.files),
        undo: .nothing),
      Step("resolver", section: "Resolver commands", action, undo: .nothing),
    ]
  }

  static func claims(_ jail: NewJail, _ origin: String) -> [String] {
    // Many jails may be made of one image or snapshot at once, but it can't be removed meanwhile.
    ["jail:\(jail.name)", "id:\(jail.id)", origin]
      + jail.network.addresses.map { "address:\($0.host)" }
  }
}
