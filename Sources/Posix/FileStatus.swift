import Glibc

/// What stat(2) says of a file.
public struct FileStatus: Equatable, Sendable {
  public enum Kind: Sendable { case file, directory, symlink, other }

  public let kind: Kind
  /// Permission bits, set-id and sticky bits included.
  public let mode: UInt32
  public let uid: UInt32
  public let gid: UInt32
  /// Bytes.
  public let size: Int64
  public let device: UInt64
  public let inode: UInt64
  public let links: UInt64
  /// Seconds since 1970.
  public let modified: Int64

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .file
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .symlink
    default: kind = .other
    }
    mode = UInt32(status.st_mode) & 0o7777
    uid = status.st_uid
    gid = status.st_gid
    size = Int64(status.st_size)
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    links = UInt64(status.st_nlink)
    modified = Int64(status.st_mtim.tv_sec)
  }
}
