import Foundation
import Platform
import Posix
import TestSupport
import Testing

@testable import Facts

/// What jls(8) was recorded to print of some jails is what our facts say of them, although no jls is asked.
@Suite(.enabled(if: KernelDouble.library != nil, "needs cc"))
struct RecordedJlsTests {
  /// What no fact has: nothing that jailer does depends on it.
  private static let unread: Set<String> = [
    "persist", "allow.raw_sockets", "dying", "devfs_ruleset", "cpusetid", "state", "host.domainname",
  ]
  private typealias Row = [String: JlsCase.Value]
  private struct Printed: Decodable {
    struct Rows: Decodable { var jail: [Row] }
    var information: Rows?
    enum CodingKeys: String, CodingKey { case information = "jail-information" }
  }

  /// A line of the kernel's double.
  private func line(_ jail: Row) -> String {
    func word(_ key: String) -> String { jail[key]?.words.joined(separator: ",") ?? "" }
    let states = ["disable": 0, "new": 1, "inherit": 2]
    return ["jid", "name", "path", "host.hostname", "ip4.addr", "ip6.addr"].map { "\($0)=\(word($0))\t" }.joined()
      + "vnet=\(states[word("vnet")] ?? 0)\tip4=\(states[word("ip4")] ?? 0)\t"
      + "dying=\(jail["dying"] == .flag(true) ? 1 : 0)\n"
  }

  /// What a column of jls would have of the fact.
  private func column(_ name: String, of jail: JailFact) throws -> [String] {
    let addresses = jail.addresses.filter { !$0.contains(":") }
    switch name {
    case "jid": return [jail.jid.map(String.init) ?? ""]
    case "name": return [jail.name]
    case "hostname", "host.hostname": return [jail.hostname ?? ""]
    case "path": return [jail.path ?? ""]
    case "ipv4": return [addresses.first ?? ""]
    case "ip4.addr", "ipv4-addrs", "ipv4_addrs": return addresses
    case "ip6.addr", "ipv6_addrs": return jail.addresses.filter { $0.contains(":") }
    case "vnet": return [jail.network == "eb" ? "new" : "inherit"]
    default:
      Issue.record("the column \(name) is neither compared nor named as unread")
      return []
    }
  }

  @Test func `the file is complete`() throws {
    #expect(try JlsCase.all().filter { $0.origin == nil }.count == 17)
  }

  @Test(arguments: try JlsCase.all())
  func agrees(_ recorded: JlsCase) throws {
    let double = try KernelDouble()
    let lines = recorded.jails.map(line).joined()
    try Files.write(Array(lines.utf8), to: "\(double.path).jails", mode: 0o644)
    let facts = try double.facts()
    try double.remove()
    // Dying jails don't run: they have no fact, as jls has none of them without -d.
    let living = recorded.jails.filter { $0["dying"] != .flag(true) }
    let names = living.compactMap { $0["name"]?.words.first }
    #expect(facts.map(\.name) == names.sorted())
    #expect(facts.allSatisfy { $0.state == .unmanaged })

    let printed = try JSONDecoder().decode(Printed.self, from: Data(recorded.stdout.utf8)).information?.jail ?? []
    let rows = printed.filter { $0["state"] != .text("DYING") }
    let chosen = recorded.argv.firstIndex(of: "-j").map { recorded.argv[$0 + 1] }
    let shown = names.filter { chosen == nil || $0 == chosen }
    // An unknown parameter: jls says nothing of any jail.
    if recorded.status == 0 || !rows.isEmpty { #expect(rows.count == shown.count) }
    for (row, name) in zip(rows, shown) {
      let fact = try #require(facts.first { $0.name == name })
      for (key, value) in row where !Self.unread.contains(key) {
        #expect(try column(key, of: fact) == value.words, "\(name): \(key)")
      }
    }
  }
}
