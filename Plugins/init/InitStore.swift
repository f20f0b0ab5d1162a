import Platform
import PluginKit
import Wire

/// `jailer init [-d POOL/DATASET | -z POOL] [-m MOUNTPOINT] | --store dir:PATH`
enum InitStore {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let config = try asked.config()
    let host = try asked.host()
    if let store = config.store { return try InitBoot.plan(asked, store, config) }
    if let error = config.error {
      throw Fault(.configuration, "the configured store can't be used", cause: error, hint: "mend \(host.paths.config)")
    }
    let fact = try chosen(asked, config, host)
    guard let isWanted = asked.request.answers["ok"]?.bool else { return .ask(question(fact)) }
    guard isWanted else { return .view(View(.text(""), json: ["done": []])) }
    let setup = try InitBoot.setup(
      asked, rcConf: try RcConf.set("jailer_dir", to: fact.specification, in: config.text ?? ""))
    if let question = InitBoot.question(setup, asked) { return .ask(question) }
    var plan = try plan(fact, asked, config, host)
    plan.tasks += try InitBoot.tasks(setup, asked)
    return .plan(plan, view: View(.text(farewell + InitBoot.advice(setup))))
  }

  private static func question(_ fact: StoreFact) -> Reply.Ask {
    let summary: [[String]] =
      if case .zfs(let dataset, _) = fact.kind { [["dataset", dataset], ["mount point", fact.path]] } else {
        [["folder", fact.path]]
      }
    return Reply.Ask("OK?", kind: .confirm, name: "ok", heading: "Jailer will create", summary: summary)
  }

  private static func chosen(_ asked: Asked, _ config: ConfigFact, _ host: HostFact) throws(Fault) -> StoreFact {
    let mountpoint = asked.text("mountpoint") ?? host.paths.defaultStore
    try checkPath(mountpoint, field: "mountpoint")
    if let specification = asked.text("store") {
      for other in ["dataset", "pool", "mountpoint"] where asked.text(other) != nil {
        throw Fault(.usage, "--store says it all", hint: "leave out -d, -m and -z", field: other)
      }
      return try named(specification, host)
    }
    if asked.text("dataset") != nil, asked.text("pool") != nil {
      throw Fault(.usage, "-d names a pool already", hint: "leave out -z", field: "pool")
    }
    if let dataset = asked.text("dataset") { return try zfs(dataset, mountpoint, config, host) }
    if let pool = asked.text("pool") { return try zfs("\(pool)/jails", mountpoint, config, host) }
    switch config.pools.count {
    case 1: return try zfs("\(config.pools[0])/jails", mountpoint, config, host)
    case 0 where host.paths.system == .linux: return directory(mountpoint)
    case 0:
      throw Fault(
        .unavailable, "there is no ZFS pool", hint: "make one with zpool create, or jailer init --store dir:/PATH")
    default:
      throw Fault(
        .usage, "there are several ZFS pools: \(config.pools.joined(separator: ", "))",
        hint: "choose with -z POOL or -d POOL/DATASET", field: "pool")
    }
  }

  private static func named(_ specification: String, _ host: HostFact) throws(Fault) -> StoreFact {
    if specification.hasPrefix("dir:") {
      let path = String(specification.dropFirst(4))
      try checkPath(path, field: "store")
      return directory(path)
    }
    throw Fault(
      .usage, "\(Printable.quoted(specification)) is not a store", hint: "dir:/PATH; for ZFS use -d POOL/DATASET",
      field: "store")
  }

  private static func directory(_ path: String) -> StoreFact {
    StoreFact(kind: .directory(overlay: false, reflink: false), path: path)
  }

  private static func zfs(_ dataset: String, _ mountpoint: String, _ config: ConfigFact, _ host: HostFact) throws(Fault)
    -> StoreFact
  {
    if let why = Name.faultOfDataset(dataset) {
      throw Fault(.usage, "\(Printable.quoted(dataset)) can't be a dataset", cause: why, field: "dataset")
    }
    guard dataset.contains("/") else {
      throw Fault(
        .usage, "\(dataset) is a whole pool", hint: "name a dataset in it, like \(dataset)/jails", field: "dataset")
    }
    let pool = String(dataset.prefix { $0 != "/" })
    guard config.pools.contains(pool) else {
      throw Fault(.notFound, "there is no ZFS pool \(pool)", hint: "zpool list", field: "pool")
    }
    return StoreFact(kind: .zfs(dataset: dataset, fuse: config.zfsIsFuse), path: mountpoint)
  }

  /// The path becomes part of mount options and fstab lines, where blanks, commas, colons and backslashes mean something.
  private static func checkPath(_ path: String, field: String) throws(Fault) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    let allowed = path.unicodeScalars.allSatisfy {
      ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
        || "/._-+@".unicodeScalars.contains($0)
    }
    guard path.hasPrefix("/"), path.utf8.count <= 200, allowed,
      !parts.contains(where: { ["", ".", ".."].contains($0) })
    else {
      throw Fault(
        .usage, "\(Printable.quoted(path)) can't be the place of the store",
        hint: "an absolute path of letters, digits and . _ - + @, without . and .. as parts", field: field)
    }
  }

  private static func plan(_ fact: StoreFact, _ asked: Asked, _ config: ConfigFact, _ host: HostFact) throws(Fault)
    -> Plan
  {
    let paths = host.paths
    let title =
      if case .zfs(let dataset, _) = fact.kind {
        "Creating ZFS dataset \(dataset) with the mount point \(fact.path)"
      } else {
        "Creating folder \(fact.path)"
      }
    let setting = try Setting.step("jailer_dir", fact.specification, asked, in: config.text ?? "")
    func folder(_ id: String, _ path: String) -> Step {
      Step(id, section: "Folders", .directory(path: path, mode: 0o755, within: nil), undo: .inherent)
    }
    return Plan(tasks: [
      Plan.Task(
        title, claims: ["store:\(fact.path)"],
        steps: try Store(fact, host: host, transaction: asked.request.id).initialSteps()),
      Plan.Task(
        "Creating \(paths.conf) and \(paths.logs)", steps: [folder("conf", paths.conf), folder("logs", paths.logs)]),
      Plan.Task("Setting jailer_dir in \(paths.configName)", claims: ["path:\(paths.config)"], steps: [setting]),
    ])
  }

  private static let farewell = "\nYou may run `jailer init info` to check system status\n"
}
