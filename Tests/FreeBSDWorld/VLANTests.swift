import Foundation
import TestSupport
import Testing

/// Jails in a VLAN of their bridge: FreeBSD 15 has them.
@Suite struct VLANTests {
  private static let create = ["create", "-t", "eb", "-a", "172.16.5.10/24", "--vlan", "10", "db0"]

  @Test func `the jail's port is in the VLAN, and its clone's too`() throws {
    let freeBSD = try FreeBSD.ready("15.0-RELEASE")
    try freeBSD.sh("ifconfig bridge0 vlanfilter").orFail()
    try freeBSD.expectNothingLeft {
      try freeBSD.jailer(Self.create).orFail()
      try freeBSD.jailer(["clone", "-a", "172.16.5.11/24", "db0", "db1"]).orFail()
      let state = try freeBSD.state()
      #expect(state.interface("bridge0")?.members == ["epair1a", "epair2a"])
      #expect(["epair1a", "epair2a"].map { state.interface($0)?.untagged } == [10, 10])
      let inner = try #require(state.interface("epair1b", of: state.jail("db0")))
      #expect(inner.inet.map(\.text) == ["172.16.5.10/24"])
      #expect(state.routes["\(try #require(state.jail("db0")).jid)"]?["default"] == nil)
      for jail in ["db1", "db0"] {
        let info = try #require(try freeBSD.jailer(["info", "-j", jail]).json() as? [String: String])
        #expect(info["vlan"] == "10", "\(info)")
        try freeBSD.jailer(["-y", "destroy", jail]).orFail()
      }
    }
  }

  @Test func `a bridge that doesn't filter VLANs fails the jail, and nothing of it stays`() throws {
    let freeBSD = try FreeBSD.ready("15.0-RELEASE")
    try freeBSD.expectNothingLeft {
      let failed = try freeBSD.jailer(Self.create)
      #expect(failed.status != 0 && failed.error.contains("untagged 10"), "\(failed)")
    }
  }

  @Test func `before FreeBSD 15 it is refused`() throws {
    let freeBSD = try FreeBSD.ready("14.3-RELEASE")
    try freeBSD.expectNothingLeft {
      let refused = try freeBSD.jailer(Self.create)
      #expect(refused.status == 69 && refused.error.contains("FreeBSD 15 and later have them"), "\(refused)")
      let known = try freeBSD.sh("ifconfig bridge0 vlanfilter")
      #expect(known.status != 0, "\(known)")
    }
  }
}
