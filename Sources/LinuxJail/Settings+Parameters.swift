import JailConf

extension Settings {
  /// What jls(8) can be asked for, and answers where nothing was set. jid, dying and the like are added by it.
  static let shownDefaults: [String: String] = {
    var all = [
      "parent": "0", "securelevel": "-1", "enforce_statfs": "1", "children.max": "0",
      "children.cur": "0",
      "devfs_ruleset": "4", "host.domainname": "", "host.hostuuid": "", "host.hostid": "0",
      "ip4.addr": "",
      "ip6.addr": "", "sysvmsg": "new", "sysvsem": "new", "sysvshm": "new", "host": "new",
      "osrelease": "", "cpuset.id": "0",
    ]
    for (name, rule) in AllowTable.rules { all[name] = rule.initially ? "true" : "false" }
    for kind in [
      "devfs", "fdescfs", "fusefs", "nullfs", "procfs", "linprocfs", "linsysfs", "tmpfs", "zfs",
    ] {
      all["allow.mount.\(kind)"] = "false"
    }
    return all
  }()

  func shownParameters(_ jail: Jail) -> [String: String] {
    var shown: [String: String] = [
      "name": name, "path": path, "persist": persist ? "true" : "false", "host.hostname": hostname,
      "vnet": network == .vnet ? "new" : "inherit",
      "ip4": word(jail.mode("ip4")), "ip6": word(jail.mode("ip6")),
      "host": ownHostname ? "new" : "inherit",
    ]
    if let domainname { shown["host.domainname"] = domainname }
    if network == .vnet {
      shown["ip4"] = "inherit"
      shown["ip6"] = "inherit"
    }
    for name in ["sysvmsg", "sysvsem", "sysvshm"] where !ownIPC { shown[name] = "inherit" }
    for (name, rule) in AllowTable.rules {
      if let flag = jail.flag(name), flag != rule.initially {
        shown[name] = flag ? "true" : "false"
      }
    }
    return shown
  }

  private func word(_ mode: JailMode?) -> String {
    switch mode {
    case .inherit: "inherit"
    case .disable: "disable"
    default: "new"
    }
  }
}
