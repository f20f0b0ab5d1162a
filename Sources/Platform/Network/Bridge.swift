import Wire

/// A bridge for jails: what rc.conf (on Linux jailer.conf, in the same words) says of it, and what there is.
public struct Bridge: Sendable, Equatable {
  /// The bridges that jailer made, and may unmake.
  static let made = "jailer_bridges"
  /// Those of them that are open.
  static let open = "jailer_open"
  /// The interfaces that are made with the machine.
  static let cloned = "cloned_interfaces"

  public let name: String
  /// Whether it comes back with the machine.
  public let isPersistent: Bool
  public let isOurs: Bool
  /// Whether its jails reach all of the host, and are reached from everywhere.
  public let isOpen: Bool
  /// The addresses of the configuration.
  public let configured: [Address]
  /// `nil` where there is no such interface now.
  public let interface: InterfaceFact?
  public let members: [String]
  /// The jails whose confs name it, in the order of their names.
  public let jails: [String]

  /// Those that are there.
  public var addresses: [Address] { interface?.addresses.filter { !$0.isLinkLocal } ?? [] }

  /// The bridge of this name, be there one or not.
  public init(_ name: String, on machine: Machine) {
    let text = machine.config?.text ?? ""
    self.name = name
    isPersistent = RcConf.list(Self.cloned, in: text).contains(name)
    isOurs = RcConf.list(Self.made, in: text).contains(name)
    isOpen = RcConf.list(Self.open, in: text).contains(name)
    configured = Self.addresses(of: name, in: text)
    let all = machine.interfaces ?? []
    interface = all.first { $0.name == name && $0.kind == "bridge" }
    members = all.filter { $0.master == name }.map(\.name)
    jails = (machine.jails ?? []).filter { $0.network == "eb" && $0.bridge == name }.map(\.name)
  }

  /// Those of the configuration, and those that jails are joined to; another program's are its own business.
  public static func all(on machine: Machine) -> [Bridge] {
    let text = machine.config?.text ?? ""
    let kinds = Dictionary((machine.interfaces ?? []).map { ($0.name, $0.kind) }) { first, _ in first }
    let cloned = RcConf.list(cloned, in: text).filter { kinds[$0].map { $0 == "bridge" } ?? isUsual($0) }
    let used = (machine.jails ?? []).filter { $0.network == "eb" }.compactMap(\.bridge)
    return Set(RcConf.list(made, in: text) + cloned + used).sorted().map { Bridge($0, on: machine) }
  }

  /// As ifconfig(8) names bridges.
  static func isUsual(_ name: String) -> Bool {
    name.hasPrefix("bridge") && name.utf8.count > 6 && name.utf8.dropFirst(6).allSatisfy(Name.isDigit)
  }

  /// The settings with this bridge open or closed.
  public func setting(open: Bool, in text: String) throws(Fault) -> String {
    guard !open else { return try RcConf.add([name], to: Self.open, in: text) }
    let text = try RcConf.remove([name], from: Self.open, in: text)
    return RcConf.list(Self.open, in: text).isEmpty ? RcConf.delete(Self.open, in: text) : text
  }

  public static func missing(_ name: String) -> Fault {
    Fault(.notFound, "there is no bridge \(Printable.clean(name))", hint: "jailer network list", field: "bridge")
  }

  // --- rc.conf ------------------------------------------------------------------------

  static func key(_ name: String) -> String { "ifconfig_\(name)" }
  static func key6(_ name: String) -> String { "ifconfig_\(name)_ipv6" }

  /// All assignments that speak of it, `ifconfig_NAME_alias0` too.
  static func keys(of name: String, in text: String) -> [String] {
    RcConf.names(text).filter { $0 == key(name) || $0.hasPrefix(key(name) + "_") }.sorted()
  }

  private static func addresses(of name: String, in text: String) -> [Address] {
    let values = RcConf.values(text)
    return keys(of: name, in: text).compactMap { values[$0].flatMap(address) }
  }

  /// `inet 10.0.0.1/24 up`, `10.0.0.1 netmask 255.255.255.0`, `inet6 fd00::1 prefixlen 64`
  static func address(_ value: String) -> Address? {
    let words = value.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard let at = words.firstIndex(where: { Address($0) != nil }), let address = Address(words[at]) else { return nil }
    if address.prefix != nil { return address }
    func after(_ word: String) -> String? {
      words.firstIndex(of: word).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
    let prefix = address.isV6 ? after("prefixlen").flatMap(Int.init) : after("netmask").flatMap(Address.prefix(ofMask:))
    return prefix.map(address.with(prefix:)) ?? address
  }
}
