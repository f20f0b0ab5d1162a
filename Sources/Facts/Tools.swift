import Platform
import Posix

/// Where programs are looked for, in this order; the caller's PATH has no say.
public struct Tools: Sendable {
  public static let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
  /// The folder of jailer itself, where Linux's jail(8), jls(8) and jexec(8) are.
  public let beside: String
  public let system: System
  /// FreeBSD: the library that jail_get(2) is in; `nil` is the process itself.
  public let library: String?

  /// What plans may call; the fact `host` says where each is.
  static let known = [
    "bridge", "chflags", "cp", "devfs", "dhcpd", "dnsmasq", "ifconfig", "ip", "jail", "jailer", "jdhcp", "jexec",
    "jguard", "jls",
    "kldload", "kldunload", "mmdebstrap", "nft", "pfctl", "pkg", "runsv", "service", "setsid", "sv", "sysctl", "sysrc",
    "systemctl", "tar", "umount",
    "zfs",
    "zpool", "zstd",
  ]

  public init(beside: String, system: System, library: String? = nil) {
    self.beside = beside
    self.system = system
    self.library = library
  }

  /// The absolute path of a program, or `nil`.
  public func find(_ name: String) -> String? {
    // systemctl(1) is of use only where systemd runs.
    if name == "systemctl", !Files.exists("/run/systemd/system") { return nil }
    // Linux has no jail(8) of its own: only ours will do, whatever else has that name.
    let ours = name == "jailer" || system == .linux && ["jail", "jls", "jexec", "jdhcp", "jguard"].contains(name)
    return Command.search(name, in: ours ? [beside] : Self.folders)
  }
}
