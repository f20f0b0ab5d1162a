import Wire

/// Names, ids and hardware addresses for a jail that is being made: pure, from the random digits of the fact `host`.
public struct NewIdentity: Sendable {
  let machine: Machine
  let digits: [UInt8]

  public init(_ machine: Machine) {
    self.machine = machine
    digits = Array((machine.host?.random ?? "").utf8)
  }

  /// Eight hexadecimal digits, at least one of them a letter: jail(8) takes digits alone for a jid.
  public func name() throws(Fault) -> String {
    let taken = Set((machine.jails ?? []).map(\.name) + (machine.config?.store?.entries ?? []))
    for start in stride(from: 16, to: digits.count - 8, by: 3) {
      let name = String(decoding: digits[start..<start + 8], as: UTF8.self)
      if Name.faultOfJail(name) == nil, !taken.contains(name), !machine.claims.contains("jail:\(name)") { return name }
    }
    throw Fault(.failed, "no free name was found", hint: "give the jail a name")
  }

  /// Eight digits for a thing that nobody has to remember.
  public func mark() -> String { String(decoding: digits.suffix(8), as: UTF8.self) }

  /// The smallest id that no conf, no interface and no transaction has: it numbers the epair.
  public func id() -> Int {
    let confs = Set((machine.jails ?? []).compactMap(\.id))
    let names = Set((machine.interfaces ?? []).map(\.name))
    var id = 1
    while confs.contains(id) || names.contains("epair\(id)a") || machine.claims.contains("id:\(id)") { id += 1 }
    return id
  }

  /// FreeBSD's own block of hardware addresses.
  public static let block: [UInt8] = [0x58, 0x9C, 0xFC]

  /// In FreeBSD's own block, as the seed's; kept in the conf, so it stays for the jail's life.
  public func hardwareAddress() -> String {
    let own = stride(from: 0, to: 6, by: 2).map { String(decoding: digits.dropFirst($0).prefix(2), as: UTF8.self) }
    return (Self.block.map { String($0, radix: 16) } + own).joined(separator: ":")
  }
}
