import Glibc
import Platform
import Posix
import Wire

/// The jails' state files.
struct StateStore: Sendable {
  let site: Site

  /// nil if there is none. One that can't be read is an error: a jail might run behind it.
  func read(_ name: String) throws(JailError) -> RunState? {
    let bytes: [UInt8]
    do throws(PosixError) { bytes = try Files.read(site.state(name), follow: false) } catch {
      if error.errno == ENOENT || error.errno == ENOTDIR { return nil }
      throw JailError(jail: name, error.description)
    }
    // Written whole or not at all: an empty one is of a machine that lost its power.
    if bytes.isEmpty { return nil }
    let state: RunState
    do { state = try RunState(JSON.read(bytes, limit: 1 << 20), at: "") } catch {
      throw JailError(jail: name, "\(site.state(name)) is damaged: \(error)")
    }
    return state.name == name ? state : nil
  }

  func write(_ state: RunState) throws(JailError) {
    try naming(state.name) { () throws(PosixError) in
      try Files.write(state.json.bytes, to: site.state(state.name), mode: 0o644, sync: false)
    }
  }

  /// All that can be read, by jid.
  func all() -> [RunState] {
    let names = (try? Files.list(site.running)) ?? []
    return names.filter { !$0.hasPrefix(".") }.compactMap { (try? read($0)) ?? nil }.sorted {
      $0.jid < $1.jid
    }
  }

  /// The running jails.
  func running() -> [RunState] { all().filter { Liveness.isRunning($0) } }

  /// A running jail by name or jid.
  func find(_ text: String) throws(JailError) -> RunState? {
    if JailNames.isNumber(text), let jid = Int(text) { return running().first { $0.jid == jid } }
    guard JailNames.fault(text) == nil, var state = try read(text) else { return nil }
    if state.phase == .starting, state.process == nil {
      // A command of exec.created asks: the jail is there, its first process in a moment.
      try naming(text) { () throws(PosixError) in try FileLock.waitUntilFree(site.entry(text), milliseconds: 30_000) }
      state = try read(text) ?? state
    }
    return Liveness.isRunning(state) ? state : nil
  }

  /// A new jid: `wanted` if it is free, else the next of a counter, which never goes back.
  func newJID(_ wanted: Int?) throws(JailError) -> Int {
    try FileLock.holding(site.counterLock) { () throws(JailError) in try nextJID(wanted) }
  }

  private func nextJID(_ wanted: Int?) throws(JailError) -> Int {
    let taken = Set(all().map(\.jid))
    if let wanted {
      if taken.contains(wanted) { throw JailError("jail \(wanted) already exists") }
      return wanted
    }
    let text = (try? Files.text(site.counter, limit: 32)) ?? ""
    var next = Int(text.filter(\.isNumber)) ?? taken.max() ?? 0
    repeat { next = next < 0 || next >= Self.mostJID ? 1 : next + 1 } while taken.contains(next)
    try naming("jid") { () throws(PosixError) in
      let file = try Files.open(site.counter, O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o644)
      try file.write(Array((String(next) + String(repeating: " ", count: Self.width)).prefix(Self.width).utf8))
    }
    return next
  }

  /// Bytes of the counter. It is written in place, always as long: on ext4 a file that replaces another is brought to
  /// the disk at once, which can take milliseconds.
  private static let width = 8

  /// JAIL_MAX of FreeBSD.
  static let mostJID = 999_999
}
