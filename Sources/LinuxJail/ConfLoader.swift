import Glibc
import JailConf
import Posix

/// Reads jail.conf(5) files with all that they include.
enum ConfLoader {
  /// `-` is standard input.
  static func load(_ path: String) throws(JailError) -> Document {
    let bytes: [UInt8]
    do throws(PosixError) {
      if path == "-" {
        let input = Descriptor(owning: dup(0))
        bytes = try input.read(limit: JailConf.Limits.source)
      } else {
        bytes = try Files.read(path, limit: JailConf.Limits.source)
      }
    } catch { throw JailError("\(path): \(error.reason)") }
    return try parse(bytes, file: path)
  }

  static func parse(_ bytes: [UInt8], file: String) throws(JailError) -> Document {
    do throws(ConfError) {
      return try JailConf.parse(bytes, file: file) { (path, _) throws(ConfError) in
        try included(path)
      }
    } catch { throw JailError(error.description) }
  }

  private static func included(_ path: String) throws(ConfError) -> [Source] {
    var sources: [Source] = []
    for path in IncludePath.isPattern(path) ? matches(path) : [path] {
      do throws(PosixError) {
        sources.append(
          Source(path: path, bytes: try Files.read(path, limit: JailConf.Limits.source)))
      } catch {
        if error.errno == ENOENT { continue }
        throw ConfError(file: path, reason: .unreadable(error.reason))
      }
    }
    return sources
  }

  private static func matches(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv?[index].map { String(cString: $0) }
    }
  }
}
