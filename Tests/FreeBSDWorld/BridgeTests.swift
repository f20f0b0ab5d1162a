import Foundation
import TestSupport
import Testing

/// Bridges that jailer makes.
@Suite struct BridgeTests {
  @Test func `init bridge, as the README shows it`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.sh("ifconfig bridge0 destroy").orFail()
    try freeBSD.expectNothingLeft {
      let made = try freeBSD.jailer(["-y", "init", "bridge"])
      #expect(made.status == 0, "\(made)")
      #expect(made.output.hasPrefix("Configuring interface bridge0 with IP address 10.0.0.1/24: Done!\n"))
      #expect(try freeBSD.sh("sysrc -n cloned_interfaces ifconfig_bridge0").output == "bridge0\ninet 10.0.0.1/24 up\n")
      let bridge = try #require(try freeBSD.state().interface("bridge0"))
      #expect(bridge.up && bridge.inet.map(\.text) == ["10.0.0.1/24"])
      try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "fd1dafdc"]).orFail()
      #expect(try freeBSD.state().interface("bridge0")?.members == ["epair1a"])
      #expect(try freeBSD.jailer(["network", "remove", "bridge0"]).status == 75)
      try freeBSD.jailer(["-y", "destroy", "fd1dafdc"]).orFail()
      #expect(try freeBSD.jailer(["network", "remove", "bridge0"]).output == "Removing interface bridge0: Done!\n")
    }
  }

  @Test func `a second bridge has its own network`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      try freeBSD.jailer(["network", "add", "-a", "10.0.1.1/24", "-a", "fd00:1::1/64", "bridge1"]).orFail()
      let bridge = try #require(try freeBSD.state().interface("bridge1"))
      #expect(bridge.inet.map(\.text) == ["10.0.1.1/24"])
      #expect(try freeBSD.sh("ifconfig bridge1 inet6").output.contains("inet6 fd00:1::1 prefixlen 64"))
      try freeBSD.jailer(["create", "-t", "eb", "-b", "bridge1", "-a", "10.0.1.10", "db0"]).orFail()
      let state = try freeBSD.state()
      let jail = try #require(state.jail("db0"))
      #expect(state.routes["\(jail.jid)"]?["default"] == "10.0.1.1")
      let listed = try freeBSD.jailer(["network", "list"]).output
      #expect(listed.contains("bridge1  Up     10.0.1.1/24, fd00:1::1/64  yes   1        db0\n"), "\(listed)")
      try freeBSD.jailer(["-y", "destroy", "db0"]).orFail()
      try freeBSD.jailer(["network", "remove", "bridge1"]).orFail()
    }
  }
}
