import Glibc
import Posix
import Wire

extension FileChange {
  /// Puts back what was there. Does nothing where the step never happened.
  /// - Parameter certain: the step is known to have come to its end.
  func revert(_ action: Action, _ before: Before, certain: Bool) throws(PosixError) {
    switch (action, before) {
    case (.write(_, let text, _, let within), .file(let path, let old)):
      try putBack(path, within, old, certain: certain) { $0 == Array(text.utf8) }
    case (.copy(let from, _, _, let within), .file(let path, let old)):
      try putBack(path, within, old, certain: certain) { bytes in (try? Files.read(from, limit: Self.largest)) == bytes }
    case (.directory(_, _, let within), .folders(let folders)):
      for path in folders.reversed() { try removeFolder(path, within) }
    case (.rename(let from, let to), _):
      guard try Files.lstat(from) == nil else { return }
      try Files.renameNew(to, to: from)
      try Files.syncDirectory(Files.split(from).directory)
      try Files.syncDirectory(Files.split(to).directory)
    default: break
    }
  }

  private func putBack(
    _ path: String, _ within: String?, _ old: Before.Old, certain: Bool, isOurs: ([UInt8]) -> Bool
  ) throws(PosixError) {
    let place: Place
    do throws(PosixError) { place = try Place(path, within: within) } catch {
      // Its folder is gone, and the file with it.
      if old == .absent, error.errno == ENOENT { return }
      throw error
    }
    let temporary = temporary(place.name)
    if try place.status(temporary) != nil {
      // The rename that would have replaced the file never came.
      try place.unlink(temporary)
      if !certain { return }
    }
    switch old {
    case .absent:
      guard let now = try place.status() else { return }
      guard now.kind == S_IFREG || certain else { return }
      // Not known to be ours: what another wrote since stays.
      if !certain, !isOurs(try place.read()) { return }
      try place.unlink()
    case .kept(let name, let mode, let uid, let gid):
      try FileChange.replace(
        place, try journal.kept(name), mode: mode, owner: (uid, gid), temporary: temporary, replacing: true)
    case .link(let target):
      if try place.status()?.kind == S_IFLNK, try place.readLink() == target { return }
      try place.makeLink(to: target, temporary)
      try place.take(temporary, replacing: true)
    }
    try place.sync()
  }

  private func removeFolder(_ path: String, _ within: String?) throws(PosixError) {
    do throws(PosixError) {
      let place = try Place(path, within: within)
      try place.removeDirectory()
      try place.sync()
    } catch {
      // What others have put there since stays, and so does the folder.
      guard [ENOENT, ENOTEMPTY, EEXIST].contains(error.errno) else { throw error }
    }
  }
}
