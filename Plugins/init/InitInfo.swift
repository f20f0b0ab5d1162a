import Platform
import PluginKit
import Wire

/// `jailer init info`
enum InitInfo {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let config = try asked.config()
    let host = try asked.host()
    let bridge = asked.machine.interfaces?.first { $0.name == "bridge0" && $0.kind == "bridge" }
    let text = """
      Checking jailer state...
      \(line("jailer_dir in \(host.paths.configName)", config.store != nil || config.error != nil ? "YES!" : "NO :("))\
      \(state(config))Checking network status...
      \(line("bridge0 is an interface", bridge == nil ? "NO :(" : "YES!"))\
      \(bridge.map { line("bridge0 uses IP address", $0.addresses.first?.text ?? "NO :(") } ?? "")
      """
    let json: JSON = [
      "store": config.store?.json ?? .null, "error": JSON(config.error), "default_image": JSON(config.defaultImage),
      "default_network": .string(config.defaultNetwork ?? "inherit"), "bridge0": bridge?.json ?? .null,
    ]
    return .view(View(.text(text), json: json))
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
