import CPosix
import Glibc

/// Files by path. Every function throws `PosixError` with the call and the path.
public enum Files {
  /// O_PATH: names a file without opening it.
  public static var pathOnly: Int32 { cposix_path_only }

  /// Opens with O_CLOEXEC.
  public static func open(_ path: String, _ flags: Int32, mode: UInt32 = 0) throws(PosixError)
    -> Descriptor
  {
    try whole(path, "open")
    return Descriptor(owning: try check(cposix_open(path, flags, mode), "open", path))
  }

  /// The content of a regular file: EFBIG past `limit` bytes, EISDIR or EINVAL for anything but a file,
  /// ELOOP for a symlink unless `follow`.
  public static func read(_ path: String, limit: Int = 1 << 20, follow: Bool = true)
    throws(PosixError) -> [UInt8]
  {
    try content(of: try open(path, reading(follow)), limit, path)
  }

  /// O_NONBLOCK: a FIFO in the file's place must not hang us.
  static func reading(_ follow: Bool) -> Int32 { O_RDONLY | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW) }

  static func content(of file: borrowing Descriptor, _ limit: Int, _ path: String) throws(PosixError) -> [UInt8] {
    let status = try file.status()
    switch status.kind {
    case .file: return try file.read(limit: limit, path: path, size: Int(status.size))
    case .directory: throw PosixError("read", path, errno: EISDIR)
    default: throw PosixError("read", path, errno: EINVAL)
    }
  }

  /// `read` as text; EILSEQ if it isn't UTF-8.
  public static func text(_ path: String, limit: Int = 1 << 20, follow: Bool = true)
    throws(PosixError) -> String
  {
    guard let text = String(validating: try read(path, limit: limit, follow: follow), as: UTF8.self)
    else {
      throw PosixError("read", path, errno: EILSEQ)
    }
    return text
  }

  /// The file itself, or nil if there is none. Symlinks aren't followed.
  public static func lstat(_ path: String) throws(PosixError) -> FileStatus? {
    try status(path, AT_SYMLINK_NOFOLLOW)
  }

  /// What the path leads to, or nil if nothing.
  public static func stat(_ path: String) throws(PosixError) -> FileStatus? {
    try status(path, 0)
  }

  private static func status(_ path: String, _ flags: Int32) throws(PosixError) -> FileStatus? {
    try whole(path, "stat")
    var status = Glibc.stat()
    if fstatat(AT_FDCWD, path, &status, flags) == 0 { return FileStatus(status) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw PosixError("stat", path, errno: errno)
  }

  /// Whether there is something of this name, a dangling symlink included. An unreadable path counts as absent.
  public static func exists(_ path: String) -> Bool {
    ((try? lstat(path)) ?? nil) != nil
  }

  public static func makeDirectory(_ path: String, mode: UInt32 = 0o755) throws(PosixError) {
    try whole(path, "mkdir")
    try checkErrno(mkdir(path, mode_t(mode)), "mkdir", path)
  }

  /// mkdir -p; existing directories are kept as they are.
  public static func makeDirectories(_ path: String, mode: UInt32 = 0o755) throws(PosixError) {
    do throws(PosixError) { return try makeDirectory(path, mode: mode) } catch {
      switch error.errno {
      case EEXIST:
        if try stat(path)?.kind == .directory { return }
        throw error
      case ENOENT:
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw error }
        try makeDirectories(String(path[..<slash]), mode: mode)
        // A trailing slash has made it already, or another process since.
        do throws(PosixError) { try makeDirectory(path, mode: mode) } catch {
          guard error.errno == EEXIST, try stat(path)?.kind == .directory else { throw error }
        }
      default: throw error
      }
    }
  }

  public static func rename(_ from: String, to: String) throws(PosixError) {
    try whole(from, "rename")
    try whole(to, "rename")
    try checkErrno(Glibc.rename(from, to), "rename", to)
  }

  /// EEXIST if `to` is there already.
  public static func renameNew(_ from: String, to: String) throws(PosixError) {
    try whole(from, "rename")
    try whole(to, "rename")
    try check(cposix_rename_new(from, to), "rename", to)
  }

  public static func unlink(_ path: String) throws(PosixError) {
    try whole(path, "unlink")
    try checkErrno(Glibc.unlink(path), "unlink", path)
  }

  public static func removeDirectory(_ path: String) throws(PosixError) {
    try whole(path, "rmdir")
    try checkErrno(rmdir(path), "rmdir", path)
  }

  public static func symlink(_ target: String, at path: String) throws(PosixError) {
    try whole(target, "symlink")
    try whole(path, "symlink")
    try checkErrno(Glibc.symlink(target, path), "symlink", path)
  }

  /// What the symlink says; EINVAL if it is none.
  public static func readLink(_ path: String) throws(PosixError) -> String {
    try whole(path, "readlink")
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink(path, &bytes, bytes.count)
    if count < 0 { throw PosixError("readlink", path, errno: errno) }
    return String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The path without symlinks, `.` and `..`.
  public static func realPath(_ path: String) throws(PosixError) -> String {
    try whole(path, "realpath")
    guard let real = realpath(path, nil) else { throw PosixError("realpath", path, errno: errno) }
    defer { free(real) }
    return String(cString: real)
  }
}
