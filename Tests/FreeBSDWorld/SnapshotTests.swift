import Foundation
import TestSupport
import Testing

/// Snapshots, and jails made of them.
@Suite(.enabled(if: FreeBSD.has("snap"), "needs the verb snap")) struct SnapshotTests {
  @Test func `snap and create -s, as the README shows them`() throws {
    let freeBSD = try FreeBSD.ready("13.1-RELEASE")
    try freeBSD.addDHCP()
    try freeBSD.jailer(["create", "-t", "eb", "app0"]).orFail()
    let taken = try freeBSD.jailer(["snap", "app0@prod"])
    #expect(taken.output == "Taking the snapshot app0@prod: Done!\n", "\(taken)")
    #expect(try freeBSD.zfs(["list", "-H", "-o", "name", "zroot/jails/app0@prod"]).status == 0)
    let created = try freeBSD.jailer(["create", "-t", "eb", "-s", "app0@prod", "app01"])
    #expect(created.output == "Creating app01: Done!\n", "\(created)")
    let lines = try freeBSD.jailer(["list"]).output.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "NAME   STATE   JID  HOSTNAME        IPv4         GW",
        "app0   Active  1    app0.armbsd13   10.0.0.2/24  10.0.0.1",
        "app01  Active  2    app01.armbsd13  10.0.0.3/24  10.0.0.1",
      ])
    // Its own epair, and nothing of the other's.
    let state = try freeBSD.state()
    #expect(state.interface("epair2b", of: state.jail("app01")) != nil)
    #expect(freeBSD.read("/usr/local/jails/app01/etc/rc.conf")?.contains("epair1b") == false)
  }

  @Test func `what is made of a snapshot goes, and the jail that it is of stays`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "app0"]).orFail()
    try freeBSD.jailer(["snap", "app0@prod"]).orFail()
    for arguments in [["-s", "app0@prod"], ["-c", "-s", "app0@prod"]] {
      try freeBSD.expectNothingLeft {
        let created = try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.11"] + arguments + ["app01"])
        #expect(created.status == 0, "\(created)")
        let state = try freeBSD.state()
        #expect(state.interface("epair2b", of: state.jail("app01"))?.inet.map(\.text) == ["10.0.0.11/24"])
        let destroyed = try freeBSD.jailer(["-y", "destroy", "app01"])
        #expect(destroyed.status == 0, "\(destroyed)")
      }
    }
    try freeBSD.jailer(["-y", "destroy", "app0"]).orFail()
    #expect(try freeBSD.zfs(["list", "-H", "-o", "name", "-t", "all"]).output.contains("app0") == false)
  }
}
