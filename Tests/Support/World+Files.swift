import Foundation

extension World {
  /// How this process reaches a path of the world. An absolute symbolic link on the way leads out of it.
  public func outer(_ path: String) -> String { "/proc/\(holder)/root\(path)" }

  /// The file's bytes as text; nil if there is no such file.
  public func read(_ path: String) -> String? {
    FileManager.default.contents(atPath: outer(path)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes a file and the folders above it.
  public func write(_ path: String, _ text: String, mode: Int = 0o644) throws {
    try write(path, Data(text.utf8), mode: mode)
  }

  public func write(_ path: String, _ data: Data, mode: Int = 0o644) throws {
    let url = URL(fileURLWithPath: outer(path))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    guard chmod(outer(path), mode_t(mode)) == 0 else { throw WorldError(path, errno: errno) }
  }

  /// Whether something has this name, be it a dangling link.
  public func exists(_ path: String) -> Bool {
    var info = stat()
    return lstat(outer(path), &info) == 0
  }

  /// Copies a file of this machine into the world.
  public func copy(_ outside: String, to path: String, mode: Int = 0o644) throws {
    try write(path, Data(contentsOf: URL(fileURLWithPath: outside)), mode: mode)
  }

  /// Puts a plugin beside the core's: its executable and its manifest.
  public func addPlugin(_ name: String, executable: String, manifest: String, mode: Int = 0o755)
    throws
  {
    try write("\(Self.prefix)/libexec/jailer/\(name)", executable, mode: mode)
    try write("\(Self.prefix)/libexec/jailer/\(name).json", manifest)
  }
}
