import Platform
import Posix
import Wire

/// The address and the gateway that a jail with a network stack of its own has given itself, by its rc.conf and by what
/// dhclient(8) has written down. The kernel tells nothing of another stack, and none of the jail's programs is run.
/// The jail's root user writes these files: they are read as text, never through links, and only addresses are taken.
struct OwnNetwork: Equatable {
  var address: Address?
  var gateway: Address?

  /// Bytes of a file; they have some hundred.
  private static let limit = 1 << 16

  /// - Parameter root: the jail's root folder.
  /// - Parameter id: the number of its epair; without one the first that rc.conf has.
  init(root: String, id: Int?) {
    guard let root = try? Beneath(root), let rc = Self.text("etc/rc.conf", root) else { return }
    let values = RcConf.values(rc)
    let name = id.map { "ifconfig_epair\($0)b" } ?? values.keys.filter { $0.hasPrefix("ifconfig_epair") }.min()
    guard let name, let setting = values[name] else { return }
    if setting.uppercased().split(separator: " ").contains(where: { $0 == "DHCP" || $0 == "SYNCDHCP" }) {
      read(leases: Self.text("var/db/dhclient.leases.\(name.dropFirst("ifconfig_".count))", root) ?? "")
    } else {
      address = IfconfigText.v4(setting.split(separator: " "))
      gateway = values["defaultrouter"].flatMap { Address($0) }
    }
  }

  /// All addresses that the jail's rc.conf gives to its interfaces, those of its epair first: what it will have when it
  /// runs. A lease is the server's to give.
  static func written(root: String, id: Int?) -> (addresses: [Address], gateway: Address?) {
    guard let root = try? Beneath(root), let rc = text("etc/rc.conf", root) else { return ([], nil) }
    let values = RcConf.values(rc)
    let own = id.map { "ifconfig_epair\($0)b" } ?? ""
    let names = values.keys.filter { $0.hasPrefix("ifconfig_") && !$0.hasPrefix("ifconfig_lo") }.sorted {
      ($0.hasPrefix(own) ? 0 : 1, $0) < ($1.hasPrefix(own) ? 0 : 1, $1)
    }
    let addresses = names.compactMap { name -> Address? in
      let words = (values[name] ?? "").split(separator: " ")
      return IfconfigText.v4(words) ?? IfconfigText.v6(words)
    }
    return (addresses, (values["defaultrouter"] ?? values["ipv6_defaultrouter"]).flatMap { Address($0) })
  }

  /// The last lease counts: `fixed-address 10.0.0.2;`, `option subnet-mask 255.255.255.0;`, `option routers 10.0.0.1;`.
  private mutating func read(leases: String) {
    for line in leases.split(separator: "\n") {
      let words = line.split { " \t;,".contains($0) }
      if words.first == "lease" { (address, gateway) = (nil, nil) }
      if words.count > 1, words[0] == "fixed-address" { address = Address(String(words[1])) }
      guard words.count > 2, words[0] == "option" else { continue }
      if words[1] == "subnet-mask" { address = address?.with(prefix: Address.prefix(ofMask: String(words[2]))) }
      if words[1] == "routers" { gateway = Address(String(words[2])) }
    }
  }

  private static func text(_ path: String, _ root: borrowing Beneath) -> String? {
    (try? root.read(path, limit: limit)).map { String(decoding: $0, as: UTF8.self) }
  }
}
