/// The parameters that FreeBSD 15 knows (jail(8) and `sysctl security.jail.param`).
extension Parameter {
  /// Those that jail(8) deals with itself.
  static let pseudo: [String: Kind] = [
    "allow.dying": .bool, "command": .list, "depend": .list,
    "exec.clean": .bool, "exec.consolelog": .string, "exec.created": .list, "exec.fib": .int,
    "exec.jail_user": .string, "exec.poststart": .list, "exec.poststop": .list,
    "exec.prepare": .list, "exec.prestart": .list, "exec.prestop": .list, "exec.release": .list,
    "exec.start": .list, "exec.stop": .list, "exec.system_jail_user": .bool,
    "exec.system_user": .string, "exec.timeout": .int,
    "interface": .string, "ip_hostname": .bool,
    "mount": .list, "mount.devfs": .bool, "mount.fdescfs": .bool, "mount.fstab": .list,
    "mount.procfs": .bool, "stop.timeout": .int, "vnet.interface": .list, "zfs.dataset": .list,
  ]

  /// Those of the kernel. A host may lack some: `allow.*` grew from release to release.
  static let kernel: [String: Kind] = [
    "jid": .int, "name": .string, "path": .string, "parent": .int, "persist": .bool,
    "dying": .bool, "securelevel": .int, "devfs_ruleset": .int, "enforce_statfs": .int,
    "children.max": .int, "children.cur": .int, "cpuset.id": .int,
    "osrelease": .string, "osreldate": .int,
    "host": .jailsys, "host.hostname": .string, "host.domainname": .string,
    "host.hostuuid": .string, "host.hostid": .int,
    "ip4": .jailsys, "ip4.addr": .ip4, "ip4.saddrsel": .bool,
    "ip6": .jailsys, "ip6.addr": .ip6, "ip6.saddrsel": .bool, "vnet": .jailsys,
    "sysvmsg": .jailsys, "sysvsem": .jailsys, "sysvshm": .jailsys,
    "linux": .jailsys, "linux.osname": .string, "linux.osrelease": .string,
    "linux.oss_version": .int, "mac.label": .string, "mac.do": .jailsys, "mac.do.rules": .string,
    "meta": .string, "env": .string,
    "allow.adjtime": .bool, "allow.chflags": .bool, "allow.extattr": .bool, "allow.mlock": .bool,
    "allow.mount": .bool, "allow.mount.devfs": .bool, "allow.mount.fdescfs": .bool,
    "allow.mount.fusefs": .bool, "allow.mount.linprocfs": .bool, "allow.mount.linsysfs": .bool,
    "allow.mount.nullfs": .bool, "allow.mount.procfs": .bool, "allow.mount.tmpfs": .bool,
    "allow.mount.zfs": .bool, "allow.nfsd": .bool, "allow.quotas": .bool,
    "allow.raw_sockets": .bool, "allow.read_msgbuf": .bool, "allow.reserved_ports": .bool,
    "allow.routing": .bool, "allow.set_hostname": .bool, "allow.setaudit": .bool,
    "allow.settime": .bool, "allow.socket_af": .bool, "allow.suser": .bool,
    "allow.sysvipc": .bool, "allow.unprivileged_parent_tampering": .bool,
    "allow.unprivileged_proc_debug": .bool, "allow.vmm": .bool, "allow.vmm_ppt": .bool,
  ]

  /// Names that jail(8) itself looks up; a variable must not have one of them.
  static let reserved: [StaticString] = [
    "allow.dying", "command", "depend", "exec.clean", "exec.consolelog", "exec.created", "exec.fib",
    "exec.jail_user", "exec.poststart", "exec.poststop", "exec.prepare", "exec.prestart",
    "exec.prestop", "exec.release", "exec.start", "exec.stop", "exec.system_jail_user",
    "exec.system_user", "exec.timeout", "interface", "ip_hostname", "mount", "mount.devfs",
    "mount.fdescfs", "mount.fstab", "mount.procfs", "stop.timeout", "vnet.interface",
    "zfs.dataset", "allow.chflags", "allow.mount", "allow.raw_sockets", "allow.set_hostname",
    "allow.socket_af", "allow.sysvipc", "devfs_ruleset", "host.hostname", "ip4.addr", "ip6.addr",
    "jid", "name", "path", "persist", "securelevel", "vnet",
  ]
}
