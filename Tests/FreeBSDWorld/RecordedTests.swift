import Foundation
import TestSupport
import Testing

/// The doubles agree with what FreeBSD's own jls and sysrc were recorded to do.
@Suite struct RecordedTests {
  @Test func `jls prints what FreeBSD's prints`() throws {
    let freeBSD = try FreeBSD()
    for one in try JlsCase.all() {
      let before = try #require(freeBSD.read("/var/world/state.json"))
      var state = try #require(try JSONSerialization.jsonObject(with: Data(before.utf8)) as? [String: Any])
      state["release"] = one.release == "15" ? "15.0-RELEASE" : "12.4-RELEASE"
      state["jails"] = one.jails.map { jail -> [String: Any] in
        ["jid": jail["jid"]?.any ?? 0, "parameters": jail.mapValues(\.any)]
      }
      let text = try JSONSerialization.data(withJSONObject: state)
      try freeBSD.write("/var/world/state.json", String(decoding: text, as: UTF8.self))
      let run = try freeBSD.run(one.argv)
      #expect(run.status == one.status, "\(one.testDescription): \(run)")
      let wanted = try JSONSerialization.jsonObject(with: Data(one.stdout.utf8))
      #expect(try run.json() as? NSDictionary == wanted as? NSDictionary, "\(one.testDescription): \(run)")
    }
  }

  @Test func `sysrc does to files what FreeBSD's does`() throws {
    let freeBSD = try FreeBSD()
    for one in try SysrcCase.all() {
      let file = "/tmp/rc.conf"
      try freeBSD.run(["rm", "-f", file]).orFail()
      if let before = one.before { try freeBSD.write(file, before) }
      let run = try freeBSD.run(["sysrc"] + one.args.map { $0 == "FILE" ? file : $0 })
      #expect(run.status == one.status, "\(one.testDescription): \(run)")
      #expect(run.output == one.stdout, "\(one.testDescription)")
      #expect(freeBSD.read(file) == one.after, "\(one.testDescription)")
    }
  }
}
