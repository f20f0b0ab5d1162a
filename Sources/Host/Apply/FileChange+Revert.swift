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
      try putBack(path, within, old, certain: certain) { bytes in
        (try? Files.read(from, limit: Self.largest)) == bytes
      }
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
    // A name of its own: a revert that was killed must not look like a step that was.
    let temporary = temporary(place.name) + ".back"
    try place.unlink(temporary)
    if try place.status(self.temporary(place.name)) != nil {
      // The rename that would have replaced the file never came.
      try place.unlink(self.temporary(place.name))
      if !certain { return }
    }
    // Not known to be ours: what another wrote since stays.
    if !certain {
      guard try place.status()?.kind == S_IFREG else { return }
      let content = try place.read()
      guard isOurs(content) || isAfterPowerLoss && content.isEmpty else { return }
    }
    switch old {
    case .replaced: return
    case .absent: try place.unlink()
    case .kept(let name, let mode, let uid, let gid):
      try FileChange.replace(
        place, try journal.kept(name), mode: mode, owner: (uid, gid), temporary: temporary,
        replacing: true)
      try place.syncFile()
    case .link(let target):
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
