import Wire

/// What keeps an eb jail on Linux from other hosts' addresses: rules for nftables at the host's end of its epair. What
/// leaves the jail must come from its own hardware address and addresses; it is no router and no DHCP server.
///
/// jguard(8) loads them. They are in the table `netdev jailer`, in a chain with the name of that end. When the end goes the chain stays, and
/// holds the next interface of that name: the text empties it first.
public struct EpairGuard: Sendable {
  static let table = "netdev jailer"

  /// The host's end: `epair6a`.
  let interface: String
  /// The hardware address of the jail's end, `58:9c:fc:a1:8a:3a`.
  let ether: String
  let addresses: [Address]
  /// What the jail asks for, as `JailFact.dynamic`.
  let dynamic: [JailNetwork.Dynamic]

  /// - Parameter addresses: static ones, and a lease.
  public init(interface: String, ether: String, addresses: [Address], dynamic: [JailNetwork.Dynamic]) {
    self.interface = interface
    self.ether = ether
    self.addresses = addresses
    self.dynamic = dynamic
  }

  /// As jguard(8) and jdhcp(8) are told it: the hardware address, then addresses, `dhcp` and `auto`.
  public init?(interface: String, words: [String]) {
    guard let ether = words.first else { return nil }
    let parts = ether.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts.allSatisfy({ $0.utf8.count == 2 && UInt8($0, radix: 16) != nil }) else { return nil }
    var addresses: [Address] = []
    var dynamic: [JailNetwork.Dynamic] = []
    for word in words.dropFirst() {
      if let asked = JailNetwork.Dynamic(rawValue: word) {
        dynamic.append(asked)
      } else if let address = Address(word) {
        addresses.append(address)
      } else {
        return nil
      }
    }
    self.init(interface: interface, ether: ether, addresses: addresses, dynamic: dynamic)
  }

  /// For nft(8): `nft -f -`.
  public var text: String { lines.reduce("") { $0 + $1 + "\n" } }

  /// A block `table netdev jailer { chain ... }` would name the chain once more: a change of a chain,
  /// after which nft(8) waits for the kernel to clear up, 15 ms instead of 4.
  private var lines: [String] {
    let chain = "\(Self.table) \(interface)"
    let rules = ["ether saddr != \(ether) drop"] + v4 + v6
    return [
      "add table \(Self.table)",
      "add chain \(chain) { type filter hook ingress device \(interface) priority 0; policy drop; }",
      "flush chain \(chain)",
    ] + rules.map { "add rule \(chain) \($0)" }
  }

  private var v4: [String] {
    let own = addresses.filter { !$0.isV6 }.map(\.host)
    let asks = dynamic.contains(.dhcp)
    guard !own.isEmpty || asks else { return ["udp sport { 67, 547 } drop"] }
    return [
      // Who probes whether an address is free says 0.0.0.0.
      "arp saddr ether \(ether) arp saddr ip { \((["0.0.0.0"] + own).joined(separator: ", ")) } accept",
      "udp sport { 67, 547 } drop", "icmp type redirect drop",
    ] + (asks ? ["ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept"] : [])
      + own.map { "ip saddr \($0) accept" }
  }

  /// An address that the kernel makes of an advertised network and the hardware address is the jail's own too, in every
  /// network: it takes one without being told to, and would send to nobody from it.
  private var v6: [String] {
    let own = addresses.filter(\.isV6)
    let targets = own.map(\.hexadecimal).joined(separator: ", ")
    let others = "@th,128,64 != \(identifier.hexadecimal)" + (own.isEmpty ? "" : " @th,64,128 != { \(targets) }")
    return [
      "icmpv6 type { nd-router-advert, nd-redirect } drop", "icmpv6 type nd-neighbor-advert \(others) drop",
      // Who probes an address keeps others from taking it.
      "ip6 saddr :: icmpv6 type nd-neighbor-solicit \(others) drop",
      "ip6 saddr & ::ffff:ffff:ffff:ffff == \(identifier.host) accept",
      "ip6 saddr { \((["::"] + own.map(\.host)).joined(separator: ", ")) } accept",
    ]
  }

  /// Takes the chain away, be it there or not.
  public static func removal(_ interface: String) -> [String] {
    ["add table \(table)"]
      + ["add", "flush", "delete"].map { "\($0) chain \(table) \(interface)" }
  }

  /// The lower half of the addresses that the kernel makes of the hardware address (EUI-64, RFC 4291, appendix A).
  private var identifier: Address {
    let parts = ether.split(separator: ":").map { UInt8($0, radix: 16) ?? 0 }
    guard parts.count == 6 else { return Address(bytes: [UInt8](repeating: 0, count: 16)) }
    return Address(
      bytes: [UInt8](repeating: 0, count: 8) + [parts[0] ^ 2, parts[1], parts[2], 0xFF, 0xFE] + parts[3...])
  }
}

extension Address {
  /// One number, as nft(8) compares it; zeros in front are left out.
  fileprivate var hexadecimal: String {
    let digits = bytes.reduce("") { text, byte in text + (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    return "0x" + digits.drop { $0 == "0" }
  }
}
