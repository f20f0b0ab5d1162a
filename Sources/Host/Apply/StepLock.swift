import Facts
import Platform
import Posix
import Wire

/// Keeps steps of one name apart, across all transactions.
enum StepLock {
  static func path(_ name: String, _ paths: Paths) -> String {
    name == "zfs"
      ? ZFSLock.path
      : "\(paths.root)\(paths.system == .linux ? "/run" : "/var/run")/jailer-\(name).lock"
  }

  static func acquire(_ name: String, _ paths: Paths, _ watch: Watch) throws(StepError) -> FileLock {
    let path = path(name, paths)
    var pause: Int64 = 1
    while true {
      do throws(PosixError) {
        try Files.makeDirectories(Files.split(path).directory)
        if let lock = try FileLock.attempt(path) { return lock }
      } catch {
        throw .posix("the lock \(name) can't be had", error)
      }
      guard watch.pause(milliseconds: pause) else {
        if Interrupts.arrived >= watch.signals { throw .interrupted }
        throw .failed(Fault(.busy, "the lock \(name) stays taken", cause: path), untouched: true)
      }
      pause = min(pause * 2, 20)
    }
  }
}
