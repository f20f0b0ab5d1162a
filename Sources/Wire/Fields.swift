/// Why a document has not the shape that the protocol gives it.
public struct ShapeError: Error, Sendable, Equatable {
  /// Where: `commands[0].options[2].type`.
  public let path: String
  public let reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  public var text: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

/// Takes an object apart member by member, and knows which ones nobody asked for.
public struct Fields {
  public let path: String
  private let object: JSON.Object
  /// The places of the members that were asked for: a bit each for the first 64, which is nearly always all.
  private var taken: UInt64 = 0
  private var takenBeyond: [Int] = []
  private var next = 0

  public init(_ value: JSON, at path: String) throws(ShapeError) {
    guard let object = value.object else { throw ShapeError(path: path, reason: "must be an object, is \(value.kind)") }
    self.object = object
    self.path = path
  }

  public func path(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  public func error(_ name: String, _ reason: String) -> ShapeError { ShapeError(path: path(name), reason: reason) }

  /// The member, or `nil` where it is absent or null.
  public mutating func value(_ name: String) -> JSON? {
    guard let place = object.place(of: name, from: next) else { return nil }
    next = place + 1
    if place < 64 { taken |= 1 << UInt64(place) } else { takenBeyond.append(place) }
    let value = object.members[place].value
    if case .null = value { return nil }
    return value
  }

  /// Whether the member is there at all, null or not. It still counts as unknown until it is taken.
  public func has(_ name: String) -> Bool { object[name] != nil }

  public mutating func optional<T>(_ name: String, _ kind: String, _ convert: (JSON) -> T?) throws(ShapeError) -> T? {
    guard let value = value(name) else { return nil }
    guard let result = convert(value) else { throw error(name, "must be \(kind), is \(value.kind)") }
    return result
  }

  public mutating func required<T>(_ name: String, _ kind: String, _ convert: (JSON) -> T?) throws(ShapeError) -> T {
    guard let result = try optional(name, kind, convert) else { throw error(name, "is missing") }
    return result
  }

  public mutating func string(_ name: String) throws(ShapeError) -> String {
    try required(name, "a string", \.string)
  }
  public mutating func optionalString(_ name: String) throws(ShapeError) -> String? {
    try optional(name, "a string", \.string)
  }
  public mutating func integer(_ name: String) throws(ShapeError) -> Int {
    try required(name, "an integer", \.integer)
  }
  public mutating func bool(_ name: String, default value: Bool = false) throws(ShapeError) -> Bool {
    try optional(name, "a boolean", \.bool) ?? value
  }

  /// An array of strings; empty where absent.
  public mutating func strings(_ name: String) throws(ShapeError) -> [String] {
    try array(name) { value, path throws(ShapeError) in
      guard let text = value.string else { throw ShapeError(path: path, reason: "must be a string, is \(value.kind)") }
      return text
    }
  }

  /// Each element converted; empty where absent.
  public mutating func array<T>(_ name: String, _ convert: (JSON, String) throws(ShapeError) -> T) throws(ShapeError)
    -> [T]
  {
    guard let values = try optional(name, "an array", \.array) else { return [] }
    var result: [T] = []
    result.reserveCapacity(values.count)
    for (index, value) in values.enumerated() { result.append(try convert(value, "\(path(name))[\(index)]")) }
    return result
  }

  /// Refuses members that were not asked for; `x-` is left to anyone where `extensions` says so.
  public func finish(extensions: Bool = false) throws(ShapeError) {
    for (place, (name, _)) in object.members.enumerated() {
      let isTaken = place < 64 ? taken >> UInt64(place) & 1 != 0 : takenBeyond.contains(place)
      if isTaken || extensions && name.utf8.starts(with: "x-".utf8) { continue }
      throw ShapeError(path: path, reason: "has an unknown field \(Printable.quoted(name))")
    }
  }
}
