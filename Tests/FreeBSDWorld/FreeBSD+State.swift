import Foundation
import TestSupport
import Testing

extension FreeBSD {
  /// The state that the doubles act on.
  struct State: Decodable, Equatable {
    struct Interface: Decodable, Equatable {
      var name: String
      /// 0: the host's, else the jid of the jail that has it.
      var home: Int
      var kind: String
      var up: Bool
      var inet: [Address]
      var inet6: [Address]
      var members: [String]
      var ether: String?
      var descr: String?
      var untagged: Int?
    }
    struct Address: Decodable, Equatable {
      var text: String
      init(from decoder: any Decoder) throws {
        var values = try decoder.unkeyedContainer()
        text = "\(try values.decode(String.self))/\(try values.decode(Int.self))"
      }
    }
    struct Jail: Decodable, Equatable {
      struct Parameters: Decodable, Equatable {
        var name: String
        var path: String
        var vnet: String
        var ruleset: Int?

        enum CodingKeys: String, CodingKey {
          case name, path, vnet
          case ruleset = "devfs_ruleset"
        }
      }
      var jid: Int
      var parameters: Parameters
    }
    var interfaces: [Interface]
    var jails: [Jail]
    var routes: [String: [String: String]]
    var services: [String: Bool]

    func jail(_ name: String) -> Jail? { jails.first { $0.parameters.name == name } }

    /// The interfaces of the host or of a jail.
    func interfaces(of jail: Jail? = nil) -> [Interface] { interfaces.filter { $0.home == jail?.jid ?? 0 } }
    func interface(_ name: String, of jail: Jail? = nil) -> Interface? {
      interfaces(of: jail).first { $0.name == name }
    }
  }

  func state() throws -> State {
    let data = FileManager.default.contents(atPath: world.outer(Self.root + "/var/world/state.json"))
    return try JSONDecoder().decode(State.self, from: try #require(data))
  }

  /// What was done in this world, a line each.
  var log: [String] { (read("/var/world/log") ?? "").split(separator: "\n").map(String.init) }

  /// All that a jail could leave behind, a line each.
  func everything() throws -> Set<String> {
    let files = """
      find / -xdev \\( -path /tmp -o -path /var/world -o -path /disk.img -o -path /usr/local/share/world \\) -prune -o -type d -printf 'file %p/ %m\\n' \
      -o -printf 'file %p %m %s %l\\n'; sed 's/.* - /mount &/' /proc/self/mountinfo | awk '{print $1, $6}'
      """
    var lines = Set(try run(["/bin/sh", "-c", files]).orFail().output.split(separator: "\n").map(String.init))
    let list = try zfs(["list", "-H", "-t", "all", "-o", "name,mountpoint,origin"]).orFail().output
    for line in list.split(separator: "\n") { lines.insert("dataset \(line)") }
    let state = try state()
    for interface in state.interfaces { lines.insert("interface \(interface)") }
    for jail in state.jails { lines.insert("jail \(jail)") }
    for (home, routes) in state.routes { lines.insert("routes \(home) \(routes.sorted { $0.key < $1.key })") }
    return lines
  }

  /// What jailer makes once and keeps.
  private static let kept = [
    "file /var/db/jailer/", "file /var/log/jail/ ", "file /run/jailer-zfs.lock ", "file /etc/jail.conf.d/ ",
    "file /var/run/jailer-rc-conf.lock ", "file /var/log/zfs-fuse ",
  ]

  /// Records an issue for each thing that `body` leaves behind or takes away.
  /// - Parameter allowing: parts of lines that are all right.
  func expectNothingLeft(
    allowing: [String] = [], sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) throws {
    let before = try everything()
    try body()
    let after = try everything()
    let lines =
      after.subtracting(before).sorted().map { "left behind: \($0)" }
      + before.subtracting(after).sorted().map { "gone: \($0)" }
    let wrong = lines.filter { line in !(Self.kept + allowing).contains { line.contains($0) } }
    if !wrong.isEmpty {
      Issue.record(Comment(rawValue: wrong.joined(separator: "\n")), sourceLocation: sourceLocation)
    }
  }
}
