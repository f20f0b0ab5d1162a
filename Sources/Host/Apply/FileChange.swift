import Glibc
import Posix
import Wire

extension Action {
  /// Whether `FileChange` does it, and takes it back.
  var isFileChange: Bool {
    switch self {
    case .write, .copy, .directory, .rename: true
    case .run, .pipe, .remove, .wait, .unpack, .fetch, .invoke: false
    }
  }
}

/// Files and folders that a step writes or makes, and that the host takes back by itself.
struct FileChange: ~Copyable {
  /// The most bytes of a file that is written, copied or replaced.
  static let largest = 64 << 20

  let step: Int
  let journal: Journal
  let unsynced: Unsynced
  /// It takes nothing back by itself, mostly because an earlier step's undo takes all of it away: what was there need
  /// not be kept.
  var isCovered = false
  /// A file that was written a moment before may be there without its content (`Unsynced`).
  var isAfterPowerLoss = false
  /// Where `before` looked, for `perform`: to open it again through FUSE takes as long as to write it.
  private var looked: Place?

  init(step: Int, journal: Journal, unsynced: Unsynced) {
    self.step = step
    self.journal = journal
    self.unsynced = unsynced
  }

  /// Beside the file, under a name that a recovery knows.
  func temporary(_ name: String) -> String {
    ".\(String(name.prefix(60))).jailer-\(journal.id).\(step)"
  }

  /// What is there now. Keeps a copy of what will be replaced.
  mutating func before(_ action: Action) throws(StepError) -> Before {
    do throws(PosixError) {
      switch action {
      case .write(let path, _, _, let within), .copy(_, let path, _, let within):
        return try old(path, within)
      case .directory(let path, _, let within): return .folders(try missing(path, within))
      case .rename(_, let to):
        if try Files.lstat(to) != nil { throw PosixError("rename", to, errno: EEXIST) }
        return .nothing
      default: return .nothing
      }
    } catch {
      let code: Fault.Code =
        error.errno == EEXIST ? .exists : error.errno == ENOENT ? .notFound : .failed
      throw .failed(Fault(code, "\(ShellLine.short(action)) can't be done", error), untouched: true)
    }
  }

  private mutating func old(_ given: String, _ within: String?) throws(PosixError) -> Before {
    var path = given
    // Outside a jail's root a link is the administrator's, and means the file that it leads to.
    if within == nil, try Files.lstat(given)?.kind == .symlink { path = try Files.realPath(given) }
    let place = try Place(path, within: within)
    let before = try old(place)
    looked = consume place
    return before
  }

  private func old(_ place: borrowing Place) throws(PosixError) -> Before {
    let path = place.path
    guard let status = try place.status() else { return .file(path: path, .absent) }
    switch status.kind {
    case S_IFLNK: return .file(path: path, .link(try place.readLink()))
    // Where an overlay has removed a file, its own folder has a device.
    case S_IFREG where isCovered, S_IFCHR where isCovered:
      return .file(path: path, .replaced(uid: status.uid, gid: status.gid))
    case S_IFREG:
      let name = try journal.keep(try place.read(), step: step)
      return .file(
        path: path, .kept(name: name, mode: status.mode, uid: status.uid, gid: status.gid))
    case S_IFDIR: throw PosixError("open", path, errno: EISDIR)
    default: throw PosixError("open", path, errno: EINVAL)
    }
  }

  private func missing(_ path: String, _ within: String?) throws(PosixError) -> [String] {
    var missing: [String] = []
    var at = path
    while at != within, at != "/" {
      do throws(PosixError) {
        if let status = try Place(at, within: within).status() {
          let isFolder = status.kind == S_IFDIR
          if isFolder { break }
          // Outside a jail's root a link to a folder is the administrator's.
          let target = try within == nil ? Files.stat(at) : nil
          if target?.kind == .directory { break }
          throw PosixError("mkdir", at, errno: at == path ? EEXIST : ENOTDIR)
        }
      } catch {
        if error.errno != ENOENT { throw error }
      }
      missing.insert(at, at: 0)
      at = Files.split(at).directory
    }
    return missing
  }

  /// - Returns: what was there before, where it turned out to be otherwise than `before` says.
  mutating func perform(_ action: Action, _ before: Before) throws(StepError) -> Before? {
    do throws(PosixError) {
      switch (action, before) {
      case (.write(_, let text, let mode, let within), .file(let path, let old)):
        try put(Array(text.utf8), path, within, UInt32(mode), old)
      case (.copy(let from, _, let mode, let within), .file(let path, let old)):
        try put(try Files.read(from, limit: Self.largest), path, within, UInt32(mode), old)
      case (.directory(_, let mode, let within), .folders(let missing)):
        let made = try make(missing, UInt32(mode), within)
        return made == missing ? nil : .folders(made)
      case (.rename(let from, let to), _):
        try Files.renameNew(from, to: to)
        try Files.syncDirectory(Files.split(to).directory)
        try Files.syncDirectory(Files.split(from).directory)
      default: break
      }
    } catch {
      // Replacing and renaming happen in one call at the end; folders are looked at one by one when they are taken back.
      throw .posix(
        "\(ShellLine.short(action)) failed", error,
        untouched: error.call != "fsync" && error.call != "mkdir")
    }
    return nil
  }

  private mutating func put(
    _ bytes: [UInt8], _ path: String, _ within: String?, _ mode: UInt32, _ old: Before.Old
  ) throws(PosixError) {
    var owner: (uid: UInt32, gid: UInt32)?
    switch old {
    case .kept(_, _, let uid, let gid), .replaced(let uid, let gid): owner = (uid, gid)
    case .absent, .link: break
    }
    let known = looked.take()
    let place = if let known { known } else { try Place(path, within: within) }
    try FileChange.replace(
      place, bytes, mode: mode, owner: owner, temporary: temporary(place.name),
      replacing: old != .absent)
    unsynced.addFile(path, within: within)
  }

  static func replace(
    _ place: borrowing Place, _ bytes: [UInt8], mode: UInt32, owner: (uid: UInt32, gid: UInt32)?,
    temporary: String, replacing: Bool
  ) throws(PosixError) {
    do throws(PosixError) {
      let file = try place.make(temporary, mode: mode & 0o777)
      let made = try file.status()
      let changesOwner = owner.map { $0 != (made.uid, made.gid) } ?? false
      if let owner, changesOwner, fchown(file.raw, owner.uid, owner.gid) != 0 {
        throw PosixError("chown", place.path, errno: errno)
      }
      // The umask, and what open(2) and chown(2) don't set.
      if changesOwner || made.mode != mode, fchmod(file.raw, mode_t(mode)) != 0 {
        throw PosixError("chmod", place.path, errno: errno)
      }
      try file.write(bytes, path: place.path)
      try place.take(temporary, replacing: replacing)
    } catch {
      try? place.unlink(temporary)
      throw error
    }
  }

  private func make(_ missing: [String], _ mode: UInt32, _ within: String?) throws(PosixError)
    -> [String]
  {
    var made: [String] = []
    for (index, path) in missing.enumerated() {
      let place = try Place(path, within: within)
      do throws(PosixError) {
        try place.makeDirectory(mode: index == missing.count - 1 ? mode : 0o755)
        made.append(path)
      } catch {
        // Another transaction was quicker: then it is that one's.
        guard error.errno == EEXIST, try place.status()?.kind == S_IFDIR else { throw error }
      }
      unsynced.addName(path, within: within)
    }
    return made
  }
}
