/// What may be a jail's name here.
enum JailNames {
  /// Why not, or nil. Narrower than FreeBSD's: the name is also a file's, a namespace's and a container's.
  static func fault(_ name: String) -> String? {
    if name.isEmpty { return "empty name" }
    if name.utf8.count > 63 { return "name too long" }
    if name.utf8.contains(UInt8(ascii: ".")) { return "nested jails are not supported on Linux" }
    let allowed = name.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
        || $0 == 0x5f || $0 == 0x2d
    }
    if !allowed || name.hasPrefix("-") {
      return "name is not supported on Linux: letters, digits, _ and - only"
    }
    return nil
  }

  /// A name of digits alone means a jid.
  static func isNumber(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}
