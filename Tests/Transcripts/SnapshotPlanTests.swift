import Foundation
import TestSupport
import Testing

/// `-D` of all that has to do with snapshots, of clone and of rename: whole transcripts, and nothing changed by any.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct SnapshotPlanTests {
  /// app0 runs and is a copy of its image; db0 is stopped and a thin clone.
  private static let commands = [
    "snap -D app0", "snap -D app0@c", "snap -D db0@b", "-D snap list", "snap list db0",
    "snap rollback -D -f -r app0@a", "snap rollback -D db0@a", "snap remove -D app0@b", "snap remove -D db0@a",
    "create -D -t eb -a 10.0.0.11 -s app0@b app1", "create -D -c -s app0@b app1",
    "clone -D -a 10.0.0.12 app0 app2", "rename -D db0 shop",
  ]

  private func transcript(_ store: Store) throws -> String {
    let world = try SnapshotTests.world(store)
    try world.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "app0"]).orFail()
    try world.jailer(["create", "-c", "db0"]).orFail()
    for name in ["app0@a", "app0@b", "db0@a"] { try world.jailer(["snap", name]).orFail() }
    try world.jailer(["stop", "db0"]).orFail()
    var shown = ""
    try world.expectNothingLeft {
      for command in Self.commands {
        let run = try world.jailer(command.split(separator: " ").map(String.init))
        #expect(run.status == 0 && run.error == "", "\(run)")
        shown += "# jailer \(command)\n\(run.output)"
      }
    }
    return shown.normalised
  }

  @Test func `in folders`() throws { #expect(try transcript(.ext4) == Self.folder) }

  @Test(.needs(.zfs)) func `on ZFS`() throws { #expect(try transcript(.zfs) == Self.zfs) }
}
