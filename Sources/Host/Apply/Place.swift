import CPosix
import Glibc
import Posix

/// A name in an open folder: what happens to it afterwards can't be led elsewhere.
struct Place: ~Copyable {
  let folder: Descriptor
  let name: String
  let path: String

  /// - Parameter within: no symbolic link below this folder is followed on the way.
  init(_ path: String, within: String?) throws(PosixError) {
    self.path = path
    let (directory, name) = Files.split(path)
    self.name = name
    guard let within, directory != within else {
      folder = try Files.open(directory, O_RDONLY | O_DIRECTORY)
      return
    }
    guard path.hasPrefix(within + "/") else { throw PosixError("open", path, errno: EXDEV) }
    let root = try Beneath(within)
    folder = try root.open(String(directory.dropFirst(within.utf8.count)), O_RDONLY | O_DIRECTORY)
  }

  /// The file itself; `nil` where there is none.
  func status(_ other: String? = nil) throws(PosixError) -> (
    kind: mode_t, mode: UInt32, uid: UInt32, gid: UInt32, inode: UInt64
  )? {
    var status = stat()
    guard fstatat(folder.raw, other ?? name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return nil }
      throw PosixError("stat", path, errno: errno)
    }
    let mode = UInt32(status.st_mode) & 0o7777
    return (status.st_mode & S_IFMT, mode, status.st_uid, status.st_gid, UInt64(status.st_ino))
  }

  func open(_ flags: Int32, _ other: String? = nil, mode: UInt32 = 0) throws(PosixError) -> Descriptor {
    let fd = cposix_openat(folder.raw, other ?? name, flags | O_NOFOLLOW, mode)
    if fd < 0 { throw PosixError("open", path, errno: -fd) }
    return Descriptor(owning: fd)
  }

  /// A new file, to be written. What is there under this name goes.
  func make(_ other: String, mode: UInt32) throws(PosixError) -> Descriptor {
    let flags = O_WRONLY | O_CREAT | O_EXCL
    do throws(PosixError) { return try open(flags, other, mode: mode) } catch {
      guard error.errno == EEXIST else { throw error }
      try unlink(other)
      return try open(flags, other, mode: mode)
    }
  }

  func read() throws(PosixError) -> [UInt8] {
    try open(O_RDONLY | O_NONBLOCK | O_NOCTTY).read(limit: FileChange.largest, path: path)
  }

  func readLink() throws(PosixError) -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlinkat(folder.raw, name, &bytes, bytes.count)
    if count < 0 { throw PosixError("readlink", path, errno: errno) }
    return String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Absence is no error.
  func unlink(_ other: String? = nil) throws(PosixError) {
    if unlinkat(folder.raw, other ?? name, 0) != 0, errno != ENOENT {
      throw PosixError("unlink", path, errno: errno)
    }
  }

  func removeDirectory() throws(PosixError) {
    if unlinkat(folder.raw, name, AT_REMOVEDIR) != 0 {
      throw PosixError("rmdir", path, errno: errno)
    }
  }

  func makeDirectory(mode: UInt32) throws(PosixError) {
    if mkdirat(folder.raw, name, mode_t(mode)) != 0 {
      throw PosixError("mkdir", path, errno: errno)
    }
    // mkdir(2) takes the umask away.
    if fchmodat(folder.raw, name, mode_t(mode), 0) != 0 {
      throw PosixError("chmod", path, errno: errno)
    }
  }

  func makeLink(to target: String, _ other: String) throws(PosixError) {
    if symlinkat(target, folder.raw, other) != 0 { throw PosixError("symlink", path, errno: errno) }
  }

  /// Gives `other` this place's name.
  func take(_ other: String, replacing: Bool) throws(PosixError) {
    if replacing {
      if renameat(folder.raw, other, folder.raw, name) != 0 {
        throw PosixError("rename", path, errno: errno)
      }
    } else {
      let result = cposix_rename_new_at(folder.raw, other, folder.raw, name)
      if result < 0 { throw PosixError("rename", path, errno: -result) }
    }
  }

  /// The file's content.
  func syncFile() throws(PosixError) {
    let file = try open(O_RDONLY | O_NONBLOCK)
    if fsync(file.raw) != 0 { throw PosixError("fsync", path, errno: errno) }
  }

  /// The names in its folder.
  func sync() throws(PosixError) {
    // Some filesystems (FUSE) can't sync a folder and say so.
    if fsync(folder.raw) != 0, errno != EINVAL, errno != ENOSYS {
      throw PosixError("fsync", path, errno: errno)
    }
  }
}
