import CPosix
import Glibc

extension Beneath {
  /// mkdir -p; existing directories are kept as they are.
  public func makeDirectories(_ relative: String, mode: UInt32 = 0o755) throws(PosixError) {
    _ = try descend(try components(relative), mode: mode, relative)
  }

  /// The directory, made where it lacks.
  private func descend(_ parts: [String], mode: UInt32, _ relative: String) throws(PosixError)
    -> Descriptor
  {
    var at = try root.duplicate()
    for part in parts {
      if mkdirat(at.raw, part, mode_t(mode)) != 0 && errno != EEXIST {
        throw PosixError("mkdir", shown(relative), errno: errno)
      }
      let next = cposix_openat(at.raw, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
      at = Descriptor(owning: try check(next, "mkdir", shown(relative)))
    }
    return at
  }

  /// As `Files.write`; the directory must exist unless `makeParents`. A symlink in the file's place is replaced itself.
  public func write(
    _ bytes: [UInt8], to relative: String, mode: UInt32 = 0o644, owner: Files.Owner? = nil,
    makeParents: Bool = false
  ) throws(PosixError) {
    try put(relative, mode: mode, owner: owner, makeParents: makeParents) {
      file throws(PosixError) in
      try Descriptor.write(bytes, to: file, path: relative)
    }
  }

  /// Copies a regular file of the host to `relative`, following symlinks on the host's side only.
  public func copy(
    _ source: String, to relative: String, mode: UInt32? = nil, owner: Files.Owner? = nil,
    makeParents: Bool = false
  ) throws(PosixError) {
    let from = try Files.open(source, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    let status = try from.status()
    guard status.kind == .file else { throw PosixError("copy", source, errno: EINVAL) }
    let raw = from.raw
    try put(relative, mode: mode ?? status.mode, owner: owner, makeParents: makeParents) {
      file throws(PosixError) in
      var chunk = [UInt8](repeating: 0, count: 65536)
      while true {
        let count = Glibc.read(raw, &chunk, chunk.count)
        if count < 0 { throw PosixError("read", source, errno: errno) }
        if count == 0 { return }
        try Descriptor.write(Array(chunk[..<count]), to: file, path: relative)
      }
    }
  }

  private func put(
    _ relative: String, mode: UInt32, owner: Files.Owner?, makeParents: Bool,
    fill: (Int32) throws(PosixError) -> Void
  ) throws(PosixError) {
    let parts = try components(relative)
    guard let name = parts.last else { throw PosixError("open", shown(relative), errno: EISDIR) }
    let above = Array(parts.dropLast())
    let folder = makeParents ? try descend(above, mode: 0o755, relative) : try directory(above)
    let temporary = ".\(String(name.prefix(60))).\(try Random.text(12))"
    do throws(PosixError) {
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
      let file = Descriptor(
        owning: try check(
          cposix_openat(folder.raw, temporary, flags, 0o600), "open", shown(relative)))
      if let owner {
        try checkErrno(fchown(file.raw, owner.uid, owner.gid), "fchown", shown(relative))
      }
      try checkErrno(fchmod(file.raw, mode_t(mode)), "fchmod", shown(relative))
      try fill(file.raw)
      try file.sync(path: shown(relative))
      try checkErrno(renameat(folder.raw, temporary, folder.raw, name), "rename", shown(relative))
    } catch {
      unlinkat(folder.raw, temporary, 0)
      throw error
    }
    if fsync(folder.raw) != 0 && errno != EINVAL && errno != ENOSYS {
      throw PosixError("fsync", shown(relative), errno: errno)
    }
  }

  /// Removes a file (not a directory); absence is no error.
  public func unlink(_ relative: String) throws(PosixError) {
    let parts = try components(relative)
    guard let name = parts.last else { throw PosixError("unlink", shown(relative), errno: EISDIR) }
    let folder = try directory(Array(parts.dropLast()))
    if unlinkat(folder.raw, name, 0) != 0 && errno != ENOENT {
      throw PosixError("unlink", shown(relative), errno: errno)
    }
  }
}
