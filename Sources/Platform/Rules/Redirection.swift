import Wire

/// A rule of rdr: what arrives at ports of the host goes to a jail.
public struct Redirection: Sendable, Equatable {
  public enum Transport: String, Sendable, CaseIterable {
    case tcp, udp, both
    public var each: [String] { self == .both ? ["tcp", "udp"] : [rawValue] }
  }
  public let interface: String
  /// `nil`: the addresses that the interface has when a packet arrives.
  public let address: Address?
  public let transport: Transport
  public let ports: ClosedRange<Int>
  /// The jail's ports, as many.
  public let target: ClosedRange<Int>
  /// Who may use it: a host or a network; `nil`: everybody.
  public let source: Address?

  /// - Throws: `usage` or `bad-data`, with the argument to blame.
  public init(_ options: RuleOptions) throws(Fault) {
    try options.check("iaprds")
    interface = try options.interface()
    address = try options.hostAddress()
    let word = try options.needed("p", "the protocol", field: "protocol")
    guard let transport = Transport(rawValue: word) else {
      throw Fault(
        .usage, "\(Printable.quoted(word)) is not a protocol", hint: "tcp, udp or both", field: "protocol")
    }
    self.transport = transport
    ports = try Self.ports(options.needed("r", "the port", field: "ports"), field: "ports")
    target = try Self.target(options.value("d"), of: ports)
    source = try options.address("s", field: "source").map { $0.prefix == nil ? $0 : $0.network }
    if let address, let source, address.isV6 != source.isV6 {
      throw Fault(
        .usage, "\(source.text) can't send to \(address.host)", cause: "one is of IPv4 and the other of IPv6",
        field: "source")
    }
  }

  public var options: RuleOptions {
    var options = RuleOptions()
    options.add("i", interface)
    options.add("a", address?.host)
    options.add("p", transport.rawValue)
    options.add("r", Self.text(ports))
    options.add("d", target == ports ? nil : "\(target.lowerBound)")
    options.add("s", source?.text)
    return options
  }

  /// The family that it is for; `nil`: both.
  var isV6: Bool? { (address ?? source)?.isV6 }

  /// `80`, `8000-8010`
  public static func text(_ ports: ClosedRange<Int>) -> String {
    ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
  }

  /// Whether a packet may be for both.
  func conflicts(with other: Redirection) -> Bool {
    func apart(_ a: Address?, _ b: Address?) -> Bool {
      guard let a, let b else { return false }
      return !a.overlaps(b)
    }
    return interface == other.interface && ports.overlaps(other.ports)
      && (transport == .both || other.transport == .both || transport == other.transport)
      && !(isV6 != nil && other.isV6 != nil && isV6 != other.isV6)
      && !apart(address, other.address) && !apart(source, other.source)
  }

  private static func ports(_ text: String, field: String) throws(Fault) -> ClosedRange<Int> {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { port($0) }
    guard numbers.count == parts.count, (1...2).contains(numbers.count) else {
      throw Fault(
        .usage, "\(Printable.quoted(text)) is not a port", cause: "ports are 1 to 65535", hint: "like 80 or 8000-8010",
        field: field)
    }
    guard numbers[0] <= numbers[numbers.count - 1] else {
      throw Fault(
        .usage, "the ports \(text) are backwards", hint: "like \(numbers[1])-\(numbers[0])", field: field)
    }
    return numbers[0]...numbers[numbers.count - 1]
  }

  private static func port(_ text: Substring) -> Int? {
    guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy(Name.isDigit), text.utf8.first != 0x30,
      let number = Int(text), number <= 65535
    else { return nil }
    return number
  }

  private static func target(_ text: String?, of ports: ClosedRange<Int>) throws(Fault) -> ClosedRange<Int> {
    guard let text else { return ports }
    let first = try Self.ports(text, field: "destination")
    guard first.count == 1 else {
      throw Fault(
        .usage, "-d is the first of the jail's ports", hint: "like -d \(first.lowerBound)", field: "destination")
    }
    let last = first.lowerBound + ports.count - 1
    guard last <= 65535 else {
      throw Fault(
        .usage, "\(ports.count) ports from \(first.lowerBound) on end at \(last)", cause: "ports are 1 to 65535",
        hint: "choose a smaller -d", field: "destination")
    }
    return first.lowerBound...last
  }
}
