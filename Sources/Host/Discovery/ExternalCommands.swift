import Glibc
import Posix
import Wire

/// `jailer foo` runs `jailer-foo` from the caller's PATH, as git does: with the caller's own rights, arguments untouched.
struct ExternalCommands: Sendable {
  let searchPath: String
  /// Root runs only what nobody but root can write.
  let trust: Trust

  /// The program's path; `nil` if there is none.
  /// - Throws: `not-permitted` where root would run somebody else's file.
  func find(_ word: String) throws(Fault) -> String? {
    guard !word.isEmpty, word.utf8.first != 0x2D, !word.contains("/"), word.utf8.count < 200 else { return nil }
    // A relative folder in PATH means another program in each folder.
    let folders = searchPath.split(separator: ":").filter { $0.hasPrefix("/") }.map(String.init)
    guard let found = Command.search("jailer-\(word)", in: folders) else { return nil }
    guard trust.user == 0 else { return found }
    guard let real = try? Files.realPath(found) else { return nil }
    let folder = Files.split(real).directory
    if let why = trust.fault(ofFolder: folder) ?? trust.fault(of: real, in: folder) {
      throw Fault(.notPermitted, "\(found) is not run as root", cause: why)
    }
    return found
  }
}
