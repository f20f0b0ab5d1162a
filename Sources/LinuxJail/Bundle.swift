import Wire

/// The description of a jail for an OCI runtime (config.json).
struct Bundle {
  let settings: Settings
  let entries: [MountEntry]
  /// The file of the network namespace, in a vnet jail.
  let netns: String?
  /// The program that is PID 1, on the host.
  let pause: String

  static let version = "1.0.2"
  static let initPath = "/dev/.init"

  func json() throws(JailError) -> JSON {
    let process = JailProcess(arguments: [Self.initPath, "-P"], settings: settings)
    var object: JSON.Object = [
      "ociVersion": .string(Self.version), "process": process.json,
      "root": ["path": .string(settings.path)],
      "mounts": .array(try mounts()), "linux": .object(linux),
    ]
    // An empty name can't be given to a runtime, and without one the jail would show the host's.
    if settings.ownHostname {
      object["hostname"] = .string(settings.hostname.isEmpty ? settings.name : settings.hostname)
    }
    return .object(object)
  }

  private func mounts() throws(JailError) -> [JSON] {
    var mounts: [JSON] = [
      mount("/proc", "proc", "proc", ["nosuid", "noexec", "nodev"]),
      mount("/dev", "tmpfs", "tmpfs", ["nosuid", "noexec", "mode=755", "size=1m"]),
      mount(Self.initPath, "bind", pause, ["bind", "ro", "nosuid", "nodev"]),
    ]
    var devfs = settings.devfs
    for entry in entries {
      switch try entry.place(settings.path) {
      case .host, .nothing: break
      case .devfs: devfs = true
      case .jail(let target, let type):
        let fixed =
          type == "sysfs" ? ["ro", "nosuid", "noexec", "nodev"] : ["nosuid", "noexec", "nodev"]
        mounts.append(mount(target, type, entry.source, fixed))
      }
    }
    if devfs {
      mounts.append(
        mount(
          "/dev/pts", "devpts", "devpts",
          ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]))
      mounts.append(
        mount("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=64m"]))
    }
    return mounts
  }

  private func mount(_ target: String, _ type: String, _ source: String, _ options: [String])
    -> JSON
  {
    [
      "destination": .string(target), "type": .string(type), "source": .string(source),
      "options": JSON(options),
    ]
  }

  private var linux: JSON.Object {
    var namespaces: [JSON] = [["type": "pid"], ["type": "mount"]]
    if settings.ownHostname { namespaces.append(["type": "uts"]) }
    if settings.ownIPC { namespaces.append(["type": "ipc"]) }
    switch settings.network {
    case .inherit: break
    case .none: namespaces.append(["type": "network"])
    case .vnet: namespaces.append(["type": "network", "path": JSON(netns)])
    }
    var linux: JSON.Object = [
      "namespaces": .array(namespaces), "seccomp": settings.seccomp.json,
      // What the host mounts below the jail's path later shows inside, as on FreeBSD.
      "rootfsPropagation": "rslave",
      "maskedPaths": JSON(Self.masked), "readonlyPaths": JSON(Self.readOnly),
    ]
    if let domainname = settings.domainname {
      linux["sysctl"] = ["kernel.domainname": .string(domainname)]
    }
    return linux
  }

  private static let masked = [
    "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
    "/proc/timer_list",
    "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
  ]
  private static let readOnly = [
    "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
  ]
}
