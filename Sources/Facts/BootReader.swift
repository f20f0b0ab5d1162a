import Platform
import Posix
import Wire

/// What starts jails with the machine.
enum BootReader {
  static func read(_ paths: Paths) -> BootFact {
    var fact = BootFact()
    do {
      if try Files.stat(paths.jailConf) != nil {
        let bytes = try Files.read(paths.jailConf)
        fact.jailConf = String(decoding: bytes, as: UTF8.self)
        fact.jailConfError = NotText.error(bytes)
      }
      // The word is the original's own; no release of FreeBSD has it.
      if try Files.stat(paths.jailService) != nil {
        fact.isPatched = String(decoding: try Files.read(paths.jailService), as: UTF8.self).contains("jail_conf_dir")
      }
      fact.hasOrigin = try Files.lstat(paths.jailServiceOrigin)?.kind == .file
    } catch {
      fact.error = error.description
    }
    return fact
  }
}

/// Files of settings that are not UTF-8.
enum NotText {
  /// The line that is to blame; `nil` where all is UTF-8.
  static func error(_ bytes: [UInt8]) -> String? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    return "line \((line ?? 0) + 1) is not UTF-8"
  }
}
