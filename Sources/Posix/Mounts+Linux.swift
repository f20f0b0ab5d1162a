#if os(Linux)
  import CPosix
  import Glibc

  /// mount(2), umount2(2) and /proc/self/mountinfo.
  public enum Mounts {
    public struct Mount: Equatable, Sendable {
      public let id: Int
      public let parent: Int
      /// "major:minor"
      public let device: String
      /// What of the filesystem is mounted: "/", or a directory of it for bind mounts.
      public let root: String
      public let target: String
      public let options: [String]
      /// "shared:N", "master:N" and the like.
      public let propagation: [String]
      public let type: String
      public let source: String
      public let superOptions: [String]
    }

    public struct Flags: OptionSet, Sendable {
      public let rawValue: UInt
      public init(rawValue: UInt) { self.rawValue = rawValue }
      public static let readOnly = Flags(rawValue: UInt(MS_RDONLY))
      public static let noSetuid = Flags(rawValue: UInt(MS_NOSUID))
      public static let noDevices = Flags(rawValue: UInt(MS_NODEV))
      public static let noExecute = Flags(rawValue: UInt(MS_NOEXEC))
      public static let noAccessTime = Flags(rawValue: UInt(MS_NOATIME))
      public static let synchronous = Flags(rawValue: UInt(MS_SYNCHRONOUS))
      public static let bind = Flags(rawValue: UInt(MS_BIND))
      public static let recursive = Flags(rawValue: UInt(MS_REC))
      public static let remount = Flags(rawValue: UInt(MS_REMOUNT))
      public static let makePrivate = Flags(rawValue: UInt(MS_PRIVATE))
      public static let makeSlave = Flags(rawValue: UInt(MS_SLAVE))
      public static let makeShared = Flags(rawValue: UInt(MS_SHARED))
    }

    public static func mount(
      _ source: String?, at target: String, type: String? = nil, flags: Flags = [],
      data: String? = nil
    ) throws(PosixError) {
      for text in [source, target, type, data] { if let text { try whole(text, "mount") } }
      try check(cposix_mount(source, target, type, flags.rawValue, data), "mount", target)
    }

    /// Never follows a symlink at `target`. `lazy` detaches a busy mount too.
    public static func unmount(_ target: String, lazy: Bool = false) throws(PosixError) {
      try whole(target, "umount")
      try check(
        cposix_unmount(target, Int32(UMOUNT_NOFOLLOW) | (lazy ? Int32(MNT_DETACH) : 0)),
        "umount", target)
    }

    /// Gives this process a mount namespace of its own, in which `mounts` are detached. Later changes of the old one
    /// still arrive.
    public static func separate(detaching mounts: [String]) throws(PosixError) {
      let paths = CStrings(mounts)
      defer { withExtendedLifetime(paths) {} }
      try check(cposix_private_mounts(paths.pointers), "unshare")
    }

    /// Device nodes on the root of process `pid` can't be opened any more in its mount namespace.
    public static func forbidDevices(onRootOf pid: Int) throws(PosixError) {
      let path = "/proc/\(pid)/ns/mnt"
      let namespace = try Files.open(path, O_RDONLY)
      try check(cposix_root_without_devices(namespace.raw), "mount_setattr", path)
    }

    /// The mounts of this process's namespace in the order they were made.
    public static func current() throws(PosixError) -> [Mount] {
      parse(
        String(decoding: try Files.read("/proc/self/mountinfo", limit: 64 << 20), as: UTF8.self))
    }

    /// Those whose source begins with `source`. Of the other lines, and there may be thousands, nothing is made.
    public static func current(from source: String) throws(PosixError) -> [Mount] {
      let wanted = Array(escape(source).utf8)
      let table = try Files.read("/proc/self/mountinfo", limit: 64 << 20)
      let lines = table.split(separator: UInt8(ascii: "\n")).filter { line in
        let words = line.split(separator: UInt8(ascii: " "))
        // The first lone dash: blanks in paths are written as digits.
        guard let dash = words.firstIndex(where: { $0.elementsEqual([UInt8(ascii: "-")]) }) else { return false }
        return words.dropFirst(dash + 2).first?.starts(with: wanted) ?? false
      }
      return lines.flatMap { parse(String(decoding: $0, as: UTF8.self)) }
    }

    /// How many lie on `target`, one over the other.
    public static func count(at target: String) throws(PosixError) -> Int {
      // A thousand jails are thousands of lines: they are compared as bytes.
      let wanted = Array((escape(target) + " ").utf8)
      let table = try Files.read("/proc/self/mountinfo", limit: 64 << 20)
      return table.split(separator: UInt8(ascii: "\n")).count { line in
        var rest = line
        for _ in 0..<4 {
          guard let space = rest.firstIndex(of: UInt8(ascii: " ")) else { return false }
          rest = rest[(space + 1)...]
        }
        return rest.starts(with: wanted)
      }
    }

    public static func parse(_ text: String) -> [Mount] {
      text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count >= 10, let id = Int(words[0]), let parent = Int(words[1]),
          let dash = words[6...].firstIndex(of: "-"), words.count >= dash + 3
        else { return nil }
        return Mount(
          id: id, parent: parent, device: words[2], root: unescape(words[3]),
          target: unescape(words[4]),
          options: words[5].split(separator: ",").map(String.init),
          propagation: Array(words[6..<dash]),
          type: words[dash + 1], source: unescape(words[dash + 2]),
          superOptions: words.count > dash + 3
            ? words[dash + 3].split(separator: ",").map(String.init) : [])
      }
    }

    static func escape(_ text: String) -> String {
      guard text.utf8.contains(where: isEscaped) else { return text }
      let bytes = text.utf8.flatMap { byte -> [UInt8] in
        guard isEscaped(byte) else { return [byte] }
        let digits = String(byte, radix: 8)
        return Array(("\\" + String(repeating: "0", count: 3 - digits.count) + digits).utf8)
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    private static func isEscaped(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x5C].contains(byte) }

    /// The kernel writes space, tab, newline and backslash as three octal digits.
    static func unescape(_ text: String) -> String {
      guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
      var bytes: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "\\"), rest.count >= 3,
          let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8)
        {
          bytes.append(code)
          rest = rest.dropFirst(3)
        } else {
          bytes.append(byte)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
#endif
