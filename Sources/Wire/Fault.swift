/// What went wrong, as a value: text is made of it in one place (Host's Render).
public struct Fault: Error, Sendable, Equatable {
  public let code: Code
  /// What happened, to what. One line, no full stop.
  public let message: String
  /// Why, when something else said so: a system call's error, the end of a program's output.
  public let cause: String?
  /// What to do next: a command or a short sentence.
  public let hint: String?
  /// The argument that is to blame, by its name in the manifest.
  public let field: String?

  public init(_ code: Code, _ message: String, cause: String? = nil, hint: String? = nil, field: String? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
    self.hint = hint
    self.field = field
  }

  /// A struct over a private enum: codes can be added without breaking a switch somewhere else.
  public struct Code: Sendable, Equatable {
    fileprivate enum Name: String, CaseIterable {
      case failed, usage, unavailable, crashed, exists, busy
      case partlyUndone = "partly-undone"
      case badData = "bad-data"
      case notFound = "not-found"
      case protocolFault = "protocol"
      case notPermitted = "not-permitted"
      case configuration
      case interrupted
    }
    fileprivate let name: Name

    private init(name: Name) { self.name = name }

    /// Failed, and taken back.
    public static let failed = Code(name: .failed)
    /// Failed, and not all could be taken back.
    public static let partlyUndone = Code(name: .partlyUndone)
    public static let usage = Code(name: .usage)
    public static let badData = Code(name: .badData)
    public static let notFound = Code(name: .notFound)
    public static let unavailable = Code(name: .unavailable)
    public static let crashed = Code(name: .crashed)
    public static let exists = Code(name: .exists)
    public static let busy = Code(name: .busy)
    public static let protocolFault = Code(name: .protocolFault)
    public static let notPermitted = Code(name: .notPermitted)
    public static let configuration = Code(name: .configuration)
    /// Taken back after a signal.
    public static let interrupted = Code(name: .interrupted)

    /// The word in JSON.
    public var word: String { name.rawValue }

    public init?(word: String) {
      guard let name = Name(rawValue: word) else { return nil }
      self.name = name
    }

    /// sysexits(3) where it has a number for it. The only place of exit codes.
    public var exitStatus: Int32 {
      switch name {
      case .failed: 1
      case .partlyUndone: 4
      case .usage: 64
      case .badData: 65
      case .notFound: 66
      case .unavailable: 69
      case .crashed: 70
      case .exists: 73
      case .busy: 75
      case .protocolFault: 76
      case .notPermitted: 77
      case .configuration: 78
      case .interrupted: 130
      }
    }
  }
}

extension Fault {
  public var json: JSON {
    var object: JSON.Object = ["code": .string(code.word), "message": .string(message)]
    object["cause"] = cause.map(JSON.string)
    object["field"] = field.map(JSON.string)
    object["hint"] = hint.map(JSON.string)
    return .object(object)
  }
}
