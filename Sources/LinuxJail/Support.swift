import JailConf

/// Which parameters of jail.conf(5) can be honoured here. The others are refused by name.
enum Support {
  /// Taken at any value; `Settings` reads them.
  private static let honoured: Set<String> = [
    "name", "jid", "path", "persist", "host", "host.hostname", "host.domainname", "vnet",
    "vnet.interface", "ip4", "ip6",
    "command", "depend", "exec.clean", "exec.consolelog", "exec.jail_user", "exec.system_user",
    "exec.system_jail_user", "exec.prepare", "exec.prestart", "exec.created", "exec.start",
    "exec.poststart",
    "exec.prestop", "exec.stop", "exec.poststop", "exec.release", "exec.timeout", "stop.timeout",
    "mount",
    "mount.fstab", "mount.devfs", "mount.fdescfs", "mount.procfs", "sysvmsg", "sysvsem", "sysvshm",
    "allow.dying",
  ]

  /// What Linux does anyway; other values are refused.
  private static let fixed: [String: String] = [
    "securelevel": "-1", "children.max": "0", "enforce_statfs": "1", "devfs_ruleset": "4",
  ]

  /// Why this jail can't be had on Linux: the first parameter that is in the way, or nil.
  static func refusal(_ jail: Jail) -> String? {
    for parameter in jail.parameters {
      if let reason = refusal(parameter, jail) { return reason }
    }
    return nil
  }

  private static func refusal(_ parameter: Parameter, _ jail: Jail) -> String? {
    let name = positive(parameter.name)
    if honoured.contains(name) { return nil }
    if let rule = AllowTable.rule(name) {
      let isOn = jail.flag(name) ?? rule.initially
      guard let reason = isOn ? rule.notOn : rule.notOff else { return nil }
      return "\(isOn ? name : negative(name)) is not supported on Linux: \(reason)"
    }
    if let only = fixed[name] {
      guard let value = jail.string(name), value != only else { return nil }
      return "\(name) is not supported on Linux: only \(only) is"
    }
    switch name {
    case "ip4.addr", "ip6.addr", "interface":
      return
        "\(name) is not supported on Linux: give the jail a stack of its own (vnet) and an interface in it"
    default: return "\(name) is not supported on Linux"
    }
  }

  /// A boolean's name without its "no".
  static func positive(_ name: String) -> String {
    if Parameter.isKnown(name) { return name }
    let start = name.lastIndex(of: ".").map { name.index(after: $0) } ?? name.startIndex
    guard name[start...].hasPrefix("no") else { return name }
    return String(name[..<start] + name[start...].dropFirst(2))
  }

  static func negative(_ name: String) -> String {
    let start = name.lastIndex(of: ".").map { name.index(after: $0) } ?? name.startIndex
    return "\(name[..<start])no\(name[start...])"
  }
}

extension Parameter {
  /// Whether the name itself is one; `nopersist` isn't, though it has the kind of `persist`.
  fileprivate static func isKnown(_ name: String) -> Bool {
    guard let kind = kind(of: name) else { return false }
    return kind != .bool || !name.split(separator: ".").contains { $0.hasPrefix("no") }
  }
}
