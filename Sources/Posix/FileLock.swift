import Glibc

/// An exclusive flock(2) on a file, held until this goes out of scope or the process ends.
public struct FileLock: ~Copyable, Sendable {
  private let file: Descriptor

  /// nil if someone else holds it. Makes the file if need be.
  public static func attempt(_ path: String, mode: UInt32 = 0o600) throws(PosixError) -> FileLock? {
    try take(path, mode, LOCK_EX | LOCK_NB)
  }

  /// Waits for it.
  public static func wait(_ path: String, mode: UInt32 = 0o600) throws(PosixError) -> FileLock {
    while true { if let lock = try take(path, mode, LOCK_EX) { return lock } }
  }

  /// Waits for it and holds it while `body` runs.
  public static func holding<T, E: Error>(
    _ path: String, mode: UInt32 = 0o600, _ body: () throws(E) -> T
  ) throws(E) -> T where E: FromPosixError {
    let lock = try waiting(path, mode, E.self)
    defer { lock.keep() }
    return try body()
  }

  private static func waiting<E: FromPosixError>(
    _ path: String, _ mode: UInt32, _ error: E.Type
  ) throws(E) -> FileLock {
    do throws(PosixError) { return try wait(path, mode: mode) } catch { throw E(error) }
  }

  /// Marks the end of what is done under the lock.
  public borrowing func keep() {}

  /// Waits until nobody holds it. Where there is no file nobody does.
  /// - Throws: EWOULDBLOCK when somebody still does after so long.
  public static func waitUntilFree(_ path: String, milliseconds: Int64) throws(PosixError) {
    let file: Descriptor
    do { file = try Files.open(path, O_RDONLY | O_NOFOLLOW) } catch {
      if error.errno == ENOENT { return }
      throw error
    }
    let deadline = Clock.monotonic() + milliseconds
    while flock(file.raw, LOCK_SH | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR, Clock.monotonic() < deadline else {
        throw PosixError("flock", path, errno: errno)
      }
      Clock.pause(milliseconds: 1)
    }
  }

  /// Whether somebody holds it now; nobody does where there is no file.
  public static func isHeld(_ path: String) throws(PosixError) -> Bool {
    do throws(PosixError) {
      let file = try Files.open(path, O_RDONLY | O_NOFOLLOW)
      if flock(file.raw, LOCK_SH | LOCK_NB) == 0 { return false }
      if errno == EWOULDBLOCK { return true }
      throw PosixError("flock", path, errno: errno)
    } catch {
      if error.errno == ENOENT { return false }
      throw error
    }
  }

  /// For `release`, valid as long as this lives.
  public var descriptor: Int32 { file.raw }

  /// Lets go of a lock before its end, on any thread.
  public static func release(_ descriptor: Int32) { flock(descriptor, LOCK_UN) }

  private static func take(_ path: String, _ mode: UInt32, _ operation: Int32) throws(PosixError)
    -> FileLock?
  {
    while true {
      let file = try Files.open(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: mode)
      while flock(file.raw, operation) != 0 {
        if errno == EWOULDBLOCK { return nil }
        if errno != EINTR { throw PosixError("flock", path, errno: errno) }
      }
      // The holder may have removed the file while we waited: then the lock is on nothing.
      let locked = try file.status()
      if let named = try Files.lstat(path), named.device == locked.device,
        named.inode == locked.inode
      {
        return FileLock(file: file)
      }
    }
  }

  private init(file: consuming Descriptor) { self.file = file }
}
