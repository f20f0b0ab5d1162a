import Glibc
import JailConf
import Platform
import Posix

/// The files that a jail's conf includes, as jail(8) finds them: a conf without `.include` asks for none.
struct ConfIncludes: Sendable {
  let paths: Paths
  /// As `Tools.library`.
  let library: String?

  /// Those of one `.include`, as `Include`. All together may have `JailConf.Limits.source` bytes.
  func read(_ path: String) throws(ConfError) -> [Source] {
    try checkRelease(path)
    // The conf is named by its file's name alone: what is relative to it is relative to its folder.
    let whole = path.hasPrefix("/") ? path : "\(paths.conf)/\(path)"
    let isPattern = IncludePath.isPattern(whole)
    var left = JailConf.Limits.source
    var sources: [Source] = []
    for found in isPattern ? Self.matches(whole) : [whole] {
      do throws(PosixError) {
        let bytes = try Files.read(found, limit: left)
        left -= bytes.count
        sources.append(Source(path: found, bytes: bytes))
      } catch {
        // A link to nothing, or a file that has gone since.
        if isPattern, error.errno == ENOENT { continue }
        throw ConfError(file: found, reason: .unreadable(error.reason))
      }
    }
    return sources
  }

  /// Before 14 `.include` is a parameter that no kernel knows.
  private func checkRelease(_ path: String) throws(ConfError) {
    guard paths.system == .freeBSD, let release = SystemControl(library: library)?.text("kern.osrelease"),
      let major = Int(release.prefix { $0.isNumber }), major < 14
    else { return }
    throw ConfError(file: path, reason: .unreadable("FreeBSD \(major) has no .include"))
  }

  /// As glob(3), which in a static executable would bring all of NSS.
  /// - Parameter pattern: an absolute one.
  static func matches(_ pattern: String) -> [String] {
    var found = [""]
    for part in pattern.split(separator: "/") {
      guard IncludePath.isPattern(String(part)) || part.contains("\\") else {
        found = found.map { "\($0)/\(part)" }
        continue
      }
      found = found.flatMap { folder in
        ((try? Files.list(folder.isEmpty ? "/" : folder)) ?? [])
          .filter { IncludePath.matches($0, pattern: String(part)) }.map { "\(folder)/\($0)" }
      }
    }
    return found.filter(Files.exists).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
