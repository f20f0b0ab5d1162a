import TestSupport
import Testing

/// Rules and guards of jails whose addresses a server gives, with real traffic.
@Suite(
  .needs(.root), .needs(.runtime), .needs(.busybox), .needs(.program("dnsmasq")), .needs(.program("runsv")), .serialized
)
struct LeasedTests {
  private static func ready() throws -> World {
    let world = try World.withOutside()
    try world.jailer(["-y", "init", "dhcp"]).orFail()
    return world
  }

  private static func addresses(_ world: World) throws -> [String] {
    let rows = try #require(try world.jailer(["list", "-j"]).json() as? [[String: String]])
    return rows.map { String(($0["ipv4"] ?? "-").prefix { $0 != "/" }) }
  }

  @Test func `twenty jails made at once each get a lease and reach outside`() throws {
    let world = try Self.ready()
    try world.jailer(["nat", "add", "-i", "ext0", "bridge0"]).orFail()
    try world.serve("outside", in: "outside", "tcp:7")
    let makers = try (1...20).map { try world.startJailer(["create", "-c", "-t", "eb", "app\($0)"]) }
    for maker in makers { #expect(maker.wait(limit: 120).status == 0) }
    let addresses = try Self.addresses(world)
    #expect(Set(addresses).count == 20 && !addresses.contains("-"), "\(addresses)")
    for number in 1...20 {
      #expect(try world.ask("tcp", "192.168.64.1", 7, from: "app\(number)") == "outside 192.168.64.2")
    }
    #expect(try world.jailer(["doctor"]).output == "All is as configured\n")
  }

  @Test func `a redirection follows the jail when its lease changes`() throws {
    let world = try Self.ready()
    try world.jailer(["create", "-c", "-t", "eb", "www0"]).orFail()
    try world.serve("www0", in: "www0", "tcp:80")
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "8080", "-d", "80", "www0"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.2", 8080, from: "outside") == "www0 192.168.64.1")
    let before = try Self.addresses(world)[0]

    // The server has other addresses now, and the client asks it.
    try world.jailer(["-y", "init", "dhcp", "-r", "10.0.0.200-10.0.0.210"]).orFail()
    try world.sh("kill -USR1 $(pgrep -f '[u]dhcpc -f')").orFail()
    #expect(
      try world.until { try Self.addresses(world)[0].hasPrefix("10.0.0.2") && Self.addresses(world)[0] != before })
    let after = try Self.addresses(world)[0]
    #expect(try world.until { try world.sh("nft list table inet jailer").output.contains(after) })
    #expect(try !world.sh("nft list table inet jailer").output.contains("\(before):"))
    #expect(try world.ask("tcp", "192.168.64.2", 8080, from: "outside") == "www0 192.168.64.1")
    #expect(try world.jailer(["doctor"]).output == "All is as configured\n")

    // Who flushes all takes the guards too; they come back with the leases.
    try world.sh("nft flush ruleset").orFail()
    #expect(try world.jailer(["doctor"]).status == 1)
    try world.jailer(["doctor", "--fix"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.2", 8080, from: "outside") == "www0 192.168.64.1")
    #expect(try world.sh("nft list table netdev jailer").output.contains("ip saddr \(after) accept"))
    try world.sh("sv -w 10 force-shutdown \(World.root)/var/db/jailer/dhcp").orFail()
    #expect(try world.jailer(["doctor"]).output.contains("not running"))
    try world.jailer(["doctor", "--fix"]).orFail()
    #expect(try world.jailer(["doctor"]).output == "All is as configured\n")
  }
}
