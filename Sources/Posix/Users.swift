/// passwd(5) and group(5) as text, without name services: a static executable has none.
public struct Users: Sendable {
  public struct User: Equatable, Sendable {
    public let name: String
    public let uid: UInt32
    public let gid: UInt32
    public let home: String
    /// Empty means /bin/sh.
    public let shell: String
    /// The login class, in FreeBSD's master.passwd only.
    public let loginClass: String?
  }
  public struct Group: Equatable, Sendable {
    public let name: String
    public let gid: UInt32
    public let members: [String]
  }

  public let users: [User]
  public let groups: [Group]

  /// Lines that aren't entries are left out, as the C library does.
  public init(passwd: String, group: String = "") {
    users = Self.lines(passwd).compactMap(Self.user)
    groups = Self.lines(group).compactMap(Self.group)
  }

  /// The first entry of that name in passwd(5). The others are not taken apart.
  public static func user(_ name: String, passwd: String) -> User? {
    lines(passwd).lazy.filter { $0.utf8.starts(with: "\(name):".utf8) }.compactMap(user).first
  }

  /// The first entry of that name.
  public func user(_ name: String) -> User? { users.first { $0.name == name } }

  public func user(uid: UInt32) -> User? { users.first { $0.uid == uid } }

  public func group(_ name: String) -> Group? { groups.first { $0.name == name } }

  /// The user's own group first, then those that name it as a member; each once.
  public func groupIDs(of user: User) -> [UInt32] {
    var ids = [user.gid]
    for group in groups where group.members.contains(user.name) && !ids.contains(group.gid) {
      ids.append(group.gid)
    }
    return ids
  }

  private static func lines(_ text: String) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
  }

  private static func fields(_ line: Substring) -> [String] {
    line.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
  }

  private static func user(_ line: Substring) -> User? {
    let parts = fields(line)
    // master.passwd has class, change and expire between group and name.
    guard parts.count == 7 || parts.count == 10, !parts[0].isEmpty, !parts[0].hasPrefix("#"),
      let uid = UInt32(parts[2]), let gid = UInt32(parts[3])
    else { return nil }
    return User(
      name: parts[0], uid: uid, gid: gid, home: parts[parts.count - 2],
      shell: parts[parts.count - 1],
      loginClass: parts.count == 10 ? parts[4] : nil)
  }

  private static func group(_ line: Substring) -> Group? {
    let parts = fields(line)
    guard parts.count == 4, !parts[0].isEmpty, !parts[0].hasPrefix("#"), let gid = UInt32(parts[2])
    else { return nil }
    return Group(name: parts[0], gid: gid, members: parts[3].split(separator: ",").map(String.init))
  }
}
