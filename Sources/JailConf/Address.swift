/// An element of ip4.addr or ip6.addr: `[interface|]address[/mask] [words for ifconfig]`.
public struct JailAddress: Equatable, Sendable {
  /// The interface that carries the address, when the element names one.
  public var interface: [UInt8]?
  public var address: [UInt8]
  /// What follows the slash: a prefix length or a netmask, without the words behind it.
  public var mask: [UInt8]?

  public init(_ element: [UInt8]) {
    var rest = element[...]
    if let bar = rest.firstIndex(of: UInt8(ascii: "|")) {
      interface = Array(rest[..<bar])
      rest = rest[(bar + 1)...]
    }
    let blank = UInt8(ascii: " ")
    if let slash = rest.firstIndex(of: UInt8(ascii: "/")) {
      mask = Array(rest[(slash + 1)...].prefix { $0 != blank })
      rest = rest[..<slash]
    }
    address = Array(rest.prefix { $0 != blank })
  }
}

/// Addresses as inet_pton(3) takes them.
public enum IPAddress {
  /// Four decimal numbers up to 255, of at most three digits.
  public static func isV4(_ text: some Collection<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.count) && part.allSatisfy { $0 &- 0x30 < 10 }
          && !(part.count > 1 && part.first == UInt8(ascii: "0"))
          && part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
      }
  }

  /// Eight groups of hexadecimal digits, with one `::` for some zeros and perhaps an IPv4 address
  /// at the end; no scope.
  public static func isV6(_ text: some Collection<UInt8>) -> Bool {
    let colon = UInt8(ascii: ":")
    let parts = text.split(separator: colon, omittingEmptySubsequences: false)
    guard (3...9).contains(parts.count) else { return false }
    var groups = 0
    var gaps = 0
    for (index, part) in parts.enumerated() {
      if part.isEmpty {
        // The empty parts at both ends belong to a "::" there.
        if index == 0 {
          guard parts[1].isEmpty else { return false }
        } else if index == parts.count - 1 {
          guard parts[index - 1].isEmpty else { return false }
        } else {
          gaps += 1
        }
      } else if index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
        guard isV4(part) else { return false }
        groups += 2
      } else {
        guard part.count <= 4, part.allSatisfy({ Lexer.hexadecimal($0) != nil }) else {
          return false
        }
        groups += 1
      }
    }
    return gaps == 0 ? groups == 8 : gaps == 1 && groups <= 7
  }
}
