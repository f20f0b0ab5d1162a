import Wire

/// The system calls that a jail is denied. Everything else stays allowed: capabilities and namespaces do the main part.
struct Seccomp: Sendable, Equatable {
  /// Calls that the conf allows.
  var allowed: Set<String> = []
  /// Address families that can't be used, as `ip6 = disable` asks.
  var families: [Int] = []
  /// Whether any address family is open.
  var allFamilies = false

  /// Loading code into the kernel, looking into it, kernel keys (which know no namespaces), file handles (which know
  /// no roots), the kernel's log, and new namespaces (children.max is 0).
  static let denied = [
    "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "bpf",
    "perf_event_open",
    "userfaultfd", "open_by_handle_at", "add_key", "request_key", "keyctl", "syslog", "unshare",
    "setns",
    "lookup_dcookie", "quotactl", "nfsservctl", "swapon", "swapoff", "reboot", "acct",
  ]

  private static let permission = 1
  private static let missing = 38
  private static let family = 97
  private static let newUser = 0x1000_0000
  private static let inject = 0x5412
  private static let console = 0x541c
  /// AF_UNIX 1, AF_INET 2, AF_INET6 10, AF_NETLINK 16 and AF_PACKET 17 are the last that are let through.
  private static let last = 17

  var json: JSON {
    var rules: [JSON] = [rule(Self.denied.filter { !allowed.contains($0) }, Self.permission)]
    let mask = argument(0, Self.newUser, "SCMP_CMP_MASKED_EQ", second: Self.newUser)
    rules.append(rule(["clone"], Self.permission, mask))
    // Its flags lie in memory, where a filter can't look; the C library falls back to clone.
    rules.append(rule(["clone3"], Self.missing))
    for request in [Self.inject, Self.console] {
      rules.append(
        rule(
          ["ioctl"], Self.permission, argument(1, request, "SCMP_CMP_MASKED_EQ", mask: 0xffff_ffff))
      )
    }
    for number in families {
      rules.append(rule(["socket"], Self.family, argument(0, number, "SCMP_CMP_EQ")))
    }
    if !allFamilies {
      rules.append(rule(["socket"], Self.family, argument(0, Self.last, "SCMP_CMP_GT")))
    }
    return [
      "defaultAction": "SCMP_ACT_ALLOW", "architectures": JSON(Self.architectures),
      "syscalls": .array(rules),
    ]
  }

  private static var architectures: [String] {
    #if arch(x86_64)
      ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]
    #elseif arch(arm64)
      ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"]
    #else
      []
    #endif
  }

  private func rule(_ names: [String], _ errno: Int, _ argument: JSON? = nil) -> JSON {
    var object: JSON.Object = [
      "names": JSON(names), "action": "SCMP_ACT_ERRNO", "errnoRet": .integer(errno),
    ]
    object["args"] = argument.map { .array([$0]) }
    return .object(object)
  }

  private func argument(_ index: Int, _ value: Int, _ comparison: String, second: Int = 0) -> JSON {
    [
      "index": .integer(index), "value": .integer(value), "valueTwo": .integer(second),
      "op": .string(comparison),
    ]
  }

  /// `argument & mask == value`; the kernel looks at the lower half of an ioctl's number only.
  private func argument(_ index: Int, _ value: Int, _ comparison: String, mask: Int) -> JSON {
    [
      "index": .integer(index), "value": .integer(mask), "valueTwo": .integer(value),
      "op": .string(comparison),
    ]
  }
}
