import CPosix
import Glibc

extension Files {
  /// The names in a directory, sorted by byte, without `.` and `..`. Names that aren't UTF-8 come back
  /// repaired and so can't be opened; `Tree` deals with them.
  public static func list(_ path: String) throws(PosixError) -> [String] {
    try whole(path, "opendir")
    guard let stream = opendir(path) else { throw PosixError("opendir", path, errno: errno) }
    defer { closedir(stream) }
    return try names(stream, path).map { String(decoding: $0, as: UTF8.self) }.sorted()
  }

  /// Names as the kernel gives them.
  static func names(_ stream: OpaquePointer, _ path: String) throws(PosixError) -> [[UInt8]] {
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw PosixError("readdir", path, errno: errno) }
        return names
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [0x2e] && name != [0x2e, 0x2e] { names.append(name) }
    }
  }
}

/// An open directory whose files are read by name. The kernel walks its path once, not once for each file.
public final class Folder: Sendable {
  let descriptor: Descriptor
  public let path: String

  public init(_ path: String) throws(PosixError) {
    descriptor = try Files.open(path, O_RDONLY | O_DIRECTORY)
    self.path = path
  }

  /// As `Files.read` does it.
  public func read(_ name: String, limit: Int = 1 << 20, follow: Bool = true) throws(PosixError) -> [UInt8] {
    try Files.content(of: try open(name, follow), limit, name)
  }

  /// A file of /proc that is less than a page: its size is not known, and one read(2) gives all of it.
  public func readPage(_ name: String) throws(PosixError) -> [UInt8] {
    try open(name, true).read(limit: 4095, path: name, size: 4095)
  }

  private func open(_ name: String, _ follow: Bool) throws(PosixError) -> Descriptor {
    try whole(name, "open")
    let fd = cposix_openat(descriptor.raw, name, Files.reading(follow), 0)
    if fd < 0 { throw PosixError("open", "\(path)/\(name)", errno: -fd) }
    return Descriptor(owning: fd)
  }
}
