/// An IPv4 or IPv6 address, with or without a prefix length.
public struct Address: Sendable, Hashable {
  /// 4 or 16 bytes, network order.
  public let bytes: [UInt8]
  /// Bits of the network part, or `nil` where none was written.
  public let prefix: Int?

  public var isV6: Bool { bytes.count == 16 }
  public var bits: Int { bytes.count * 8 }

  public init(bytes: [UInt8], prefix: Int? = nil) {
    self.bytes = bytes
    self.prefix = prefix
  }

  /// `10.0.0.10`, `10.0.0.10/24`, `2001:db8::1/64`. Zones (`%eth0`), leading zeros and shortened IPv4 forms are refused:
  /// programs disagree on what those mean.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let bytes = Address.v4(parts[0]) ?? Address.v6(parts[0]) else { return nil }
    self.bytes = bytes
    guard parts.count == 2 else {
      prefix = nil
      return
    }
    guard let length = Address.decimal(parts[1], most: bytes.count * 8) else { return nil }
    prefix = length
  }

  /// The prefix length that a dotted mask (`255.255.255.0`) or a plain number stands for, or `nil`.
  public static func prefix(ofMask text: String) -> Int? {
    if let length = decimal(text[...], most: 32) { return length }
    guard let bytes = v4(text[...]) else { return nil }
    let mask = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let length = (~mask).leadingZeroBitCount
    return mask == (length == 0 ? 0 : ~UInt32(0) << UInt32(32 - length)) ? length : nil
  }

  public func with(prefix: Int?) -> Address { Address(bytes: bytes, prefix: prefix) }

  /// The network that this address with its prefix belongs to; host bits zero.
  public var network: Address { masked { $0 & $1 } }

  /// The last address of the network: IPv4's broadcast address.
  public var last: Address { masked { $0 & $1 | ~$1 } }

  private func masked(_ join: (UInt8, UInt8) -> UInt8) -> Address {
    let length = prefix ?? bits
    let bytes = bytes.enumerated().map { index, byte in
      let kept = min(max(length - index * 8, 0), 8)
      return join(byte, kept == 0 ? 0 : ~UInt8(0) << UInt8(8 - kept))
    }
    return Address(bytes: bytes, prefix: length)
  }

  /// fe80::/10: of one link only. The kernel gives each interface one.
  public var isLinkLocal: Bool { isV6 && bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 }

  /// Why no host can have it: "is the network's own address".
  public var reserved: String? {
    let hostBits = bits - (prefix ?? bits)
    if bytes.allSatisfy({ $0 == 0 }) { return "stands for no address" }
    if isV6 ? bytes[0] == 0xFF : bytes[0] >= 0xE0 { return "is a multicast or reserved address" }
    if hostBits > 1, bytes == network.bytes { return "is the network's own address" }
    if hostBits > 1, !isV6, bytes == last.bytes { return "is the network's broadcast address" }
    return nil
  }

  /// Why it means nothing outside of one host or one link: "is a loopback address".
  public var confined: String? {
    if isV6 ? bytes == [UInt8](repeating: 0, count: 15) + [1] : bytes[0] == 127 { return "is a loopback address" }
    if isLinkLocal || !isV6 && bytes[0] == 169 && bytes[1] == 254 { return "is a link-local address" }
    let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
    return isV6 && bytes.starts(with: mapped) ? "is an IPv4 address in the form of IPv6" : nil
  }

  /// Whether `other` lies in the network of this address.
  public func contains(_ other: Address) -> Bool {
    other.bytes.count == bytes.count && other.with(prefix: prefix ?? bits).network.bytes == network.bytes
  }

  /// Whether the networks of both have addresses in common.
  public func overlaps(_ other: Address) -> Bool { contains(other) || other.contains(self) }

  /// The address without its prefix length.
  public var host: String { isV6 ? textV6 : bytes.map(String.init).joined(separator: ".") }

  /// The address, with `/N` where it has a prefix length.
  public var text: String { prefix.map { "\(host)/\($0)" } ?? host }

  /// The dotted mask of an IPv4 address with a prefix length.
  public var mask: String? {
    guard !isV6, let prefix else { return nil }
    let ones = Address(bytes: [255, 255, 255, 255], prefix: prefix).network
    return ones.host
  }

  static func decimal(_ text: Substring, most: Int) -> Int? {
    guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy(Name.isDigit) else { return nil }
    guard text.utf8.count == 1 || text.utf8.first != 0x30, let number = Int(text) else { return nil }
    return number <= most ? number : nil
  }

  private static func v4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    let bytes = parts.compactMap { decimal($0, most: 255).map(UInt8.init) }
    return bytes.count == 4 ? bytes : nil
  }
}

extension Address {
  private static func v6(_ text: Substring) -> [UInt8]? {
    guard text.utf8.count >= 2, text.utf8.count <= 45 else { return nil }
    guard let gap = firstGap(text) else {
      let groups = groups(text)
      return groups?.count == 16 ? groups : nil
    }
    let head = text[..<gap]
    let tail = text[text.index(gap, offsetBy: 2)...]
    guard firstGap(tail) == nil, !tail.hasPrefix(":") else { return nil }
    // An IPv4 address can only be the end of the whole.
    guard !head.contains("."), let front = head.isEmpty ? [] : groups(head), let back = tail.isEmpty ? [] : groups(tail)
    else { return nil }
    // "::" stands for at least one group of zeros.
    guard front.count + back.count <= 14 else { return nil }
    return front + [UInt8](repeating: 0, count: 16 - front.count - back.count) + back
  }

  private static func firstGap(_ text: Substring) -> Substring.Index? {
    text.indices.first { text[$0...].hasPrefix("::") }
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, part.contains(".") {
        guard let four = v4(part) else { return nil }
        bytes += four
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHex), let value = UInt16(part, radix: 16) else {
          return nil
        }
        bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
      }
    }
    return bytes
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    Name.isDigit(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
  }

  /// The form of RFC 5952: lower case, the first longest run of two or more zero groups shortened, IPv4 in dots where
  /// it is mapped.
  private var textV6: String {
    if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
      return "::ffff:" + bytes.suffix(4).map(String.init).joined(separator: ".")
    }
    let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    var best = 0..<0
    var start = 0
    while start < 8 {
      let end = groups[start...].firstIndex { $0 != 0 } ?? 8
      if end - start > max(best.count, 1) { best = start..<end }
      start = max(end, start + 1)
    }
    let words = groups.map { String($0, radix: 16) }
    if best.isEmpty { return words.joined(separator: ":") }
    let ends = (Array(words[..<best.lowerBound]), Array(words[best.upperBound...]))
    return ends.0.joined(separator: ":") + "::" + ends.1.joined(separator: ":")
  }
}
