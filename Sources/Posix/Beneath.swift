import CPosix
import Glibc

/// Files under a root directory. No operation follows a symlink or leaves the root, whatever someone inside does
/// to the tree meanwhile: ELOOP for a symlink on the way, EXDEV or EINVAL for `..`. Paths are relative to the root;
/// a leading `/` means the root too.
public struct Beneath: ~Copyable, Sendable {
  let root: Descriptor
  let path: String

  /// `path` itself may lead through symlinks: it is the administrator's.
  public init(_ path: String) throws(PosixError) {
    root = try Files.open(path, O_RDONLY | O_DIRECTORY)
    self.path = path
  }

  /// Opens an existing file, or with O_CREAT makes the last component.
  public func open(_ relative: String, _ flags: Int32, mode: UInt32 = 0) throws(PosixError)
    -> Descriptor
  {
    let parts = try components(relative)
    // Not `joined`: its first call takes 0.1 ms (Wire/Joined.swift).
    let joined = parts.dropFirst().reduce(parts.first ?? ".") { "\($0)/\($1)" }
    let fd = cposix_open_beneath(root.raw, joined, flags | O_NOFOLLOW, mode, 0)
    if fd != -ENOSYS { return Descriptor(owning: try check(fd, "open", shown(relative))) }
    return try walk(parts, flags, mode, relative)
  }

  /// The same by one openat(2) a component, for kernels without openat2.
  func walk(_ parts: [String], _ flags: Int32, _ mode: UInt32, _ relative: String)
    throws(PosixError) -> Descriptor
  {
    var at = try root.duplicate()
    guard let last = parts.last else { return at }
    for part in parts.dropLast() {
      let next = cposix_openat(at.raw, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
      at = Descriptor(owning: try check(next, "open", shown(relative)))
    }
    return Descriptor(
      owning: try check(
        cposix_openat(at.raw, last, flags | O_NOFOLLOW, mode), "open", shown(relative)))
  }

  /// Opens an existing file as a process whose root this is would: symlinks are followed, and end inside.
  /// ENOSYS where the system can't (Linux 5.6 and later can).
  public func resolve(_ path: String, _ flags: Int32) throws(PosixError) -> Descriptor {
    try whole(path, "open")
    return Descriptor(
      owning: try check(cposix_open_in_root(root.raw, path, flags), "open", shown(path)))
  }

  /// The file itself, or nil if there is none. A symlink as the last component is reported as one.
  public func status(_ relative: String) throws(PosixError) -> FileStatus? {
    let parts = try components(relative)
    guard let last = parts.last else { return try root.status() }
    do throws(PosixError) {
      let parent = try directory(Array(parts.dropLast()))
      var status = stat()
      if fstatat(parent.raw, last, &status, AT_SYMLINK_NOFOLLOW) == 0 { return FileStatus(status) }
      if errno == ENOENT { return nil }
      throw PosixError("stat", shown(relative), errno: errno)
    } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return nil }
      throw error
    }
  }

  public func exists(_ relative: String) throws(PosixError) -> Bool { try status(relative) != nil }

  /// The content of a regular file; EFBIG past `limit` bytes.
  public func read(_ relative: String, limit: Int = 1 << 20) throws(PosixError) -> [UInt8] {
    let file = try open(relative, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    guard try file.status().kind == .file else {
      throw PosixError("read", shown(relative), errno: EINVAL)
    }
    return try file.read(limit: limit, path: shown(relative))
  }

  func directory(_ parts: [String]) throws(PosixError) -> Descriptor {
    try open(parts.joined(separator: "/"), O_RDONLY | O_DIRECTORY)
  }

  func components(_ relative: String) throws(PosixError) -> [String] {
    try whole(relative, "open")
    let parts = relative.split(separator: "/").filter { $0 != "." }.map(String.init)
    if parts.contains("..") { throw PosixError("open", shown(relative), errno: EINVAL) }
    return parts
  }

  func shown(_ relative: String) -> String {
    relative.hasPrefix("/") ? path + relative : "\(path)/\(relative)"
  }
}
