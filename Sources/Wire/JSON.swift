/// A JSON document in memory. Objects keep their members' order, so what a plugin wrote is what a person reads.
public enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case string(String)
  case array([JSON])
  case object(Object)

  /// Members in the order in which they were written. Names are unique.
  public struct Object: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    public private(set) var members: [(name: String, value: JSON)] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, JSON)...) {
      for (name, value) in elements { self[name] = value }
    }

    /// Members whose names the caller knows to be unique: no look-up for each.
    public init(unique members: [(name: String, value: JSON)]) { self.members = members }

    /// The member's value; setting `nil` removes it.
    public subscript(name: String) -> JSON? {
      get { place(of: name).map { members[$0].value } }
      set {
        let place = place(of: name)
        switch (place, newValue) {
        case (let place?, let value?): members[place].value = value
        case (let place?, nil): members.remove(at: place)
        case (nil, let value?): members.append((name, value))
        case (nil, nil): break
        }
      }
    }

    /// Where the member is. Whoever reads members in their order finds each at once by saying where to look first.
    func place(of name: String, from start: Int = 0) -> Int? {
      for place in start..<max(start, members.count) where members[place].name == name { return place }
      for place in 0..<min(start, members.count) where members[place].name == name { return place }
      return nil
    }

    public static func == (a: Object, b: Object) -> Bool {
      a.members.count == b.members.count && a.members.allSatisfy { b[$0.name] == $0.value }
    }
  }
}

extension JSON {
  public var string: String? { if case .string(let text) = self { text } else { nil } }
  /// `1.0` and `1e3` too: JSON knows one kind of number, and some languages write integers so.
  public var integer: Int? {
    switch self {
    case .integer(let number): number
    case .real(let number): Int(exactly: number)
    default: nil
    }
  }
  public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  public var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
  public var object: Object? { if case .object(let object) = self { object } else { nil } }
  public subscript(name: String) -> JSON? { object?[name] }

  /// What a person calls this kind of value in a message.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer: "an integer"
    case .real: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// `nil` becomes `null`.
  public init(_ text: String?) { self = text.map(JSON.string) ?? .null }
  public init(_ texts: [String]) { self = .array(texts.map(JSON.string)) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    var object = Object()
    for (name, value) in elements { object[name] = value }
    self = .object(object)
  }
}
