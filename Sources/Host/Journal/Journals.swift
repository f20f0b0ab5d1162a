import Glibc
import Platform
import Posix
import Wire

/// What an unfinished transaction keeps from all others.
public struct Claim: Sendable, Equatable {
  /// `kind:value`: `jail:db0`.
  public let text: String
  public let transaction: String
  public let verb: String
  public let pid: Int
  /// Seconds since 1970.
  public let since: Int
}

/// All journals of this machine.
public enum Journals {
  /// Claims of every journal that is there, of live owners and dead ones. Empty where there is no journal folder.
  public static func claims(_ paths: Paths) throws(Fault) -> [Claim] {
    var claims: [Claim] = []
    for id in try identities(paths) {
      guard let head = try head(id, paths) else { continue }
      claims += head.claims.map {
        Claim(text: $0, transaction: head.id, verb: head.verb, pid: head.pid, since: head.since)
      }
    }
    return claims
  }

  /// In the order of their beginning.
  static func identities(_ paths: Paths) throws(Fault) -> [String] {
    do {
      let names = try Files.list(paths.journals)
      return names.filter { $0.hasSuffix(Journal.suffix) }.map {
        String($0.dropLast(Journal.suffix.count))
      }
    } catch {
      if error.errno == ENOENT { return [] }
      throw unreadable(error)
    }
  }

  /// `nil` for one that ended meanwhile or died before it was whole.
  private static func head(_ id: String, _ paths: Paths) throws(Fault) -> Record.Head? {
    do {
      let file = try Files.open("\(paths.journals)/\(id)\(Journal.suffix)", O_RDONLY | O_NOFOLLOW)
      // The first record is enough, and mostly in the first piece; plans may be long.
      var bytes = [UInt8](repeating: 0, count: 64 << 10)
      let count = max(0, pread(file.raw, &bytes, bytes.count, 0))
      if let end = bytes[..<count].firstIndex(of: UInt8(ascii: "\n")) {
        return JournalText(Array(bytes[...end])).head
      }
      return JournalText(try file.read(limit: JournalText.longest)).head
    } catch {
      if error.errno == ENOENT { return nil }
      throw unreadable(error)
    }
  }

  static func unreadable(_ error: PosixError) -> Fault {
    let denied = error.errno == EACCES || error.errno == EPERM
    return Fault(
      denied ? .notPermitted : .failed, "the journals can't be read", error,
      hint: denied ? "run it as root" : nil)
  }
}
