import Wire

/// `jail_list` of rc.conf: the jails that FreeBSD 13 starts at boot. From 14 on jail.conf includes the confs instead.
/// An empty list means all jails of jail.conf, as if it were not there.
public enum BootList {
  public static func isUsed(on host: HostFact) -> Bool { host.paths.system == .freeBSD && host.major < 14 }

  /// - Parameter others: `others(on:)`, of a jail that none has taken the place of.
  public static func adding(_ jail: String, _ others: [String] = [], on host: HostFact) throws(Fault) -> [Step] {
    try change(jail, "+=", others, undo: "-=", host)
  }

  /// The jails that start because the list is empty: with one jail in it they would not start any more.
  public static func others(on machine: Machine) -> [String] {
    guard let host = machine.host, isUsed(on: host), let boot = machine.boot, let config = machine.config,
      RcConf.list("jail_list", in: config.text ?? "").isEmpty
    else { return [] }
    // The original's service reads the folder.
    let names = boot.isPatched ? (machine.jails ?? []).filter { $0.conf != nil }.map(\.name) : (try? boot.jails()) ?? []
    return names.filter(isWord)
  }

  /// The jails of jail.conf that will start as soon as this one, the list's last, is not in it any more; those of a host
  /// where jails start with the machine.
  public static func awaking(without jail: String, on machine: Machine) -> [String] {
    guard let host = machine.host, isUsed(on: host), let boot = machine.boot, !boot.isPatched,
      let text = machine.config?.text, RcConf.isYes(RcConf.values(text)["jail_enable"]),
      RcConf.list("jail_list", in: text) == [jail]
    else { return [] }
    return (try? boot.jails()) ?? []
  }

  /// sysrc(8) writes a value as it is, and a shell reads it.
  private static func isWord(_ name: String) -> Bool {
    name.utf8.allSatisfy { Name.isLetterOrDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
  }

  public static func removing(_ jail: String, on host: HostFact) throws(Fault) -> [Step] {
    try change(jail, "-=", [], undo: "+=", host)
  }

  /// By sysrc(8) when its time has come, not as a text made while planning: other jails come and go meanwhile.
  private static func change(_ jail: String, _ sign: String, _ others: [String], undo: String, _ host: HostFact)
    throws(Fault) -> [Step]
  {
    guard isUsed(on: host) else { return [] }
    let sysrc = [try host.tool("sysrc"), "-q", "-f", host.paths.config]
    return [
      Step(
        "\(jail)/boot", section: host.paths.configName,
        .run(sysrc + ["jail_list\(sign)\((others + [jail]).joined(separator: " "))"]),
        undo: .action(.run(sysrc + ["jail_list\(undo)\(jail)"])), lock: "rc-conf")
    ]
  }
}
