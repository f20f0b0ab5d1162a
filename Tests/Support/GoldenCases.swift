import Testing

/// A case of sysrc.json: what FreeBSD's own sysrc(8) makes of a file.
public struct SysrcCase: GoldenCase {
  public var name: String
  public var before: String?
  public var args: [String]
  public var after: String
  public var stdout: String
  public var status: Int32
  public var origin: String?

  public static func all() throws -> [SysrcCase] { try Golden.cases(SysrcCase.self, in: "sysrc.json") }
}

/// A case of jls.json: what FreeBSD's own jls(8) prints of the jails that are given.
public struct JlsCase: GoldenCase {
  public var name: String
  /// 15, or 12 for an older one.
  public var release: String
  public var argv: [String]
  /// Their parameters by name.
  public var jails: [[String: Value]]
  public var stdout: String
  public var status: Int32
  public var origin: String?

  public static func all() throws -> [JlsCase] { try Golden.cases(JlsCase.self, in: "jls.json") }

  public enum Value: Decodable, Sendable, Hashable {
    case flag(Bool)
    case number(Int)
    case text(String)
    case list([String])

    public init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? value.decode(Int.self) {
        self = .number(number)
      } else if let text = try? value.decode(String.self) {
        self = .text(text)
      } else {
        self = .list(try value.decode([String].self))
      }
    }

    /// As JSONSerialization has it.
    public var any: Any {
      switch self {
      case .flag(let flag): flag
      case .number(let number): number
      case .text(let text): text
      case .list(let list): list
      }
    }

    /// The words of it: of a list, each of its elements.
    public var words: [String] {
      if case .list(let list) = self { list } else { ["\(any)"] }
    }
  }
}
