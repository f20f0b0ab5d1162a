/// A parameter or variable and its values; none when it was written without any, as `persist;`.
public struct Parameter: Hashable, Sendable {
  /// As written last, so perhaps with a "no". Bytes that are not UTF-8 become U+FFFD.
  public var name: String
  public var values: [Value]

  public init(name: String, values: [Value] = []) {
    self.name = name
    self.values = values
  }

  /// How the values of a parameter are read.
  public enum Kind: Sendable {
    /// One text; of several values the last counts.
    case string
    /// Any number of texts.
    case list
    /// With or without "no" in front of the last component.
    case bool
    case int
    /// disable, new or inherit.
    case jailsys
    /// Addresses: `[interface|]address[/mask] [words for ifconfig]`.
    case ip4, ip6
  }

  /// The kind of a parameter of jail(8) or of the kernel (FreeBSD 15), or nil when there is none of
  /// this name. `nopersist` has the kind of `persist`; only booleans have such a twin.
  public static func kind(of name: String) -> Kind? {
    if let kind = pseudo[name] ?? kernel[name] { return kind }
    if name.hasPrefix("meta.") || name.hasPrefix("env.") { return .string }
    guard let positive = withoutNo(name) else { return nil }
    let kind = pseudo[positive] ?? kernel[positive]
    return kind == .bool ? kind : nil
  }

  /// Whether jail(8) deals with a parameter itself, instead of giving it to the kernel.
  public static func isPseudo(_ name: String) -> Bool {
    pseudo[name] != nil || withoutNo(name).map { pseudo[$0] == .bool } ?? false
  }

  /// Whether a variable of this name would clash with a parameter that jail(8) knows.
  public static func isReserved(_ name: String) -> Bool { isReserved(Array(name.utf8)[...]) }

  static func isReserved(_ name: ArraySlice<UInt8>) -> Bool { name.withUnsafeBufferPointer(isReserved) }

  static func isReserved(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    reserved.contains {
      let difference = $0.utf8CodeUnitCount - name.count
      return (difference == 0 || difference == 2 || difference == -2)
        && $0.withUTF8Buffer { OptionName.isSame(name, $0) }
    }
  }

  /// A name without the "no" in front of its last component.
  static func withoutNo(_ name: String) -> String? {
    let utf8 = name.utf8
    let start =
      utf8.lastIndex(of: UInt8(ascii: ".")).map { utf8.index(after: $0) } ?? utf8.startIndex
    guard utf8[start...].starts(with: "no".utf8) else { return nil }
    return String(name[..<start]) + String(name[utf8.index(start, offsetBy: 2)...])
  }
}
