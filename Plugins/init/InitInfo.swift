import Platform
import PluginKit
import Wire

/// `jailer init info`
enum InitInfo {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let config = try asked.config()
    let host = try asked.host()
    let known = Bridge("bridge0", on: asked.machine)
    let bridge = known.interface
    let text = """
      \(try system(asked, config))Checking jailer state...
      \(line("jailer_dir in \(host.paths.configName)", config.store != nil || config.error != nil ? "YES!" : "NO :("))\
      \(state(config))Checking network status...
      \(asked.machine.boot == nil ? "" : line("bridge0 in rc.conf", known.isPersistent ? "YES!" : "NO :("))\
      \(line("bridge0 is an interface", bridge == nil ? "NO :(" : "YES!"))\
      \(bridge.map { line("bridge0 uses IP address", $0.addresses.first?.text ?? "NO :(") } ?? "")
      """
    var json: JSON.Object = [
      "store": config.store?.json ?? .null, "error": JSON(config.error), "default_image": JSON(config.defaultImage),
      "default_network": .string(config.defaultNetwork ?? "inherit"), "bridge0": bridge?.json ?? .null,
    ]
    json["boot"] = asked.machine.boot?.json
    return .view(View(.text(text), json: .object(json)))
  }

  /// What starts jails with the machine; nothing on Linux.
  private static func system(_ asked: Asked, _ config: ConfigFact) throws(Fault) -> String {
    guard let setup = try InitBoot.setup(asked, rcConf: config.text ?? "") else { return "" }
    let confs =
      setup.usesList
      ? line(
        "jail_list in rc.conf", setup.unlisted.isEmpty ? "YES!" : "NO :( \(setup.unlisted.joined(separator: ", "))")
      : line("jail.conf.d in jail.conf", setup.includes ? "YES!" : "NO :(")
    let way = setup.isRestorable ? "jailer init" : InitBoot.command
    return "Checking system state...\n" + line("jail_enable in rc.conf", setup.isEnabled ? "YES!" : "NO :(") + confs
      + line("the system's rc.d/jail", setup.isPatched ? "NO :(" : "YES!")
      + (setup.isPatched ? "  It was changed by the original Jailer. To put the system's own back, run `\(way)`\n" : "")
  }

  private static func state(_ config: ConfigFact) -> String {
    if let error = config.error { return line("the store can be used", "NO :( \(error)") }
    guard let store = config.store else { return "  Run `jailer init` to set jailer up\n" }
    let define = line("jailer_dir is defined to", store.specification)
    switch store.kind {
    case .zfs(let dataset, _):
      return define + line("Jailer ZFS dataset", dataset) + line("Jailer ZFS mountpoint", store.path)
    case .directory(let overlay, let reflink):
      return define + line("thin clones (overlay)", overlay ? "YES!" : "NO :(")
        + line("shared blocks (reflink)", reflink ? "YES!" : "NO :(")
    }
  }

  /// Wide enough for the longest title.
  private static func line(_ title: String, _ value: String) -> String {
    " \(title)\(String(repeating: " ", count: max(0, 25 - title.count))) ==> \(value)\n"
  }
}
