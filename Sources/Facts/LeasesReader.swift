import Platform
import Posix
import Wire

/// What the host's DHCP server has given away, by the file in which it writes it down.
enum LeasesReader {
  /// Bytes; a lease has some hundred.
  private static let limit = 8 << 20

  static func read(_ paths: Paths) -> [LeaseFact] {
    guard let text = try? Files.text(paths.dhcpLeases, limit: limit) else { return [] }
    let now = Int(Clock.wall() / 1000)
    switch paths.system {
    case .linux: return LeaseFile.dnsmasq(text, now: now)
    case .freeBSD: return LeaseFile.dhcpd(text, now: now)
    }
  }
}
