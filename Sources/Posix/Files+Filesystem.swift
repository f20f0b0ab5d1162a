import CPosix
import Glibc

extension Files {
  /// A mounted filesystem's kind and room.
  public struct Filesystem: Equatable, Sendable {
    /// statfs(2)'s type number; 0 where the system names kinds in words.
    public let magic: UInt64
    /// "ext4", "btrfs", "xfs", "overlay", "tmpfs", "zfs", "fuse"..., or the number in hexadecimal.
    public let kind: String
    /// Bytes free for unprivileged users, and in all.
    public let free: UInt64
    public let size: UInt64
    public let readOnly: Bool
  }

  public static func filesystem(_ path: String) throws(PosixError) -> Filesystem {
    try whole(path, "statfs")
    var room = statvfs()
    try checkErrno(statvfs(path, &room), "statvfs", path)
    let unit = UInt64(room.f_frsize)
    let (magic, kind) = try kind(path)
    return Filesystem(
      magic: magic, kind: kind, free: UInt64(room.f_bavail) * unit,
      size: UInt64(room.f_blocks) * unit,
      readOnly: room.f_flag & 1 != 0)
  }

  private static func kind(_ path: String) throws(PosixError) -> (UInt64, String) {
    var magic: UInt64 = 0
    var name = [CChar](repeating: 0, count: 32)
    try check(cposix_filesystem(path, &magic, &name, name.count), "statfs", path)
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (magic, text.isEmpty ? kinds.first { $0.magic == magic }?.name ?? String(magic, radix: 16) : text)
  }

  private static let kinds: [(magic: UInt64, name: String)] = [
    (0xEF53, "ext4"), (0x9123_683E, "btrfs"), (0x5846_5342, "xfs"), (0x794C_7630, "overlay"), (0x0102_1994, "tmpfs"),
    (0x2FC1_2FC1, "zfs"), (0x6573_5546, "fuse"), (0x6969, "nfs"), (0x9FA0, "proc"), (0x6265_6572, "sysfs"),
    (0xCA45_1A4E, "bcachefs"), (0xF2F5_2010, "f2fs"), (0x6E73_6673, "nsfs"),
  ]
}
