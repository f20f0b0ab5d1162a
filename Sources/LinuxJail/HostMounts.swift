import Glibc
import Platform
import Posix

/// The mounts of a jail that the host makes: `mount` and `mount.fstab`.
struct HostMounts {
  let jail: String
  let path: String

  /// Lines and files in the order of jail(8).
  static func entries(_ settings: Settings) throws(JailError) -> [MountEntry] {
    var entries: [MountEntry] = []
    do throws(JailError) {
      for line in settings.mounts {
        if let entry = try MountEntry(line, origin: "mount") { entries.append(entry) }
      }
      for file in settings.mountFiles {
        let text = try read(file)
        for line in text.split(separator: "\n") {
          if let entry = try MountEntry(String(line), origin: "mount.fstab") {
            entries.append(entry)
          }
        }
      }
      // One that can't be had is refused before any is mounted.
      for entry in entries { _ = try entry.place(settings.path) }
    } catch { throw JailError(jail: settings.name, error.message) }
    return entries
  }

  private static func read(_ file: String) throws(JailError) -> String {
    do throws(PosixError) { return try Files.text(file) } catch {
      throw JailError("mount.fstab: \(error)")
    }
  }

  /// The mount point, held open so that nobody can exchange it: without symlinks if it is in the jail's root.
  private func open(_ entry: MountEntry) throws(PosixError) -> Descriptor {
    if entry.target.hasPrefix(path + "/") {
      let root = try Beneath(path)
      let point = try root.open(String(entry.target.dropFirst(path.count)), Files.pathOnly)
      // O_PATH opens a link itself.
      if try point.status().kind == .symlink {
        throw PosixError("open", entry.target, errno: ELOOP)
      }
      return point
    }
    return try Files.open(entry.target, Files.pathOnly)
  }

  /// What is to be kept before it is mounted.
  func record(_ entry: MountEntry) throws(JailError) -> RunState.Mount {
    try failing(entry) { () throws(PosixError) in
      let point = try open(entry)
      let real = try Files.readLink("/proc/self/fd/\(point.raw)")
      return RunState.Mount(target: real, before: try Self.count(real))
    }
  }

  func mount(_ entry: MountEntry) throws(JailError) {
    try failing(entry) { () throws(PosixError) in
      let point = try open(entry)
      let target = "/proc/self/fd/\(point.raw)"
      let (flags, data, recursive) = Self.options(entry.options)
      if entry.type == "nullfs" || entry.type == "bind" || entry.options.contains("bind")
        || recursive
      {
        try Mounts.mount(entry.source, at: target, flags: recursive ? [.bind, .recursive] : .bind)
        if flags.isEmpty { return }
        // The descriptor is of the directory underneath: the flags belong on top of it.
        let top = try open(entry)
        do throws(PosixError) {
          try Mounts.mount(
            nil, at: "/proc/self/fd/\(top.raw)", flags: flags.union([.bind, .remount]))
        } catch {
          try? Mounts.unmount(try Files.readLink("/proc/self/fd/\(top.raw)"), lazy: true)
          throw error
        }
      } else {
        try Mounts.mount(entry.source, at: target, type: entry.type, flags: flags, data: data)
      }
    }
  }

  private func failing<T>(_ entry: MountEntry, _ body: () throws(PosixError) -> T) throws(JailError)
    -> T
  {
    do throws(PosixError) { return try body() } catch {
      let reason = error.errno == ELOOP ? "is or leads through a symbolic link" : error.reason
      throw JailError(jail: jail, "\(entry.origin): \(entry.type) on \(entry.target): \(reason)")
    }
  }

  static func count(_ target: String) throws(PosixError) -> Int {
    try Mounts.count(at: target)
  }

  private static func options(_ words: [String]) -> (Mounts.Flags, String?, recursive: Bool) {
    var flags: Mounts.Flags = []
    var data: [String] = []
    for word in words {
      switch word {
      case "ro": flags.insert(.readOnly)
      case "nosuid": flags.insert(.noSetuid)
      case "nodev": flags.insert(.noDevices)
      case "noexec": flags.insert(.noExecute)
      case "noatime": flags.insert(.noAccessTime)
      case "sync": flags.insert(.synchronous)
      case "rw", "bind", "rbind", "defaults", "auto", "noauto", "late", "failok", "exec", "suid",
        "dev", "async":
        break
      default: data.append(word)
      }
    }
    return (flags, data.isEmpty ? nil : data.joined(separator: ","), words.contains("rbind"))
  }
}

extension HostMounts {
  /// Takes back what was recorded and is there, the last one first. Gives those that stayed, with why.
  static func unmount(_ mounts: [RunState.Mount]) -> [(mount: RunState.Mount, reason: String)] {
    var left: [(mount: RunState.Mount, reason: String)] = []
    for mount in mounts.reversed() {
      do throws(PosixError) {
        if try count(mount.target) > mount.before { try unmount(mount.target) }
      } catch { left.insert((mount, error.description), at: 0) }
    }
    return left
  }

  /// The kernel lets go of a namespace's mounts a moment after its last process.
  private static func unmount(_ target: String) throws(PosixError) {
    let deadline = Clock.monotonic() + 1000
    while true {
      do throws(PosixError) { return try Mounts.unmount(target) } catch {
        if error.errno != EBUSY || Clock.monotonic() >= deadline { throw error }
      }
      Clock.pause(milliseconds: 5)
    }
  }
}
