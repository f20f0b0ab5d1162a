import Foundation
import TestSupport
import Testing

/// Ports of the host that lead to jails, with real traffic.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct RedirectionTests {
  static let host = "192.168.64.2"

  @Test func `tcp and udp from outside, from other jails and from the host itself reach the jail`() throws {
    let world = try World.withOutside()
    try world.addJail("www0", "10.0.0.10")
    try world.addJail("db0", "10.0.0.11")
    try world.serve("www0", in: "www0", "tcp:80", "udp:80", "tcp:90", "tcp:91", "tcp:92", "tcp:9100")
    try world.serve("host", "tcp:81")
    for rule in [
      ["-p", "both", "-r", "8080", "-d", "80"], ["-p", "tcp", "-r", "9000-9002", "-d", "90"],
      ["-p", "tcp", "-r", "9100"],
    ] { try world.jailer(["rdr", "add", "-i", "ext0"] + rule + ["www0"]).orFail() }

    for (transport, port) in [("tcp", 8080), ("udp", 8080), ("tcp", 9000), ("tcp", 9001), ("tcp", 9002), ("tcp", 9100)]
    {
      #expect(try world.ask(transport, Self.host, port, from: "outside") == "www0 192.168.64.1")
      #expect(try world.ask(transport, Self.host, port, from: "db0") == "www0 10.0.0.1")
      #expect(try world.ask(transport, Self.host, port) == "www0 \(Self.host)")
    }
    // What is not redirected stays the host's, and the jail's other ports stay its own.
    #expect(try world.ask("tcp", Self.host, 81, from: "outside") == "host 192.168.64.1")
    #expect(try world.isClosed("tcp", Self.host, 9003, from: "outside"))
    // Only the interface's own addresses are caught.
    try world.serve("bridge", "tcp:8081")
    #expect(try world.ask("tcp", "10.0.0.1", 8081, from: "db0") == "bridge 10.0.0.11")
    #expect(try world.isClosed("tcp", "10.0.0.1", 8080, from: "db0"))
    #expect(
      try world.jailer(["rdr", "list"]).output == """
        JAIL  INDEX  INTERFACE  ADDRESS  PROTOCOL  PORTS      TO     SOURCE  STATE
        www0  1      ext0       -        both      8080       80     -       Active
        www0  2      ext0       -        tcp       9000-9002  90-92  -       Active
        www0  3      ext0       -        tcp       9100       9100   -       Active

        """)
    try world.jailer(["rdr", "del", "-i", "1", "www0"]).orFail()
    #expect(try world.isClosed("tcp", Self.host, 8080, from: "outside"))
    #expect(try world.ask("tcp", Self.host, 9001, from: "outside") == "www0 192.168.64.1")
    try world.jailer(["rdr", "del", "-f", "www0"]).orFail()
    #expect(try world.isClosed("tcp", Self.host, 9001, from: "outside"))
    let conf = try #require(world.read("\(World.root)/etc/jail.conf.d/www0.conf"))
    #expect(!conf.contains("jailer_rdr") && !conf.contains("network reload"))
  }

  @Test func `a redirection of IPv6, of one address, and for one network of clients`() throws {
    let world = try World.withOutside()
    // Made by hand while create takes one address.
    try world.addJail("www0", "fd00:10::10")
    try world.addJail("db0", "10.0.0.11")
    try world.serve("www0", in: "www0", "tcp:80", "udp:53", "tcp:90", "tcp:91")
    try world.serve("db0", in: "db0", "tcp:80")
    try world.sh("ip address add 192.168.64.3/24 dev ext0; ip -n outside address add 192.168.64.9/24 dev eth0").orFail()
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "80", "www0"]).orFail()
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "udp", "-r", "5300", "-d", "53", "www0"]).orFail()
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "9000-9001", "-d", "90", "www0"]).orFail()
    let six = "2001:db8:64::2"
    #expect(try world.ask("tcp", six, 80, from: "outside") == "www0 2001:db8:64::1")
    #expect(try world.ask("udp", six, 5300, from: "outside") == "www0 2001:db8:64::1")
    #expect(try world.ask("tcp", six, 9001, from: "outside") == "www0 2001:db8:64::1")
    #expect(try world.ask("tcp", six, 80) == "www0 \(six)")

    // The jail has no IPv4: such a rule would lead nowhere.
    let refused = try world.jailer(["rdr", "add", "-i", "ext0", "-a", Self.host, "-p", "tcp", "-r", "81", "www0"])
    #expect(refused.status == 64)
    #expect(
      refused.error.hasPrefix("jailer: --address: the jail www0 has no address of IPv4")
        || refused.error.contains("the jail www0 has no address of IPv4"))

    try world.jailer(["rdr", "del", "-f", "www0"]).orFail()
    try world.jailer(["rdr", "add", "-i", "ext0", "-a", "192.168.64.3", "-p", "tcp", "-r", "80", "db0"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.3", 80, from: "outside")?.hasPrefix("db0") == true)
    #expect(try world.isClosed("tcp", Self.host, 80, from: "outside"))

    try world.jailer(["rdr", "del", "db0"]).orFail()
    try world.jailer(["rdr", "add", "-i", "ext0", "-s", "192.168.64.9", "-p", "tcp", "-r", "80", "db0"]).orFail()
    try world.sh("ip -n outside address flush dev eth0; ip -n outside address add 192.168.64.9/24 dev eth0").orFail()
    #expect(try world.ask("tcp", Self.host, 80, from: "outside") == "db0 192.168.64.9")
    try world.sh(
      "ip -n outside address flush dev eth0; ip -n outside address add 192.168.64.8/24 dev eth0"
    ).orFail()
    #expect(try world.isClosed("tcp", Self.host, 80, from: "outside"))
  }

  @Test func `a rule is suspended with its jail, comes back with it, and goes with it`() throws {
    let world = try World.withOutside()
    try world.addJail("www0", "10.0.0.10")
    try world.addJail("www1", "10.0.0.11")
    for (jail, port) in [("www0", 8080), ("www1", 8081)] {
      try world.serve(jail, in: jail, "tcp:80")
      try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "\(port)", "-d", "80", jail]).orFail()
    }
    func answer(_ port: Int) throws -> String? { try world.ask("tcp", Self.host, port, from: "outside") }
    try world.jailer(["stop", "www0"]).orFail()
    #expect(try world.jailer(["rdr", "list", "www0"]).output.contains("Suspended"))
    #expect(try !world.sh("nft list ruleset").output.contains("10.0.0.10"))
    #expect(try world.isClosed("tcp", Self.host, 8080, from: "outside"))
    #expect(try answer(8081) == "www1 192.168.64.1")

    // With another address, by jail(8) itself.
    let conf = "\(World.root)/etc/jail.conf.d/www0.conf"
    try world.write(conf, try #require(world.read(conf)).replacingOccurrences(of: "10.0.0.10", with: "10.0.0.20"))
    try world.run(["\(World.prefix)/sbin/jail", "--root", World.root, "-f", conf, "-c", "www0"]).orFail()
    try world.serve("again", in: "www0", "tcp:80")
    #expect(try answer(8080) == "again 192.168.64.1")

    try world.jailer(["restart", "www0"]).orFail()
    try world.serve("restarted", in: "www0", "tcp:80")
    #expect(try answer(8080) == "restarted 192.168.64.1")
    // The server is no process of the jail, and would keep its network.
    try world.endServers(in: "www0")
    try world.jailer(["stop", "-f", "www0"]).orFail()
    #expect(try !world.sh("nft list ruleset").output.contains("10.0.0.20"))
    try world.jailer(["start", "www0"]).orFail()
    try world.jailer(["destroy", "-f", "www0"]).orFail()
    #expect(try !world.sh("nft list ruleset").output.contains("10.0.0.20"))
    #expect(try answer(8081) == "www1 192.168.64.1")
    #expect(try world.jailer(["doctor"]).status == 0)
  }

  @Test func `a port is one jail's, also when two ask for it at once`() throws {
    let world = try World.withOutside()
    try world.addJail("www0", "10.0.0.10")
    try world.addJail("www1", "10.0.0.11")
    func add(_ jail: String, _ words: String) -> [String] {
      ["rdr", "add", "-i", "ext0"] + words.split(separator: " ").map(String.init) + [jail]
    }
    let both = try [
      world.startJailer(add("www0", "-p tcp -r 8080 -d 80")), world.startJailer(add("www1", "-p tcp -r 8080 -d 80")),
    ]
    let ends = both.map { $0.wait() }
    #expect(ends.map(\.status).sorted() == [0, 73])
    let winner = ends[0].status == 0 ? "www0" : "www1"
    let loser = winner == "www0" ? "www1" : "www0"
    let refused = try world.jailer(add(loser, "-p both -r 8000-8100"))
    #expect(refused.status == 73)
    #expect(refused.error.contains("port 8080 of ext0 is taken: the jail \(winner) has it"))
    // Another protocol, address or client is another thing.
    try world.jailer(add(loser, "-p udp -r 8080")).orFail()
    let apart = try [
      world.startJailer(add("www0", "-p tcp -r 8200")), world.startJailer(add("www1", "-p tcp -r 8201")),
    ]
    for end in apart.map({ $0.wait() }) { #expect(end.status == 0) }
    for (jail, port) in [("www0", 8200), ("www1", 8201)] {
      try world.serve(jail, in: jail, "tcp:\(port)")
      #expect(try world.ask("tcp", Self.host, port, from: "outside") == "\(jail) 192.168.64.1")
    }
  }
}
