import Wire

/// The rules for an archive's members: none may leave the folder that it is unpacked into.
struct TarMembers {
  struct Refused: Error {
    let name: [UInt8]
    let reason: String
    var text: String {
      "member \(Printable.quoted(String(decoding: name, as: UTF8.self))) \(reason)"
    }
  }

  private(set) var count = 0
  /// Names without `.` and doubled slashes. Folders aren't in it: nothing can be linked to them.
  private var files: Set<[UInt8]> = []
  private var links: Set<[UInt8]> = []

  private static let slash = UInt8(ascii: "/")
  private static let dots = Array("..".utf8)

  mutating func add(type: UInt8, name: [UInt8], link: [UInt8], size: Int) throws(Refused) {
    func refuse(_ reason: String) -> Refused { Refused(name: name, reason: reason) }
    guard !name.isEmpty else { throw refuse("has no name") }
    guard !name.contains(0), !link.contains(0) else { throw refuse("has a NUL in its name") }
    guard name.first != Self.slash else { throw refuse("has an absolute name") }
    guard name.count <= 4096, link.count <= 4096 else {
      throw refuse("has a name that is too long")
    }
    let parts = TarMembers.parts(name)
    guard !parts.contains(Self.dots) else { throw refuse("has .. in its name") }
    let clean = Array(parts.joined(separator: [Self.slash]))

    let isFolder = type == UInt8(ascii: "5") || "0\0".utf8.contains(type) && name.last == Self.slash
    guard !parts.isEmpty || isFolder else { throw refuse("has no name") }
    if !links.isEmpty { try checkWay(parts, name) }
    count += 1
    switch type {
    case UInt8(ascii: "0"), 0, UInt8(ascii: "7"), UInt8(ascii: "S"):
      // Programs disagree on whether data follows.
      guard !isFolder || size == 0 else { throw refuse("is a folder with data") }
    case UInt8(ascii: "1"):
      guard link.first != Self.slash else { throw refuse("is a hard link to an absolute name") }
      let target = TarMembers.parts(link)
      guard !target.contains(Self.dots) else { throw refuse("is a hard link to a name with ..") }
      guard files.contains(Array(target.joined(separator: [Self.slash]))) else {
        throw refuse("is a hard link to something that is not before it in the archive")
      }
      guard size == 0 else { throw refuse("is a hard link with data") }
    case UInt8(ascii: "2"):
      guard !link.isEmpty else { throw refuse("is a symbolic link to nothing") }
      guard TarMembers.staysInside(link, from: parts.count - 1) else {
        throw refuse("is a symbolic link that climbs out of the archive's root")
      }
      guard size == 0 else { throw refuse("is a symbolic link with data") }
      links.insert(clean)
    case UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "5"), UInt8(ascii: "6"):
      guard size == 0 else { throw refuse("has data where none can be") }
    default: throw refuse("is of the unknown type \(type)")
    }
    if !isFolder { files.insert(clean) }
  }

  private static func parts(_ name: [UInt8]) -> [[UInt8]] {
    name.split(separator: slash).map(Array.init).filter { $0 != [UInt8(ascii: ".")] }
  }

  private func checkWay(_ parts: [[UInt8]], _ name: [UInt8]) throws(Refused) {
    var way: [UInt8] = []
    for part in parts {
      if !way.isEmpty { way.append(Self.slash) }
      way += part
      guard links.contains(way) else { continue }
      throw Refused(name: name, reason: "goes through a symbolic link of the archive")
    }
  }

  /// An absolute link means the root that the archive is: it is normal in there.
  private static func staysInside(_ link: [UInt8], from depth: Int) -> Bool {
    var depth = link.first == slash ? 0 : depth
    for part in parts(link) {
      depth += part == dots ? -1 : 1
      if depth < 0 { return false }
    }
    return true
  }
}
