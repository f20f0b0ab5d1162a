import Glibc
import Posix
import Wire

/// Paths as a user types them. Plugins work in `/`, so a relative one has to be resolved before.
enum UserPath {
  /// Absolute, without `.`, `..` and `//`; `-` (standard input) stays.
  static func absolute(_ text: String, label: String, field: String) throws(Fault) -> String {
    func refuse(_ why: String) -> Fault {
      Fault(.usage, "\(label): \(Printable.quoted(text)) is not a usable path", cause: why, field: field)
    }
    if text == "-" { return text }
    guard !text.isEmpty else { throw refuse("it is empty") }
    guard text.utf8.count < Int(PATH_MAX) else { throw refuse("it is too long") }
    var folder = "/"
    if !text.hasPrefix("/") {
      guard let here = workingFolder() else { throw refuse("the working directory is gone") }
      folder = here
    }
    let parts = text.split(separator: "/").filter { $0 != "." }
    // `a/..` is `a`'s parent, which a symbolic link puts elsewhere: the system has to say where.
    guard let last = parts.lastIndex(of: "..") else { return join(folder, parts) }
    let upTo = join(folder, parts[...last])
    guard let real = try? Files.realPath(upTo) else { throw refuse("\(Printable.quoted(upTo)) does not exist") }
    return join(real, parts[(last + 1)...])
  }

  private static func workingFolder() -> String? {
    guard let path = getcwd(nil, 0) else { return nil }
    defer { free(path) }
    return String(validatingCString: path)
  }

  private static func join(_ folder: String, _ parts: some Sequence<Substring>) -> String {
    let joined = (folder == "/" ? "" : folder) + parts.map { "/\($0)" }.joined()
    return joined.isEmpty ? "/" : joined
  }
}
