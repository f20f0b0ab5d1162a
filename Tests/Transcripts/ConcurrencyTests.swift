import Foundation
import TestSupport
import Testing

/// Many at once, and killed half-way.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct ConcurrencyTests {
  @Test(arguments: [Store.tmpfs, .zfs])
  func `jails made at the same time get names, ids and addresses of their own`(on store: Store)
    throws
  {
    let world = try World(store)
    try world.withBusybox()
    try world.expectNothingLeft {
      let children = try (10..<16).map {
        try world.startJailer(["create", "-c", "-t", "eb", "-a", "10.0.0.\($0)"])
      }
      for child in children {
        let run = child.wait()
        #expect(run.status == 0, "\(run)")
      }
      let rows = try #require(try world.jailer(["list", "-j"]).json() as? [[String: String]])
      #expect(rows.count == 6)
      #expect(rows.allSatisfy { $0["state"] == "Active" })
      for address in 10..<16 { #expect(try world.sh("ping -c1 -W5 10.0.0.\(address)").status == 0) }
      for row in rows { try world.jailer(["destroy", try #require(row["name"])]).orFail() }
    }
  }

  @Test func `one name asked for twice at once is made once`() throws {
    let world = try World(.tmpfs)
    try world.withBusybox()
    let children = try (0..<4).map { _ in try world.startJailer(["create", "-c", "same"]) }
    let statuses = children.map { $0.wait().status }
    #expect(statuses.filter { $0 == 0 }.count == 1)
    #expect(statuses.allSatisfy { [0, 73, 75].contains($0) }, "\(statuses)")
    #expect(try world.jailer(["exec", "same", "true"]).status == 0)
  }

  /// The delays only spread the kills over the command's life; whatever moment they hit, nothing may be left.
  @Test(arguments: [Store.tmpfs, .zfs])
  func `what a killed create left is taken back by the next command`(on store: Store) throws {
    let world = try World(store)
    try world.withBusybox()
    var undone = 0
    try world.expectNothingLeft {
      for milliseconds in stride(from: 2, through: 60, by: 4) {
        let child = try world.startJailer(["create", "-c", "-t", "eb", "-a", "10.0.0.10", "victim"])
        try world.sh("sleep 0.0\(milliseconds < 10 ? "0" : "")\(milliseconds)").orFail()
        child.signal(SIGKILL)
        _ = child.wait()
        let recovered = try world.jailer(["recover"]).orFail()
        if !recovered.output.isEmpty { undone += 1 }
        let rows = try #require(try world.jailer(["list", "-j"]).json() as? [[String: String]])
        if !rows.isEmpty { try world.jailer(["destroy", "victim"]).orFail() }
      }
    }
    #expect(undone > 0, "no kill hit a transaction")
  }
}
