/// One line of fstab(5).
struct MountEntry: Equatable, Sendable {
  var source: String
  var target: String
  var type: String
  var options: [String]
  /// The parameter it comes from, for messages.
  var origin: String

  /// nil for an empty line or a comment.
  init?(_ line: String, origin: String) throws(JailError) {
    let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map(
      String.init)
    guard let first = fields.first, !first.hasPrefix("#") else { return nil }
    guard fields.count >= 3 else { throw JailError("\(origin): \(line): not a line of fstab(5)") }
    source = Self.unescape(fields[0])
    target = Self.unescape(fields[1])
    type = fields[2]
    options = fields.count > 3 ? fields[3].split(separator: ",").map(String.init) : []
    self.origin = origin
    guard target.hasPrefix("/") else {
      throw JailError("\(origin): \(target): not an absolute pathname")
    }
    while target.count > 1 && target.hasSuffix("/") { target.removeLast() }
  }

  /// Blanks in names are written as three octal digits.
  private static func unescape(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.count >= 3,
        let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8), code != 0
      {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension MountEntry {
  /// Filesystems that show the namespaces of who mounts them: the jail mounts these, not the host.
  private static let ofTheJail: [String: String] = [
    "procfs": "proc", "linprocfs": "proc", "proc": "proc", "linsysfs": "sysfs", "sysfs": "sysfs",
    "devpts": "devpts",
    "mqueue": "mqueue",
  ]

  enum Place: Equatable, Sendable {
    case host
    /// Relative to the jail's root; the type of the container runtime's mount.
    case jail(String, type: String)
    /// The same as these parameters say.
    case devfs, nothing
  }

  /// Where it is to be mounted, for a jail at `path`.
  func place(_ path: String) throws(JailError) -> Place {
    let inside = target.hasPrefix(path + "/") ? String(target.dropFirst(path.count)) : nil
    switch type {
    case "devfs":
      if inside == "/dev" { return .devfs }
      throw JailError("\(origin): \(target): devfs is supported at the jail's /dev only")
    case "fdescfs":
      if inside == "/dev/fd" { return .nothing }
      throw JailError("\(origin): \(target): fdescfs is supported at the jail's /dev/fd only")
    case "unionfs", "zfs", "ufs", "linrdlnk", "autofs":
      throw JailError("\(origin): \(target): \(type) is not supported on Linux")
    default:
      guard let type = Self.ofTheJail[type] else { return .host }
      guard let inside else {
        throw JailError("\(origin): \(target): \(self.type) must be below the jail's path")
      }
      return inside == "/proc" && type == "proc" ? .nothing : .jail(inside, type: type)
    }
  }
}
