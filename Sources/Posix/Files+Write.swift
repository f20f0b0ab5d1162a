import Glibc

extension Files {
  /// Owner and group of a file.
  public struct Owner: Equatable, Sendable {
    public let uid: UInt32
    public let gid: UInt32
    public init(uid: UInt32, gid: UInt32) {
      self.uid = uid
      self.gid = gid
    }
  }

  /// Writes a temporary file beside `path`, syncs it, renames it over `path` (or, with `replace` false, fails with
  /// EEXIST if that exists), and syncs the directory.
  /// `sync` false leaves out both, for what needn't outlive a crash of the machine. Other readers see the old content or the new, nothing between.
  public static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, owner: Owner? = nil,
    replace: Bool = true,
    sync: Bool = true
  ) throws(PosixError) {
    try whole(path, "open")
    let (directory, name) = split(path)
    guard !name.isEmpty, name != ".", name != ".." else {
      throw PosixError("open", path, errno: EISDIR)
    }
    let temporary = "\(directory)/.\(String(name.prefix(60))).\(try Random.text(12))"
    do throws(PosixError) {
      let file = try open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
      if let owner { try checkErrno(fchown(file.raw, owner.uid, owner.gid), "fchown", path) }
      try checkErrno(fchmod(file.raw, mode_t(mode)), "fchmod", path)
      try file.write(bytes, path: path)
      if sync { try file.sync(path: path) }
      if replace { try rename(temporary, to: path) } else { try renameNew(temporary, to: path) }
    } catch {
      Glibc.unlink(temporary)
      throw error
    }
    if sync { try syncDirectory(directory) }
  }

  public static func write(
    _ text: String, to path: String, mode: UInt32 = 0o644, owner: Owner? = nil, replace: Bool = true
  ) throws(PosixError) {
    try write(Array(text.utf8), to: path, mode: mode, owner: owner, replace: replace)
  }

  /// Makes renames and new names in it lasting.
  public static func syncDirectory(_ path: String) throws(PosixError) {
    let directory = try open(path, O_RDONLY | O_DIRECTORY)
    // Some filesystems (FUSE) can't sync a directory and say so.
    if fsync(directory.raw) != 0 && errno != EINVAL && errno != ENOSYS {
      throw PosixError("fsync", path, errno: errno)
    }
  }

  /// The directory ("." if none is given) and the last component.
  public static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let directory = slash == path.startIndex ? "/" : String(path[..<slash])
    return (directory, String(path[path.index(after: slash)...]))
  }
}
