import Wire

extension RunState {
  public var json: JSON {
    var object: JSON.Object = [
      "version": 1, "name": .string(name), "jid": .integer(jid), "phase": .string(phase.rawValue),
      "path": .string(path), "hostname": .string(hostname), "persist": .bool(persist),
      "vnet": .bool(vnet),
    ]
    object["netns"] = netns.map(JSON.string)
    object["init"] = process.map {
      ["pid": .integer($0.pid), "start": .integer($0.start), "boot": .string($0.boot)]
    }
    object["runtime"] = runtime.map { ["kind": .string($0.kind), "program": .string($0.program)] }
    object["consolelog"] = consoleLog.map(JSON.string)
    object["configuration"] = configuration.map(JSON.string)
    object["parameters"] = .object(
      JSON.Object(unique: parameters.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    )
    object["mounts"] = .array(
      mounts.map { ["target": .string($0.target), "before": .integer($0.before)] })
    object["interfaces"] = JSON(interfaces)
    return .object(object)
  }

  public init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    guard try fields.integer("version") == 1 else { throw fields.error("version", "is unknown") }
    name = try fields.string("name")
    jid = try fields.integer("jid")
    guard let phase = Phase(rawValue: try fields.string("phase")) else {
      throw fields.error("phase", "is unknown")
    }
    self.phase = phase
    self.path = try fields.string("path")
    hostname = try fields.string("hostname")
    persist = try fields.bool("persist")
    vnet = try fields.bool("vnet")
    netns = try fields.optionalString("netns")
    consoleLog = try fields.optionalString("consolelog")
    configuration = try fields.optionalString("configuration")
    interfaces = try fields.strings("interfaces")
    if let value = fields.value("init") {
      var inner = try Fields(value, at: fields.path("init"))
      process = Init(
        pid: try inner.integer("pid"), start: try inner.integer("start"),
        boot: try inner.string("boot"))
    }
    if let value = fields.value("runtime") {
      var inner = try Fields(value, at: fields.path("runtime"))
      runtime = Runtime(kind: try inner.string("kind"), program: try inner.string("program"))
    }
    mounts = try fields.array("mounts") { value, path throws(ShapeError) in
      var inner = try Fields(value, at: path)
      return Mount(target: try inner.string("target"), before: try inner.integer("before"))
    }
    let members = fields.value("parameters")?.object?.members ?? []
    parameters.reserveCapacity(members.count)
    for (name, value) in members {
      if let text = value.string { parameters[name] = text }
    }
  }
}

/// The text of /proc/PID/stat.
public struct ProcessStat: Sendable, Equatable {
  /// R, S, D, Z...
  public let state: Character
  public let parent: Int
  /// Clock ticks after boot.
  public let start: Int

  /// nil if it isn't such a text.
  public init?(_ text: String) { self.init(Array(text.utf8)) }

  /// The same for the file's bytes: a program's name need not be UTF-8.
  public init?(_ text: [UInt8]) {
    // The second field is the program's name in parentheses, which may hold spaces and parentheses itself.
    guard let end = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let words = text[(end + 1)...].split(maxSplits: 20) { $0 == 0x20 || $0 == 0x0A }
    guard words.count > 19, let state = words[0].first, let parent = Self.number(words[1]),
      let start = Self.number(words[19])
    else {
      return nil
    }
    self.state = Character(Unicode.Scalar(state))
    self.parent = parent
    self.start = start
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? { Int(String(decoding: digits, as: UTF8.self)) }

  public var isAlive: Bool { state != "Z" && state != "X" && state != "x" }
}
