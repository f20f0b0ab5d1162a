import Platform
import Wire

/// What ifconfig(8) prints of interfaces, as its manual page has it.
struct IfconfigText {
  /// In the order of the text; a bridge's members know of it.
  private(set) var interfaces: [InterfaceFact] = []
  /// The bridge of each member.
  private var masters: [String: String] = [:]

  /// Groups that the kernel puts an interface in when it makes it; others are an administrator's.
  private static let kinds: Set<String> = [
    "bridge", "carp", "enc", "epair", "gif", "gre", "ipsec", "lagg", "lo", "ovpn", "pflog", "pfsync", "stf", "tap",
    "tun", "vlan", "vxlan", "wg", "wlan",
  ]

  init(_ text: String) {
    var isKnown = false
    for line in text.split(separator: "\n") {
      if let first = line.utf8.first, first != 0x20, first != 0x09 {
        isKnown = begin(line)
      } else if isKnown {
        add(line.drop { $0 == " " || $0 == "\t" }, at: interfaces.count - 1)
      }
    }
    for index in interfaces.indices { interfaces[index].master = masters[interfaces[index].name] }
  }

  /// `bridge0: flags=8843<UP,BROADCAST,RUNNING> metric 0 mtu 1500`
  private mutating func begin(_ line: Substring) -> Bool {
    guard let colon = line.firstIndex(of: ":"), Name.faultOfInterface(String(line[..<colon])) == nil else {
      return false
    }
    let flags = line.split(separator: "<", maxSplits: 1).dropFirst().first?.prefix { $0 != ">" } ?? ""
    interfaces.append(
      InterfaceFact(name: String(line[..<colon]), kind: "", isUp: flags.split(separator: ",").contains("UP")))
    return true
  }

  private mutating func add(_ line: Substring, at index: Int) {
    let words = line.split { $0 == " " || $0 == "\t" }
    switch words.first {
    case "inet": if let address = Self.v4(words) { interfaces[index].addresses.append(address) }
    case "inet6": if let address = Self.v6(words) { interfaces[index].addresses.append(address) }
    case "member:": if words.count > 1 { masters[String(words[1])] = interfaces[index].name }
    case "groups:":
      interfaces[index].kind = words.dropFirst().first { Self.kinds.contains(String($0)) }.map(String.init) ?? ""
    case "description:": interfaces[index].alias = Printable.clean(String(line.dropFirst("description: ".count)))
    default: break
    }
  }

  /// `inet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255`, `inet 10.0.0.1 --> 10.0.0.2 netmask 0xffffffff`, `inet
  /// 10.0.0.1/24`; users write `255.255.255.0` too.
  static func v4(_ words: [Substring]) -> Address? {
    guard words.count > 1, words[0] == "inet", let address = Address(String(words[1])), !address.isV6 else {
      return nil
    }
    guard address.prefix == nil, let mask = word(after: "netmask", words) else { return address }
    guard mask.hasPrefix("0x") else { return address.with(prefix: Address.prefix(ofMask: String(mask))) }
    guard let bits = UInt32(mask.dropFirst(2), radix: 16) else { return address }
    let bytes = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> UInt32($0)) }
    return address.with(prefix: Address.prefix(ofMask: Address(bytes: bytes).host))
  }

  /// `inet6 fe80::1%lo0 prefixlen 64 scopeid 0x2`; the zone is the interface itself.
  static func v6(_ words: [Substring]) -> Address? {
    guard words.count > 1, words[0] == "inet6" else { return nil }
    let parts = words[1].split(separator: "/", maxSplits: 1)
    let host = parts.first?.prefix { $0 != "%" } ?? ""
    let length = parts.count > 1 ? parts[1] : word(after: "prefixlen", words)
    return Address(length.map { "\(host)/\($0)" } ?? String(host))
  }

  private static func word(after word: Substring, _ words: [Substring]) -> Substring? {
    guard let place = words.firstIndex(of: word), place + 1 < words.count else { return nil }
    return words[place + 1]
  }
}
