import Platform
import Posix
import Wire

/// What a mirror has. The only fact that is read over the network.
struct RemoteReader {
  /// `WebClient.environment`.
  let network: [String: String]

  /// Bytes of one listing.
  private static let longest = 4 << 20
  private static let milliseconds: Int64 = 120_000

  /// The names of its releases, sorted as versions.
  /// - Throws: `failed` where the mirror can't be reached, `unavailable` without a program that fetches.
  func read(_ mirror: Mirror) throws(Fault) -> [String] {
    let client = try WebClient()
    var names: Set<String> = []
    var said: String?
    var isThere = false
    for url in mirror.indexes {
      let outcome: Command.Outcome
      do throws(PosixError) {
        var order = WebClient.Order(url)
        order.limit = Self.longest
        var command = Command(client.command(order), environment: network, directory: "/")
        command.environment["LC_ALL"] = "C"
        command.group = .own
        outcome = try command.run(keep: Self.longest, milliseconds: Self.milliseconds)
      } catch {
        throw Fault(.failed, "the mirror \(mirror.base) can't be read", error)
      }
      if outcome.status.success {
        isThere = true
        names.formUnion(Listing.versions(in: String(decoding: outcome.output, as: UTF8.self)))
        continue
      }
      said = Printable.clean(String(decoding: outcome.error.suffix(2000), as: UTF8.self), lines: true)
      // curl's status for an answer that is an error: the other place may exist.
      if client.isCurl, outcome.status != .exited(22) { break }
    }
    guard isThere else {
      throw Fault(
        .failed, "the mirror \(mirror.base) can't be read", cause: said,
        hint: "another one: jailer_mirror in the configuration, or FreeBSD_mirror in the environment")
    }
    return names.sorted(by: Listing.precedes)
  }
}
