import CPosix
import Glibc

/// Whole directory trees.
public enum Tree {
  /// Removes `path` and all below it. Symlinks are removed, never followed. Stays on one mount: if anything is mounted
  /// at or below `path`, EXDEV with the mount point, before the first removal where the system can tell. What isn't
  /// there is no error. Deep trees cost no stack and few descriptors.
  public static func remove(_ path: String) throws(PosixError) {
    try whole(path, "remove")
    var trimmed = Substring(path)
    while trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
    let (directory, name) = Files.split(String(trimmed))
    guard !name.isEmpty, name != ".", name != ".." else {
      throw PosixError("remove", path, errno: EINVAL)
    }
    let parent: Descriptor
    do throws(PosixError) { parent = try Files.open(directory, O_RDONLY | O_DIRECTORY) } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return }
      throw error
    }
    try refuseMounts(below: directory, name, path)
    var removal = Removal(path: String(trimmed))
    try removal.remove(Array(name.utf8CString), in: parent.raw)
  }

  private static func refuseMounts(below directory: String, _ name: String, _ path: String)
    throws(PosixError)
  {
    #if os(Linux)
      let real = try Files.realPath(directory)
      let root = real == "/" ? "/\(name)" : "\(real)/\(name)"
      if let mount = try Mounts.current().first(where: {
        $0.target == root || $0.target.hasPrefix(root + "/")
      }) {
        throw PosixError("remove", mount.target, errno: EXDEV)
      }
    #endif
  }
}

/// One removal under way: the directories from the top to where it is.
private struct Removal {
  struct Level {
    var name: [CChar]
    var stream: OpaquePointer?
    var device: UInt64
    var inode: UInt64
  }
  /// Streams kept open; those further up are reopened by `..` when it comes back to them.
  static let open = 32

  let path: String
  var levels: [Level] = []

  init(path: String) { self.path = path }

  mutating func remove(_ name: [CChar], in parent: Int32) throws(PosixError) {
    defer { for level in levels { if let stream = level.stream { closedir(stream) } } }
    if try !enter(name, parent) { return }
    while let level = levels.last {
      guard let stream = level.stream else { return }
      if try !emptyFiles(stream) { continue }
      // Nothing left in it: go up and remove it.
      let above = try levels.count > 1 ? reopen(levels.count - 2, from: stream) : parent
      let done = levels.removeLast()
      closedir(stream)
      if unlinkat(above, done.name, AT_REMOVEDIR) != 0 && errno != ENOENT {
        throw PosixError("rmdir", shown(done.name), errno: errno)
      }
    }
  }

  /// Removes the files of a directory; false after it has gone down into a sub-directory.
  private mutating func emptyFiles(_ stream: OpaquePointer) throws(PosixError) -> Bool {
    let fd = dirfd(stream)
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw PosixError("readdir", shown([0]), errno: errno) }
        return true
      }
      let name = Self.name(entry)
      if name == [0x2e, 0] || name == [0x2e, 0x2e, 0] { continue }
      if try enter(name, fd) { return false }
    }
  }

  /// Removes a file, or opens a directory as the new last level and says true.
  private mutating func enter(_ name: [CChar], _ parent: Int32) throws(PosixError) -> Bool {
    if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return false }
    // Directories answer EISDIR on Linux, EPERM elsewhere.
    if errno != EISDIR && errno != EPERM { throw PosixError("unlink", shown(name), errno: errno) }
    let reason = errno
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    var fd = cposix_open_beneath(parent, name, flags, 0, 1)
    if fd == -ENOSYS { fd = cposix_openat(parent, name, flags, 0) }
    if fd == -ENOENT { return false }
    // Not a directory after all: then unlink's own reason is the true one.
    if fd == -ENOTDIR { throw PosixError("unlink", shown(name), errno: reason) }
    let directory = Descriptor(owning: try check(fd, "remove", shown(name)))
    let status = try directory.status()
    if let above = levels.last?.device, above != status.device {
      throw PosixError("remove", shown(name), errno: EXDEV)
    }
    guard let stream = fdopendir(directory.raw) else {
      throw PosixError("opendir", shown(name), errno: errno)
    }
    _ = directory.release()
    levels.append(Level(name: name, stream: stream, device: status.device, inode: status.inode))
    let far = levels.count - 1 - Self.open
    if far >= 0, let old = levels[far].stream {
      closedir(old)
      levels[far].stream = nil
    }
    return true
  }

  /// The descriptor of a level, opened again through `..` of the one below if it was closed.
  private mutating func reopen(_ index: Int, from below: OpaquePointer) throws(PosixError) -> Int32 {
    if let stream = levels[index].stream { return dirfd(stream) }
    let fd = try check(
      cposix_openat(dirfd(below), "..", O_RDONLY | O_DIRECTORY, 0), "open", shown([0]))
    let directory = Descriptor(owning: fd)
    let status = try directory.status()
    // Someone moved the tree while we were in it: `..` is no longer where we came from.
    guard status.device == levels[index].device, status.inode == levels[index].inode else {
      throw PosixError("remove", shown([0]), errno: EBUSY)
    }
    guard let stream = fdopendir(directory.raw) else {
      throw PosixError("opendir", shown([0]), errno: errno)
    }
    _ = directory.release()
    levels[index].stream = stream
    return dirfd(stream)
  }

  private func shown(_ name: [CChar]) -> String {
    var text = path
    let names = levels.dropFirst().map(\.name) + (levels.isEmpty ? [] : [name])
    for part in names where part.count > 1 {
      text += "/" + String(decoding: part.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    return text
  }

  private static func name(_ entry: UnsafeMutablePointer<dirent>) -> [CChar] {
    withUnsafePointer(to: &entry.pointee.d_name) { field in
      let start = UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self)
      return Array(UnsafeBufferPointer(start: start, count: strlen(start) + 1))
    }
  }
}
