/// Which operating system's commands and files are meant. A value, decided once at start.
public enum System: String, Sendable, CaseIterable {
  case freeBSD = "FreeBSD"
  case linux = "Linux"
}

/// Where everything lies. `root` moves all of it into a scratch folder.
public struct Paths: Sendable, Equatable {
  /// Empty for the machine itself, else an absolute path without a slash at its end.
  public let root: String
  public let system: System

  public init(root: String, system: System) {
    self.root = root
    self.system = system
  }

  /// rc.conf(5) syntax.
  public var config: String { root + (system == .linux ? "/etc/jailer.conf" : "/etc/rc.conf") }
  /// What messages call it.
  public var configName: String { system == .linux ? "jailer.conf" : "rc.conf" }
  /// One file a jail: the only definition of a jail.
  public var conf: String { root + "/etc/jail.conf.d" }
  public func conf(of jail: String) -> String { "\(conf)/\(jail).conf" }
  /// FreeBSD's own: all jails that start with the machine.
  public var jailConf: String { root + "/etc/jail.conf" }
  public var jailService: String { root + "/etc/rc.d/jail" }
  /// Where the original Jailer kept the system's one when it changed it.
  public var jailServiceOrigin: String { jailService + ".origin" }
  public var state: String { root + "/var/db/jailer" }
  public var journals: String { state + "/journal" }
  /// Held while planning.
  public var lock: String { state + "/lock" }
  /// The rules that were loaded last, as nft(8) reads them.
  public var rules: String { state + "/rules.nft" }
  /// The guards of epairs that were loaded again last.
  public var guards: String { state + "/guards.nft" }
  /// Those before them.
  public var lastRules: String { rules + ".last" }
  /// Linux: the DHCP server's folder, by which runsv(8) runs it.
  public var dhcpService: String { state + "/dhcp" }
  /// Its configuration: jailer's own, beside what others have.
  public var dhcpConfig: String {
    system == .linux ? dhcpService + "/dnsmasq.conf" : root + "/usr/local/etc/dhcpd-jailer.conf"
  }
  /// Where it writes down what it gave away. FreeBSD's server knows one place only.
  public var dhcpLeases: String { system == .linux ? dhcpService + "/leases" : root + "/var/db/dhcpd.leases" }
  /// Linux, where systemd runs.
  public var dhcpUnit: String { root + "/etc/systemd/system/jailer-dhcp.service" }
  public var devfsRules: String { root + "/etc/devfs.rules" }
  /// FreeBSD: what the host's pf.conf(5) includes.
  public var pfIndex: String { root + "/usr/local/etc/jailer/pf.conf" }
  /// FreeBSD: the folder of the rules in force, a file for each owner (`PfRules.Owner`).
  public var pfRules: String { root + "/usr/local/etc/jailer/pf" }
  public func pfRules(of owner: String) -> String { "\(pfRules)/\(owner).conf" }
  public var logs: String { root + "/var/log/jail" }
  /// What was fetched; it may be emptied at any time.
  public var cache: String { root + "/var/cache/jailer" }
  /// What linux-jail knows of running jails.
  public var running: String { root + "/run/jail" }
  /// Read only, so a scratch root uses the machine's own.
  public var resolver: String { "/etc/resolv.conf" }
  public var defaultStore: String { root + "/usr/local/jails" }

  /// Folders that permissions name in braces. `store` is `nil` where none is configured.
  public func folder(_ name: String, store: String?) -> String? {
    switch name {
    case "config": config
    case "conf": conf
    case "state": state
    case "log": logs
    case "cache": cache
    case "run": running
    case "store": store
    case "root": root
    default: nil
    }
  }
}
