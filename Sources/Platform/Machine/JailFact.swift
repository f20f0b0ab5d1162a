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
  /// The root folder.
  public var path: String?
  /// The file that defines it.
  public var conf: String?
  public var error: String?
  public var network: String?
  public var id: Int?
  public var bridge: String?
  public var image: String?
  /// With prefix lengths where known.
  public var addresses: [String]
  public var gateway: String?
  /// What jailer made for its root: `dataset:tank/jails/db0`, `directory:/srv/jails/db0`, `overlay:/srv/jails/db0`; `nil`: not jailer's.
  public var root: String?

  public init(name: String, state: State) {
    self.name = name
    self.state = state
    addresses = []
  }

  public var isRunning: Bool { jid != nil }

  public var json: JSON {
    var object = JSON.Object(unique: [("name", .string(name)), ("state", .string(state.rawValue))])
    let optional: [(String, JSON?)] = [
      ("jid", jid.map(JSON.integer)), ("hostname", hostname.map(JSON.string)), ("path", path.map(JSON.string)),
      ("conf", conf.map(JSON.string)), ("error", error.map(JSON.string)), ("type", network.map(JSON.string)),
      ("id", id.map(JSON.integer)), ("bridge", bridge.map(JSON.string)), ("image", image.map(JSON.string)),
      ("gateway", gateway.map(JSON.string)), ("root", root.map(JSON.string)),
    ]
    var members = object.members
    for case (let name, let value?) in optional { members.append((name, value)) }
    if !addresses.isEmpty { members.append(("addresses", JSON(addresses))) }
    object = JSON.Object(unique: members)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    name = try fields.string("name")
    let word = try fields.string("state")
    guard let state = State(rawValue: word) else { throw fields.error("state", "\(Printable.quoted(word)) is not known") }
    self.state = state
    jid = try fields.optional("jid", "an integer", \.integer)
    hostname = try fields.optionalString("hostname")
    self.path = try fields.optionalString("path")
    conf = try fields.optionalString("conf")
    error = try fields.optionalString("error")
    network = try fields.optionalString("type")
    id = try fields.optional("id", "an integer", \.integer)
    bridge = try fields.optionalString("bridge")
    image = try fields.optionalString("image")
    addresses = try fields.strings("addresses")
    gateway = try fields.optionalString("gateway")
    root = try fields.optionalString("root")
  }
}
