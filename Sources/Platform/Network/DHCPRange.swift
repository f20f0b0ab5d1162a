import Wire

/// IPv4 addresses in a row, the first and the last with them.
public struct DHCPRange: Sendable, Equatable {
  let first: UInt32
  let last: UInt32

  /// All that hosts of the network may have.
  init(network: Address) {
    let (start, end) = (Self.number(network.network), Self.number(network.last))
    self.init(first: start + 1, last: max(end, 1) - 1)
  }

  private init(first: UInt32, last: UInt32) {
    self.first = first
    self.last = last
  }

  /// `10.0.0.50-10.0.0.99`
  /// - Throws: `usage` where that is no range of the bridge's network.
  init(_ text: String, of bridge: String, network: Address) throws(Fault) {
    let all = DHCPRange(network: network)
    let example = "\(Self.host(all.first))-\(Self.host(all.last))"
    let ends = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Address(String($0)) }
    guard ends.count == 2, text.split(separator: "-", omittingEmptySubsequences: false).count == 2,
      ends.allSatisfy({ !$0.isV6 && $0.prefix == nil })
    else {
      throw Fault(
        .usage, "\(Printable.quoted(text)) is not a range of addresses", hint: "like \(example)", field: "range")
    }
    self.init(first: Self.number(ends[0]), last: Self.number(ends[1]))
    guard first <= last else {
      throw Fault(.usage, "the range \(text) goes backwards", hint: "like \(example)", field: "range")
    }
    guard all.first <= first, last <= all.last else {
      throw Fault(
        .usage, "the range \(text) is not in the network of \(bridge)", cause: "that is \(network.network.text)",
        hint: "like \(example)", field: "range")
    }
  }

  /// What is left of it without these.
  func without(_ taken: [Address]) -> [DHCPRange] {
    var ranges: [DHCPRange] = []
    var start = first
    for number in Set(taken.filter { !$0.isV6 }.map(Self.number)).sorted() where number >= start && number <= last {
      if number > start { ranges.append(DHCPRange(first: start, last: number - 1)) }
      if number == last { return ranges }
      start = number + 1
    }
    if start <= last { ranges.append(DHCPRange(first: start, last: last)) }
    return ranges
  }

  var firstText: String { Self.host(first) }
  var lastText: String { Self.host(last) }

  private static func number(_ address: Address) -> UInt32 { address.bytes.reduce(0) { $0 << 8 | UInt32($1) } }

  private static func host(_ number: UInt32) -> String {
    Address(bytes: stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }).host
  }
}
