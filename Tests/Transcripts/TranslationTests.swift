import Foundation
import TestSupport
import Testing

/// The way out of jails, seen from outside.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct TranslationTests {
  @Test func `a network, a jail and an address of its own leave by the host's addresses`() throws {
    let world = try World.withOutside()
    try world.addJail("app0", "10.0.0.10")
    try world.addJail("app1", "10.0.0.11")
    try world.addJail("six0", "fd00:10::12")
    try world.serve("outside", in: "outside", "tcp:7", "udp:7")
    #expect(try world.isClosed("tcp", "192.168.64.1", 7, from: "app0"))

    try world.jailer(["nat", "add", "-i", "ext0", "bridge0"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.1", 7, from: "app0") == "outside 192.168.64.2")
    #expect(try world.ask("udp", "192.168.64.1", 7, from: "app1") == "outside 192.168.64.2")
    #expect(try world.ask("tcp", "2001:db8:64::1", 7, from: "six0") == "outside 2001:db8:64::2")
    // Between jails nothing is translated.
    try world.serve("app0", in: "app0", "tcp:80")
    #expect(try world.ask("tcp", "10.0.0.10", 80, from: "app1") == "app0 10.0.0.11")

    // That of a jail goes before its network's.
    try world.sh("ip address add 192.168.64.5/24 dev ext0").orFail()
    try world.jailer(["nat", "add", "-i", "ext0", "-a", "192.168.64.5", "app1"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.1", 7, from: "app1") == "outside 192.168.64.5")
    #expect(try world.ask("tcp", "192.168.64.1", 7, from: "app0") == "outside 192.168.64.2")
    try world.jailer(["nat", "del", "app1"]).orFail()

    try world.jailer(["nat", "del", "bridge0"]).orFail()
    #expect(try world.isClosed("tcp", "192.168.64.1", 7, from: "app1"))
    try world.jailer(["nat", "add", "-i", "ext0", "-a", "192.168.64.5", "app0"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.1", 7, from: "app0") == "outside 192.168.64.5")
    #expect(try world.isClosed("tcp", "192.168.64.1", 7, from: "app1"))
    try world.jailer(["restart", "app0"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.1", 7, from: "app0") == "outside 192.168.64.5")
    #expect(
      try world.jailer(["nat", "list"]).output == """
        JAIL  INDEX  INTERFACE  ADDRESS       STATE
        app0  1      ext0       192.168.64.5  Active

        """)
    try world.jailer(["destroy", "app0"]).orFail()
    #expect(try world.jailer(["nat", "list"]).output == "JAIL  INDEX  INTERFACE  ADDRESS  STATE\n")
    #expect(try !world.sh("nft list ruleset").output.contains("192.168.64.5"))
  }

  @Test func `nothing of another network, and no service of the host's other addresses, is reached`() throws {
    let world = try World.withOutside()
    try world.jailer(["network", "add", "-a", "10.0.1.1/24", "bridge1"]).orFail()
    try world.addJail("a0", "10.0.0.10")
    try world.jailer(["create", "-c", "-t", "eb", "-b", "bridge1", "-a", "10.0.1.10", "b0"]).orFail()
    try world.serve("host", "tcp:22", "udp:22")
    try world.serve("a0", in: "a0", "tcp:80")
    try world.serve("b0", in: "b0", "tcp:80")
    try world.sh("ip -n outside route add 10.0.0.0/16 via 192.168.64.2").orFail()

    #expect(try world.ask("tcp", "10.0.0.1", 22, from: "a0") == "host 10.0.0.10")
    for other in ["192.168.64.2", "10.0.1.1", "2001:db8:64::2"] {
      #expect(try world.isClosed("tcp", other, 22, from: "a0"))
      #expect(try world.isClosed("udp", other, 22, from: "a0"))
    }
    #expect(try world.isClosed("tcp", "10.0.1.10", 80, from: "a0"))
    #expect(try world.isClosed("tcp", "10.0.0.10", 80, from: "b0"))
    #expect(try world.isClosed("tcp", "10.0.0.10", 80, from: "outside"))
    // The host reaches its jails by any of its addresses.
    #expect(try world.ask("tcp", "10.0.0.10", 80) == "a0 10.0.0.1")
    #expect(try world.ask("tcp", "10.0.1.10", 80) == "b0 10.0.1.1")

    // An open network is none of that.
    try world.jailer(["network", "open", "bridge0"]).orFail()
    #expect(try world.ask("tcp", "192.168.64.2", 22, from: "a0") == "host 10.0.0.10")
    #expect(try world.ask("tcp", "10.0.0.10", 80, from: "outside") == "a0 192.168.64.1")
    #expect(try world.isClosed("tcp", "10.0.1.10", 80, from: "a0"))
    try world.jailer(["network", "close", "bridge0"]).orFail()
    #expect(try world.isClosed("tcp", "192.168.64.2", 22, from: "a0"))
  }

  @Test func `what is flushed, taken away or set otherwise is found, and mended`() throws {
    let world = try World.withOutside()
    try world.addJail("www0", "10.0.0.10")
    try world.serve("www0", in: "www0", "tcp:80")
    try world.serve("outside", in: "outside", "tcp:7")
    try world.jailer(["nat", "add", "-i", "ext0", "bridge0"]).orFail()
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "8080", "-d", "80", "www0"]).orFail()
    func check(sourceLocation: SourceLocation = #_sourceLocation) throws {
      #expect(
        try world.ask("tcp", "192.168.64.2", 8080, from: "outside") == "www0 192.168.64.1",
        sourceLocation: sourceLocation)
      #expect(
        try world.ask("tcp", "192.168.64.1", 7, from: "www0") == "outside 192.168.64.2", sourceLocation: sourceLocation)
    }
    try check()
    #expect(try world.jailer(["doctor"]).output == "All is as configured\n")

    for damage in [
      "nft flush ruleset", "nft delete table netdev jailer", "nft flush chain inet jailer prerouting",
      "sysctl -q -w net/ipv4/ip_forward=0",
      "ip address delete 10.0.0.1/24 dev bridge0", "ip link set bridge0 down", "ip link set epair1a nomaster",
      "ip -n www0 address delete 10.0.0.10/24 dev epair1b",
      "nft flush ruleset; ip link set epair1a nomaster; sysctl -q -w net/ipv4/ip_forward=0",
    ] {
      try world.sh(damage).orFail()
      let found = try world.jailer(["doctor"])
      #expect(found.status == 1, "\(damage)")
      let rows = try #require(try world.jailer(["-j", "doctor"]).json() as? [[String: String]])
      #expect(!rows.isEmpty && rows.allSatisfy { $0["command"]?.isEmpty == false }, "\(damage)")
      #expect(try !world.jailer(["doctor", "--fix", "-D"]).output.isEmpty)
      #expect(try world.jailer(["doctor"]).status == 1, "a dry run changed something: \(damage)")
      try world.jailer(["doctor", "--fix"]).orFail()
      #expect(try world.jailer(["doctor"]).output == "All is as configured\n", "\(damage)")
      // A route that went with an address comes back with the jail only.
      if damage.hasPrefix("ip ") {
        try world.jailer(["restart", "www0"]).orFail()
        try world.serve("www0", in: "www0", "tcp:80")
      }
      try check()
    }
  }

  @Test func `as after a reboot, all rules come back`() throws {
    let world = try World.withOutside()
    try world.addJail("www0", "10.0.0.10")
    try world.jailer(["nat", "add", "-i", "ext0", "bridge0"]).orFail()
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "8080", "-d", "80", "www0"]).orFail()
    try world.serve("outside", in: "outside", "tcp:7")
    try world.jailer(["stop", "www0"]).orFail()
    try world.sh("nft flush ruleset; ip link delete bridge0; sysctl -q -w net/ipv4/ip_forward=0").orFail()
    #expect(
      try world.jailer(["network", "start"]).output
        == "Configuring interface bridge0 with IP address 10.0.0.1/24 and fd00:10::1/64: Done!\nLoading rules: Done!\n")
    try world.jailer(["startall"]).orFail()
    try world.serve("www0", in: "www0", "tcp:80")
    #expect(try world.ask("tcp", "192.168.64.2", 8080, from: "outside") == "www0 192.168.64.1")
    #expect(try world.ask("tcp", "192.168.64.1", 7, from: "www0") == "outside 192.168.64.2")
    #expect(try world.jailer(["network", "start"]).output.isEmpty)
  }

  @Test func `rules that don't load leave the last good ones in force`() throws {
    let world = try World.withOutside()
    try world.addJail("www0", "10.0.0.10")
    try world.serve("www0", in: "www0", "tcp:80")
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "8080", "-d", "80", "www0"]).orFail()
    let conf = "\(World.root)/etc/jail.conf.d/www0.conf"
    let rules = "\(World.root)/var/db/jailer/rules.nft"
    let before = (world.read(conf), world.read(rules), try world.sh("nft list ruleset").output)
    // A test double of nft(8) that fails to load once, whatever it checked.
    try world.write(
      "/mnt/nft",
      """
      #!/bin/sh
      [ "$1" = -f ] && [ ! -e /mnt/failed ] && { : >/mnt/failed; echo "Error: could not process rule" >&2; exit 1; }
      exec /mnt/nft.real "$@"

      """, mode: 0o755)
    try world.sh("cp /usr/sbin/nft /mnt/nft.real && mount --bind /mnt/nft /usr/sbin/nft").orFail()
    let failed = try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "8081", "-d", "80", "www0"])
    #expect(failed.status == 1)
    #expect(failed.error.contains("could not process rule"))
    #expect((world.read(conf), world.read(rules)) == (before.0, before.1))
    #expect(try world.sh("nft list ruleset").output == before.2)
    #expect(try world.ask("tcp", "192.168.64.2", 8080, from: "outside") == "www0 192.168.64.1")
    #expect(try world.jailer(["doctor"]).status == 0)
  }
}
