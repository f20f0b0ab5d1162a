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
