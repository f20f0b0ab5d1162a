import Glibc
import Platform
import Posix

/// Where linux-jail keeps its things. `--root DIR`, its one option that FreeBSD's tools don't have, moves them.
struct Site: Sendable {
  let paths: Paths

  /// Takes `--root DIR` off the front of the arguments.
  init(_ arguments: inout [String]) throws(JailError) {
    var root = ""
    if arguments.first == "--root" {
      guard arguments.count > 1, arguments[1].hasPrefix("/") else {
        throw JailError("--root: needs an absolute path")
      }
      root = arguments[1]
      while root.hasSuffix("/") { root.removeLast() }
      arguments.removeFirst(2)
    }
    paths = Paths(root: root, system: .linux)
  }

  init(root: String) { paths = Paths(root: root, system: .linux) }

  var running: String { paths.running }
  func folder(_ jail: String) -> String { "\(running)/\(jail)" }
  func state(_ jail: String) -> String { "\(folder(jail))/state.json" }
  /// Hidden names can't be jails: theirs begin with a letter, a digit or `_`.
  func lock(_ jail: String) -> String { "\(running)/.\(jail).lock" }
  /// Held from before the runtime starts until the jail's first process is known, by the runtime as well.
  func entry(_ jail: String) -> String { "\(folder(jail))/.entry.lock" }
  /// The lease of a jail that uses DHCP.
  func lease(_ jail: String) -> String { "\(folder(jail))/lease.json" }
  /// Why an answer of a server could not be used.
  func leaseError(_ jail: String) -> String { "\(folder(jail))/lease.error" }
  /// The process that got it.
  func client(_ jail: String) -> String { "\(folder(jail))/dhcp-client" }
  var counter: String { "\(running)/.lastjid" }
  var counterLock: String { "\(running)/.lastjid.lock" }
  /// Where `ip -n NAME` looks, whatever the root is.
  static let namespaces = "/run/netns"
  func namespace(_ jail: String) -> String { "\(Self.namespaces)/\(jail)" }
  var configuration: String { "\(paths.root)/etc/jail.conf" }

  /// Programs are looked for where the distribution puts them, not where the caller's PATH says.
  static let programs = [
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
  ]

  /// Removes the lock's file, by its holder and at the end of its work, if there is no jail left. Those who wait
  /// for it notice.
  func forgetLock(_ jail: String) {
    if !Files.exists(folder(jail)) { try? Files.unlink(lock(jail)) }
  }

  func requireRoot() throws(JailError) {
    if geteuid() != 0 { throw JailError("must be run as root") }
  }
}
