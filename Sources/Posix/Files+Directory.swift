import Glibc

extension Files {
  /// The names in a directory, sorted by byte, without `.` and `..`. Names that aren't UTF-8 come back
  /// repaired and so can't be opened; `Tree` deals with them.
  public static func list(_ path: String) throws(PosixError) -> [String] {
    try whole(path, "opendir")
    guard let stream = opendir(path) else { throw PosixError("opendir", path, errno: errno) }
    defer { closedir(stream) }
    return try names(stream, path).map { String(decoding: $0.dropLast(), as: UTF8.self) }.sorted()
  }

  /// NUL-terminated names as the kernel gives them.
  static func names(_ stream: OpaquePointer, _ path: String) throws(PosixError) -> [[UInt8]] {
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw PosixError("readdir", path, errno: errno) }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: UInt8.self, capacity: 1024) { start in
          Array(
            UnsafeBufferPointer(
              start: start,
              count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)) + 1))
        }
      }
      if name != [0x2e, 0] && name != [0x2e, 0x2e, 0] { names.append(name) }
    }
  }
}
