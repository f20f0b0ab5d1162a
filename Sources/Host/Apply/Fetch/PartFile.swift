import Glibc
import Posix
import Wire

/// `TO.part`: what has arrived so far, and at the same time the lock that keeps a second download of the same file
/// waiting. Beside it are the headers of the answer that it began with.
struct PartFile: ~Copyable {
  let path: String
  private let target: String
  private let lock: FileLock

  var headers: String { "\(path).headers" }

  /// Waits for whoever is fetching it now.
  init(of target: String, _ watch: Watch) throws(StepError) {
    self.target = target
    path = "\(target).part"
    var pause: Int64 = 1
    while true {
      do throws(PosixError) {
        if let lock = try FileLock.attempt(path) {
          self.lock = lock
          return
        }
      } catch {
        throw .posix("\(Printable.clean(path)) can't be written", error)
      }
      guard watch.pause(milliseconds: pause) else { throw .interrupted }
      pause = min(pause * 2, 100)
    }
  }

  /// Bytes.
  var size: Int { PartFile.size(path) }
  var answer: WebAnswer { PartFile.answer(headers) }

  static func size(_ path: String) -> Int { Int(((try? Files.lstat(path)) ?? nil)?.size ?? 0) }

  static func answer(_ headers: String) -> WebAnswer {
    WebAnswer(String(decoding: (try? Files.read(headers, limit: 1 << 18, follow: false)) ?? [], as: UTF8.self))
  }

  func empty() throws(StepError) {
    _ = try? Files.unlink(headers)
    guard ftruncate(lock.descriptor, 0) == 0 else {
      throw .posix("\(Printable.clean(path)) can't be emptied", PosixError("ftruncate", path, errno: errno))
    }
  }

  func remove() {
    try? Files.unlink(headers)
    try? Files.unlink(path)
  }

  /// What is worth nothing to another try goes.
  func tidy() {
    if size == 0 { remove() }
  }

  /// It gets its name.
  func publish() throws(StepError) {
    do throws(PosixError) {
      guard fchmod(lock.descriptor, 0o644) == 0 else { throw PosixError("chmod", path, errno: errno) }
      guard fsync(lock.descriptor) == 0 else { throw PosixError("fsync", path, errno: errno) }
      try Files.rename(path, to: target)
      try Files.syncDirectory(Files.split(target).directory)
    } catch {
      throw .posix("\(Printable.clean(target)) can't be written", error)
    }
    try? Files.unlink(headers)
  }
}
