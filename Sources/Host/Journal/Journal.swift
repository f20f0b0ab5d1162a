import Glibc
import Posix
import Wire

/// The append-only file of one transaction. Each line: length and CRC-32C of the text that follows, in hexadecimal, then
/// a record as JSON. The lock on it says that its owner lives.
final class Journal {
  let folder: String
  let id: String
  private let file: Descriptor
  /// Bytes of whole records; what is behind them was torn.
  private var length: Int64
  /// Whether its name is on the disk.
  private var isNamed = true

  var path: String { "\(folder)/\(id)\(Journal.suffix)" }
  static let suffix = ".journal"

  /// A new one, locked, with these first records. It is on the disk with the first record that has to be: before that
  /// there is nothing to take back.
  init(in folder: String, id: String, _ records: [Record]) throws(PosixError) {
    self.folder = folder
    self.id = id
    length = 0
    let path = "\(folder)/\(id)\(Journal.suffix)"
    file = try Files.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
    do throws(PosixError) {
      guard flock(file.raw, LOCK_EX | LOCK_NB) == 0 else {
        throw PosixError("flock", path, errno: errno)
      }
      for record in records { try append(record, sync: false) }
      isNamed = false
    } catch {
      unlink(path)
      throw error
    }
  }

  /// One that a dead process left; `nil` if its owner lives or has just removed it.
  init?(adopt id: String, in folder: String) throws(PosixError) {
    self.folder = folder
    self.id = id
    length = 0
    let path = "\(folder)/\(id)\(Journal.suffix)"
    do { file = try Files.open(path, O_RDWR | O_NOFOLLOW) } catch {
      if error.errno == ENOENT { return nil }
      throw error
    }
    let deadline = Clock.monotonic() + 1000
    while flock(file.raw, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK else { throw PosixError("flock", path, errno: errno) }
      // A process that its owner was just starting when that died holds the lock until it has become its program.
      guard try ownerIsDead(), Clock.monotonic() < deadline else { return nil }
      Clock.pause(milliseconds: 1)
    }
    if try file.status().links == 0 { return nil }
  }

  private func ownerIsDead() throws(PosixError) -> Bool {
    lseek(file.raw, 0, SEEK_SET)
    guard let head = JournalText(try file.read(limit: JournalText.longest, path: path)).head,
      let pid = Int32(exactly: head.pid)
    else { return false }
    guard let stat = ProcessMark.stat(of: pid) else { return true }
    return stat.state == "Z" || stat.state == "X"
  }

  /// What it says. After this it is appended behind the last whole record.
  func read() throws(PosixError) -> JournalText {
    lseek(file.raw, 0, SEEK_SET)
    let text = JournalText(try file.read(limit: JournalText.longest, path: path))
    length = Int64(text.whole)
    return text
  }

  /// - Parameter sync: it is on the disk when this returns.
  func append(_ record: Record, sync: Bool = true) throws(PosixError) {
    let line = JournalText.line(record)
    let written = pwriteAll(line)
    guard written == 0 else {
      // A half record in the middle would make the rest unreadable.
      ftruncate(file.raw, off_t(length))
      throw PosixError("write", path, errno: written)
    }
    length += Int64(line.count)
    guard sync else { return }
    try file.syncData(path: path)
    if !isNamed { try Files.syncDirectory(folder) }
    isNamed = true
  }

  private func pwriteAll(_ bytes: [UInt8]) -> Int32 {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        pwrite(
          file.raw, all.baseAddress.map { $0 + done }, all.count - done, off_t(length) + off_t(done)
        )
      }
      if count < 0 && errno != EINTR { return errno }
      done += max(count, 0)
    }
    return 0
  }

  /// Makes the file that holds what step `step` replaces.
  func keep(_ bytes: [UInt8], step: Int) throws(PosixError) -> String {
    let name = "\(id).\(step).old"
    let copy = try Files.open(
      "\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
    try copy.write(bytes, path: name)
    try copy.sync(path: name)
    try Files.syncDirectory(folder)
    return name
  }

  func kept(_ name: String) throws(PosixError) -> [UInt8] {
    try Files.read("\(folder)/\(name)", limit: FileChange.largest, follow: false)
  }

  /// All that it holds is done: removes it and what it kept.
  func close() {
    // Whoever comes upon the rest after a crash must not act on it any more.
    try? append(.end)
    for name in (try? Files.list(folder)) ?? []
    where name.hasPrefix("\(id).") && name.hasSuffix(".old") {
      unlink("\(folder)/\(name)")
    }
    unlink(path)
  }
}
