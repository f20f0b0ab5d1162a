import Platform
import Posix

/// root's shell in running jails, by what their files say: none of their programs is run.
enum ShellsReader {
  /// By the jail's name; without those where a login as root would fail for want of a user, a home or a shell.
  static func read(_ jails: [JailFact]) -> [String: String] {
    var shells: [String: String] = [:]
    for jail in jails where jail.isRunning { shells[jail.name] = jail.path.flatMap(shell) }
    return shells
  }

  private static func shell(in root: String) -> String? {
    guard let folder = try? Beneath(root), let bytes = try? folder.read("etc/passwd", limit: JailsReader.limit) else {
      return nil
    }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    guard let line = lines.first(where: { $0.hasPrefix("root:") }) else { return nil }
    let fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 7, exists(root, fields[5]) else { return nil }
    let shell = fields[6].isEmpty ? "/bin/sh" : fields[6]
    return exists(root, shell) ? shell : nil
  }

  /// A link may lead out of the root; then jexec(8) finds nothing there and says so.
  private static func exists(_ root: String, _ path: String) -> Bool {
    path.hasPrefix("/") && Files.exists(root + path)
  }
}
