import Foundation
import TestSupport
import Testing

/// The doubles agree with what FreeBSD's own jls and sysrc were recorded to do.
@Suite struct RecordedTests {
  private static func cases(_ name: String) throws -> [[String: Any]] {
    let path = World.repository + "/Tests/FreeBSDWorld/Recorded/\(name).json"
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(json["cases"] as? [[String: Any]])
  }

  @Test func `jls prints what FreeBSD's prints`() throws {
    let freeBSD = try FreeBSD()
    for one in try Self.cases("jls") {
      let name = try #require(one["name"] as? String)
      let jails = try #require(one["jails"] as? [[String: Any]])
      let release = one["release"] as? String == "15" ? "15.0-RELEASE" : "12.4-RELEASE"
      let before = try #require(freeBSD.read("/var/world/state.json"))
      var state = try #require(try JSONSerialization.jsonObject(with: Data(before.utf8)) as? [String: Any])
      state["release"] = release
      state["jails"] = jails.map { ["jid": $0["jid"] ?? 0, "parameters": $0] }
      let text = try JSONSerialization.data(withJSONObject: state)
      try freeBSD.write("/var/world/state.json", String(decoding: text, as: UTF8.self))
      let run = try freeBSD.run(try #require(one["argv"] as? [String]))
      #expect(run.status == one["status"] as? Int32, "\(name): \(run)")
      let printed = try #require(one["stdout"] as? String)
      let wanted = try JSONSerialization.jsonObject(with: Data(printed.utf8))
      #expect(try run.json() as? NSDictionary == wanted as? NSDictionary, "\(name): \(run)")
    }
  }

  @Test func `sysrc does to files what FreeBSD's does`() throws {
    let freeBSD = try FreeBSD()
    for one in try Self.cases("sysrc") {
      let name = try #require(one["name"] as? String)
      let file = "/tmp/rc.conf"
      try freeBSD.run(["rm", "-f", file]).orFail()
      if let before = one["before"] as? String { try freeBSD.write(file, before) }
      let arguments = try #require(one["args"] as? [String]).map { $0 == "FILE" ? file : $0 }
      let run = try freeBSD.run(["sysrc"] + arguments)
      #expect(run.status == one["status"] as? Int32, "\(name): \(run)")
      #expect(run.output == one["stdout"] as? String, "\(name)")
      #expect(freeBSD.read(file) == one["after"] as? String, "\(name)")
    }
  }
}
