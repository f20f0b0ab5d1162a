import Wire

/// `jail_list` of rc.conf: the jails that FreeBSD 13 starts at boot. From 14 on jail.conf includes the confs instead.
public enum BootList {
  public static func isUsed(on host: HostFact) -> Bool { host.paths.system == .freeBSD && host.major < 14 }

  public static func adding(_ jail: String, on host: HostFact) throws(Fault) -> [Step] {
    try change(jail, "+=", undo: "-=", host)
  }

  public static func removing(_ jail: String, on host: HostFact) throws(Fault) -> [Step] {
    try change(jail, "-=", undo: "+=", host)
  }

  /// By sysrc(8) when its time has come, not as a text made while planning: other jails come and go meanwhile.
  private static func change(_ jail: String, _ sign: String, undo: String, _ host: HostFact) throws(Fault) -> [Step] {
    guard isUsed(on: host) else { return [] }
    let sysrc = [try host.tool("sysrc"), "-q", "-f", host.paths.config]
    return [
      Step(
        "\(jail)/boot", section: host.paths.configName, .run(sysrc + ["jail_list\(sign)\(jail)"]),
        undo: .action(.run(sysrc + ["jail_list\(undo)\(jail)"])), lock: "rc-conf")
    ]
  }
}
