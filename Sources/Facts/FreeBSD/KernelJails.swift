import Foreign
import Glibc
import Platform
import Posix
import Wire

/// The jails that run, as FreeBSD's kernel has them: one jail_get(2) for each, no process.
struct KernelJails {
  struct Jail: Sendable {
    let jid: Int
    let name, hostname, path: String
    let hasNetwork: Bool
    /// Without a network stack of its own: whether all of the host's IPv4 addresses are its own.
    let inherits: Bool
    /// IPv4 first, without prefix lengths: the kernel has none.
    let addresses: [Address]
  }

  private let get: JailQuery.Get

  /// How often one jail is asked for when its lists grow meanwhile or the kernel says EAGAIN.
  private static let patience = 16

  /// - Parameter library: where jail_get(2) is; `nil` is the process itself.
  /// - Throws: `unavailable` where there is no such function.
  init(library: String?) throws(Fault) {
    do {
      get = try Library(library).function("jail_get", as: JailQuery.Get.self)
    } catch {
      throw Fault(
        .unavailable, "the running jails can't be listed", cause: error.description,
        hint: "this needs FreeBSD's jail_get(2)"
      )
    }
  }

  init(get: JailQuery.Get) { self.get = get }

  /// In the order of their jids. Dying jails don't run any more, and the kernel leaves them out unless asked otherwise.
  func all() throws(Fault) -> [Jail] {
    let query = JailQuery(get)
    var jails: [Jail] = []
    while let jid = try next(after: Int32(jails.last?.jid ?? 0), query) {
      jails.append(
        Jail(
          jid: Int(jid), name: query.text(.name), hostname: query.text(.hostname), path: query.text(.path),
          hasNetwork: query.number(.vnet) == 1, inherits: query.number(.ip4) == 2,
          addresses: (query.list(.v4, of: 4) + query.list(.v6, of: 16)).map { Address(bytes: $0) }))
    }
    return jails
  }

  /// Each call asks for "the next one", so a jail that vanishes is simply not there: there is no second look at it.
  /// - Returns: `nil` behind the last one.
  private func next(after last: Int32, _ query: JailQuery) throws(Fault) -> Int32? {
    var left = Self.patience
    var refusals = 0
    while true {
      let answer = query.next(after: last)
      left -= 1
      switch answer.errno {
      case 0 where answer.jid > last: return answer.jid
      case 0: throw failure("jail \(answer.jid) comes after \(last)")
      case ENOENT: return nil
      case EAGAIN where left > 0, EINTR where left > 0: continue
      case EINVAL where left > 0 && query.leaveOutUnknown(): continue
      case EINVAL where left > 0:
        let refused = said(query, EINVAL)
        // A list without enough room is refused without a word. Where all have room, the one that had not may be of a
        // jail that has vanished since.
        _ = query.next(after: last, measuring: true)
        refusals = query.grow() ? 0 : refusals + 1
        if refusals > 1 { throw failure(refused) }
      default: throw failure(said(query, answer.errno))
      }
    }
  }

  private func said(_ query: JailQuery, _ errno: Int32) -> String {
    let message = query.text(.errmsg)
    return PosixError("jail_get", errno: errno).description + (message.isEmpty ? "" : " (\(Printable.clean(message)))")
  }

  private func failure(_ cause: String) -> Fault {
    Fault(.failed, "the running jails can't be listed", cause: cause, hint: "see what jls says")
  }
}
