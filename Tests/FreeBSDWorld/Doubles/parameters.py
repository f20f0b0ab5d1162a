"""The kernel's parameters of a jail, with their kinds and what they are where nobody sets them."""

# As `jls -n` orders them: name, kind, default.
TABLE = [
    ("devfs_ruleset", "int", 0), ("dying", "bool", False), ("enforce_statfs", "int", 2), ("host", "jailsys", "new"),
    ("ip4", "jailsys", "disable"), ("ip6", "jailsys", "disable"), ("jid", "int", 0), ("name", "string", ""),
    ("osreldate", "int", 1500068), ("osrelease", "string", "15.0-RELEASE"), ("parent", "int", 0),
    ("path", "string", "/"), ("persist", "bool", False), ("securelevel", "int", -1), ("sysvmsg", "jailsys", "disable"),
    ("sysvsem", "jailsys", "disable"), ("sysvshm", "jailsys", "disable"), ("vnet", "jailsys", "inherit"),
    ("children.cur", "int", 0), ("children.max", "int", 0), ("cpuset.id", "int", 2),
    ("host.domainname", "string", ""), ("host.hostid", "int", 0), ("host.hostname", "string", ""),
    ("host.hostuuid", "string", "00000000-0000-0000-0000-000000000000"), ("ip4.addr", "list", []),
    ("ip4.saddrsel", "bool", True), ("ip6.addr", "list", []), ("ip6.saddrsel", "bool", True),
]
ALLOWED = ["chflags", "mlock", "mount", "mount.devfs", "mount.fdescfs", "mount.linprocfs", "mount.linsysfs",
           "mount.nullfs", "mount.procfs", "mount.tmpfs", "mount.zfs", "nfsd", "quotas", "raw_sockets", "read_msgbuf",
           "reserved_ports", "set_hostname", "socket_af", "suser", "sysvipc", "unprivileged_proc_debug", "vmm"]
GIVEN = {"reserved_ports", "set_hostname", "suser", "unprivileged_proc_debug"}
for word in ALLOWED:
    TABLE.append(("allow." + word, "bool", word in GIVEN))

KINDS = {name: kind for name, kind, _ in TABLE}
DEFAULTS = {name: default for name, _, default in TABLE}


def value(jail, name):
    """Of a jail of the state."""
    if name == "jid":
        return jail["jid"]
    return jail["parameters"].get(name, DEFAULTS[name])
