import CPosix
import Glibc

/// An open file descriptor, closed when it goes out of scope. Always close-on-exec.
public struct Descriptor: ~Copyable, Sendable {
  public let raw: Int32

  /// Takes over `raw`.
  public init(owning raw: Int32) { self.raw = raw }

  deinit { close(raw) }

  /// A second descriptor of the same open file.
  public func duplicate() throws(PosixError) -> Descriptor {
    Descriptor(owning: try check(cposix_duplicate(raw), "dup"))
  }

  /// Gives the number away; the caller closes it.
  public consuming func release() -> Int32 {
    let raw = raw
    discard self
    return raw
  }

  public func status() throws(PosixError) -> FileStatus {
    var status = stat()
    try checkErrno(fstat(raw, &status), "fstat")
    return FileStatus(status)
  }

  /// The whole content from here on; EFBIG past `limit` bytes.
  /// - Parameter size: how many bytes a regular file has, or 0. One byte more is asked for, and getting less than that is
  ///   its end: one read(2) instead of two, and no 64 KB to clear for each small file.
  public func read(limit: Int, path: String? = nil, size: Int = 0) throws(PosixError) -> [UInt8] {
    let first = min(max(size, 4095), limit) + 1
    var bytes = try chunk(first, path)
    if bytes.isEmpty || size > 0 && bytes.count < first { return bytes }
    while bytes.count <= limit {
      let more = try chunk(min(max(bytes.count, 4096), 65536), path)
      if more.isEmpty { return bytes }
      bytes += more
    }
    throw PosixError("read", path, errno: EFBIG)
  }

  /// What one read(2) of at most so many bytes gives; none at the end.
  private func chunk(_ most: Int, _ path: String?) throws(PosixError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      let got = Descriptor.read(raw, UnsafeMutableRawBufferPointer(buffer))
      if got < 0 { failure = Int32(-got) } else { count = got }
    }
    if failure != 0 { throw PosixError("read", path, errno: failure) }
    return bytes
  }

  /// read(2), repeated where a signal interrupts it; -errno where it fails.
  private static func read(_ fd: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = Glibc.read(fd, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { return -Int(errno) }
    }
  }

  public func write(_ bytes: [UInt8], path: String? = nil) throws(PosixError) {
    try Self.write(bytes, to: raw, path: path)
  }

  /// All of it, to a descriptor that someone else owns.
  public static func write(_ bytes: [UInt8], to fd: Int32, path: String? = nil) throws(PosixError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { all in
        Glibc.write(fd, all.baseAddress.map { $0 + done }, all.count - done)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw PosixError("write", path, errno: errno)
      }
      done += count
    }
  }

  /// fdatasync(2): the content is on the disk when this returns.
  public func syncData(path: String? = nil) throws(PosixError) {
    try check(cposix_syncfs_data(raw), "fdatasync", path)
  }

  /// fsync(2): content and metadata.
  public func sync(path: String? = nil) throws(PosixError) {
    try checkErrno(fsync(raw), "fsync", path)
  }
}

extension Descriptor {
  /// A file in memory with this content, at its beginning.
  public static func memory(_ name: String, containing bytes: [UInt8]) throws(PosixError)
    -> Descriptor
  {
    let file = Descriptor(owning: try check(cposix_memory_file(name), "memfd_create"))
    try file.write(bytes)
    lseek(file.raw, 0, SEEK_SET)
    return file
  }
}
