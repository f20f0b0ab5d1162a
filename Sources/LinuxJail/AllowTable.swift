/// `allow.*`: what each one means to Linux. A capability is granted only where it gives no more than the parameter
/// says; one that would reach beyond the jail is refused.
enum AllowTable {
  struct Rule: Sendable {
    /// Whether FreeBSD allows it without being asked.
    var initially = false
    /// The capability that goes with it.
    var capability: String?
    /// System calls that only go with it.
    var calls: [String] = []
    /// Why it can't be allowed, or can't be forbidden.
    var notOn: String?
    var notOff: String?
  }

  private static let administrator = "it needs CAP_SYS_ADMIN, which reaches beyond the jail"
  private static let always = "Linux has no way to forbid it"

  static let rules: [String: Rule] = [
    "allow.raw_sockets": Rule(capability: "CAP_NET_RAW"),
    "allow.chflags": Rule(capability: "CAP_LINUX_IMMUTABLE"),
    "allow.mlock": Rule(capability: "CAP_IPC_LOCK"),
    "allow.reserved_ports": Rule(initially: true, capability: "CAP_NET_BIND_SERVICE"),
    "allow.settime": Rule(capability: "CAP_SYS_TIME"),
    "allow.read_msgbuf": Rule(capability: "CAP_SYSLOG", calls: ["syslog"]),
    // Only the jail's own namespace is open to it.
    "allow.sysvipc": Rule(),
    // socket(2) is left open; without it only the families of Seccomp.families.
    "allow.socket_af": Rule(),
    // In a vnet jail the network is its own already.
    "allow.routing": Rule(capability: "CAP_NET_ADMIN"),
    "allow.suser": Rule(initially: true, notOff: always),
    "allow.unprivileged_proc_debug": Rule(initially: true, notOff: always),
    "allow.set_hostname": Rule(notOn: administrator),
    "allow.mount": Rule(notOn: administrator),
    "allow.quotas": Rule(notOn: administrator),
    "allow.extattr": Rule(notOn: administrator),
    "allow.adjtime": Rule(
      notOn: "CAP_SYS_TIME also sets the time: say allow.settime if that is meant"),
    "allow.nfsd": Rule(notOn: administrator),
    "allow.setaudit": Rule(notOn: "the audit system is the host's alone"),
    "allow.vmm": Rule(notOn: "there is no bhyve"),
    "allow.vmm_ppt": Rule(notOn: "there is no bhyve"),
    "allow.unprivileged_parent_tampering": Rule(notOn: "jails have no parents"),
  ]

  static func rule(_ name: String) -> Rule? {
    rules[name] ?? (name.hasPrefix("allow.mount.") ? Rule(notOn: administrator) : nil)
  }
}

/// What root in a jail may do whatever the conf says: own files of anyone, become anyone, signal anyone, chroot, log
/// to the audit system as login programs insist on, and give files capabilities as package managers do. Making
/// devices, mounting, tracing others, changing priorities upwards and the network of the host stay out, as on FreeBSD.
enum Capabilities {
  static let base = [
    "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP", "CAP_SETFCAP", "CAP_SYS_CHROOT", "CAP_AUDIT_WRITE",
  ]
  /// A network stack of its own is the jail's to configure.
  static let vnet = ["CAP_NET_ADMIN"]
}
