import Posix

/// Files that everybody on the machine can read anyway.
enum PublicFile {
  static func isPublic(_ path: String) -> Bool {
    guard let real = try? Files.realPath(path), let file = Files.status(of: real) else { return false }
    guard file.kind == .file, file.mode & 0o004 != 0 else { return false }
    var folder = Files.split(real).directory
    while folder != "/" {
      guard let status = Files.status(of: folder), status.mode & 0o001 != 0 else { return false }
      folder = Files.split(folder).directory
    }
    return true
  }
}
