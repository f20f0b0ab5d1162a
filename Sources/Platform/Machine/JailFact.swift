import Wire

/// One element of the fact `jails`.
public struct JailFact: Sendable, Equatable {
  public enum State: String, Sendable {
    case active = "Active"
    case stopped = "Stopped"
    /// Its conf can't be read; `error` says why.
    case broken = "Broken"
    /// Runs without a conf of jailer's folder.
    case unmanaged = "Unmanaged"
  }

  public var name: String
  public var state: State
  public var jid: Int?
  public var hostname: String?
  public var error: String?
  /// With prefix lengths where known.
  public var addresses: [String]
  public var gateway: String?
  private var box: Box?

  public init(name: String, state: State) {
    self.name = name
    self.state = state
    addresses = []
  }

  /// What a list does not show is kept apart: a list of 1,000 jails takes 8 % less time.
  private final class Box: @unchecked Sendable {
    var value: JailDetails
    init(_ value: JailDetails) { self.value = value }
  }

  public var details: JailDetails {
    get { box?.value ?? JailDetails() }
    _modify {
      let own = (isKnownUniquelyReferenced(&box) ? box : nil) ?? Box(details)
      box = own
      yield &own.value
    }
  }

  public static func == (a: JailFact, b: JailFact) -> Bool {
    a.name == b.name && a.state == b.state && a.jid == b.jid && a.hostname == b.hostname && a.error == b.error
      && a.addresses == b.addresses && a.gateway == b.gateway && a.details == b.details
  }

  public var isRunning: Bool { jid != nil }

  /// Whether its conf speaks of one of these: it is a clone of one's snapshot, or waits for one.
  public func needs(_ jails: Set<String>) -> Bool {
    let parent = origin?.split(separator: "@").first.map(String.init)
    return parent.map(jails.contains) ?? false || !jails.isDisjoint(with: depends)
  }

  /// The members of the fact `overview`.
  public var overview: JailFact {
    var fact = JailFact(name: name, state: state)
    fact.error = error
    guard isRunning else { return fact }
    fact.jid = jid
    fact.hostname = hostname
    fact.addresses = addresses
    fact.gateway = gateway
    return fact
  }

  public var json: JSON {
    var members: [(name: String, value: JSON)] = [("name", .string(name)), ("state", .string(state.rawValue))]
    members.reserveCapacity(14)
    if let jid { members.append(("jid", .integer(jid))) }
    if let hostname { members.append(("hostname", .string(hostname))) }
    if let error { members.append(("error", .string(error))) }
    if !addresses.isEmpty { members.append(("addresses", JSON(addresses))) }
    if let gateway { members.append(("gateway", .string(gateway))) }
    box?.value.add(to: &members)
    return .object(JSON.Object(unique: members))
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    name = try fields.string("name")
    let word = try fields.string("state")
    guard let state = State(rawValue: word) else {
      throw fields.error("state", "\(Printable.quoted(word)) is not known")
    }
    self.state = state
    addresses = []
    // Most jails of an overview have no more.
    if json.object?.members.count == 2 { return }
    jid = try fields.optional("jid", "an integer", \.integer)
    hostname = try fields.optionalString("hostname")
    error = try fields.optionalString("error")
    addresses = try fields.strings("addresses")
    gateway = try fields.optionalString("gateway")
    let details = try JailDetails(&fields)
    if details != JailDetails() { box = Box(details) }
  }
}
