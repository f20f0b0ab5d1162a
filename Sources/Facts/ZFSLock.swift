import Posix

/// zfs-fuse's pipe is corrupted by two commands at once, so each takes this lock; OpenZFS needs none.
public enum ZFSLock {
  /// One for the machine, whatever the root: there is one zfs-fuse.
  public static let path = "/run/jailer-zfs.lock"

  /// Without the kernel's module it is zfs-fuse that answers.
  public static var isNeeded: Bool { !Files.exists("/sys/module/zfs") && !Files.exists("/dev/zfs") }

  /// Held until it goes out of scope; `nil` where none is needed.
  public static func wait() throws(PosixError) -> FileLock? {
    guard isNeeded else { return nil }
    return try FileLock.wait(path)
  }
}
