/// The rules for names, in one place.
public enum Name {
  /// The most bytes of a jail's name: it is also a host name's part, a dataset's and an interface description's.
  public static let longest = 63

  /// A verb, an argument or a plugin: `[a-z][a-z0-9-]*`, at most 32 bytes.
  public static func isVerb(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, bytes.count <= 32, (0x61...0x7A).contains(first) else { return false }
    return bytes.allSatisfy { isLetterOrDigit($0) && !(0x41...0x5A).contains($0) || $0 == 0x2D }
  }

  /// An environment variable: `[A-Za-z_][A-Za-z0-9_]*`.
  public static func isVariable(_ text: String) -> Bool {
    guard let first = text.utf8.first, !isDigit(first) else { return false }
    return text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x5F }
  }

  /// Why `text` can't be the name of a jail, or `nil`: letters, digits, `_` and `-`, not beginning with `-`, not all
  /// digits (jail(8) takes those for a jid), at most 63 bytes, not a name that the store uses itself.
  public static func faultOfJail(_ text: String) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.utf8.count > longest { return "it is longer than \(longest) characters" }
    if text.utf8.first == 0x2D { return "it begins with -" }
    if !text.utf8.allSatisfy({ isLetterOrDigit($0) || $0 == 0x5F || $0 == 0x2D }) {
      return "only letters, digits, _ and - are allowed"
    }
    if text.utf8.allSatisfy(isDigit) { return "digits alone would be taken for a jid" }
    if ["image", "images", "network"].contains(text) { return "the store uses this name itself" }
    return nil
  }

  /// Why `text` can't be the name of an image, or `nil`: letters, digits, `_`, `-`, `.` and `:`, beginning with a letter or digit.
  public static func faultOfImage(_ text: String) -> String? {
    guard let first = text.utf8.first else { return "it is empty" }
    if text.utf8.count > longest { return "it is longer than \(longest) characters" }
    if !isLetterOrDigit(first) { return "it must begin with a letter or a digit" }
    if !text.utf8.allSatisfy({ isLetterOrDigit($0) || [0x5F, 0x2D, 0x2E, 0x3A].contains($0) }) {
      return "only letters, digits, _ - . and : are allowed"
    }
    return nil
  }

  /// Why `text` can't be a network interface, or `nil`: the kernel takes at most 15 bytes.
  public static func faultOfInterface(_ text: String) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.utf8.count > 15 { return "it is longer than 15 characters" }
    if text == "." || text == ".." || text.utf8.first == 0x2D { return "it is not an interface's name" }
    let allowed: Set<UInt8> = [0x5F, 0x2D, 0x2E]
    return text.utf8.allSatisfy { isLetterOrDigit($0) || allowed.contains($0) }
      ? nil : "only letters, digits, _ - and . are allowed"
  }

  /// Why `text` can't be a ZFS dataset `POOL/PATH`, or `nil`.
  public static func faultOfDataset(_ text: String) -> String? {
    if text.utf8.count > 200 { return "it is longer than 200 characters" }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let allowed: Set<UInt8> = [0x5F, 0x2D, 0x2E, 0x3A]
    for part in parts {
      guard let first = part.utf8.first, isLetterOrDigit(first) else {
        return "each part must begin with a letter or a digit"
      }
      if !part.utf8.allSatisfy({ isLetterOrDigit($0) || allowed.contains($0) }) {
        return "only letters, digits, _ - . : and / are allowed"
      }
    }
    return nil
  }

  /// Why `text` can't be a snapshot `DATASET@NAME`, or `nil`.
  public static func faultOfSnapshot(_ text: String) -> String? {
    if text.utf8.count > 255 { return "it is longer than 255 characters" }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return "it is not DATASET@NAME" }
    if let reason = faultOfDataset(String(parts[0])) { return reason }
    return faultOfImage(String(parts[1])).map { "behind the @, \($0)" }
  }

  /// Whether `text` is absolute and in its simplest form, without `.`, `..`, `//` or a NUL: what permissions are
  /// compared with is then what is opened. Bytes are looked at, as the kernel does: a combining mark after a `/` hides
  /// that slash from a comparison of characters.
  public static func isPath(_ text: String) -> Bool {
    guard text.utf8.first == 0x2F, !text.utf8.contains(0) else { return false }
    return text.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false).allSatisfy {
      !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
    }
  }

  public static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  public static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
  }
}
