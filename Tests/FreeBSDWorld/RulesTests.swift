import TestSupport
import Testing

/// `nat` and `rdr` on FreeBSD, by where packets go.
@Suite struct RulesTests {
  private let host = "192.168.64.2"
  private let client = "203.0.113.9"

  @Test(arguments: ["13.2-RELEASE", "14.3-RELEASE", "15.0-RELEASE"])
  func `rules follow their jail from its start to its end`(release: String) throws {
    let freeBSD = try FreeBSD.ready(release)
    try freeBSD.jailer(["-y", "init", "pf"]).orFail()
    func arrived(_ port: Int = 8080) throws -> FreeBSD.Packet? {
      try freeBSD.packet(in: "vtnet0", from: client, to: host, port: port)
    }
    func source(_ jail: String) throws -> String? {
      try freeBSD.packet(in: "bridge0", from: jail, to: client, port: 53, "udp")?.from
    }
    let closed = FreeBSD.Packet(out: nil, from: client, to: host, port: 8080)
    let open = FreeBSD.Packet(out: "bridge0", from: client, to: "10.0.0.10", port: 80)
    // FreeBSD 13 keeps an empty jail_list.
    try freeBSD.expectNothingLeft(allowing: release.hasPrefix("13") ? ["/etc/rc.conf"] : []) {
      try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
      try freeBSD.jailer(["rdr", "add", "-i", "vtnet0", "-p", "tcp", "-r", "8080", "-d", "80", "www0"]).orFail()
      try freeBSD.jailer(["nat", "add", "-i", "vtnet0", "www0"]).orFail()
      #expect(try arrived() == open)
      #expect(try source("10.0.0.10") == host)
      #expect(try source("10.0.0.11") == "10.0.0.11")
      try freeBSD.jailer(["stop", "www0"]).orFail()
      #expect(try arrived() == closed)
      #expect(try freeBSD.run(["pfctl", "-a", "jailer", "-s", "Anchors"]).output == "")
      try freeBSD.jailer(["start", "www0"]).orFail()
      #expect(try arrived() == open)
      try freeBSD.sh("service pf restart").orFail()
      #expect(try arrived() == open)
      // They were flushed.
      try freeBSD.sh("pfctl -a jailer/www0 -F nat").orFail()
      #expect(try arrived() == closed)
      let found = try freeBSD.jailer(["doctor"])
      #expect(found.status == 1 && found.output.contains("jailer network reload"), "\(found)")
      try freeBSD.jailer(["-y", "doctor", "--fix"]).orFail()
      #expect(try arrived() == open)
      #expect(try freeBSD.jailer(["doctor"]).status == 0)
      try freeBSD.jailer(["-y", "destroy", "www0"]).orFail()
      #expect(try arrived() == closed)
    }
  }

  @Test func `rules that pf can't have are refused, and nothing is left of them`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
    let add = ["rdr", "add", "-i", "vtnet0", "-p", "tcp", "-r", "8080", "www0"]
    try freeBSD.expectNothingLeft {
      let refused = try freeBSD.jailer(add)
      #expect(refused.status == 78, "\(refused)")
      #expect(
        refused.error
          == "jailer: the rules of nat and rdr can't be loaded: pf is not running\n  jailer init pf\n", "\(refused)")
    }
    try freeBSD.jailer(["-y", "init", "pf"]).orFail()
    try freeBSD.jailer(["nat", "add", "-i", "vtnet0", "www0"]).orFail()
    try freeBSD.front(
      "pfctl",
      "case \"$*\" in '-a '*-f*) [ -e /tmp/no ] || { touch /tmp/no; echo 'pfctl: no' >&2; exit 1; } ;; esac\n"
        + "exec \"$REAL\" \"$@\"")
    try freeBSD.expectNothingLeft {
      let failed = try freeBSD.jailer(add)
      #expect(failed.status == 1 && failed.error.contains("pfctl: no"), "\(failed)")
      #expect(
        try freeBSD.packet(in: "bridge0", from: "10.0.0.10", to: client, port: 53)?.from == host,
        "what was in force is in force again")
    }
  }

  @Test func `a jail stops and starts while pf doesn't run`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["-y", "init", "pf"]).orFail()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
    try freeBSD.jailer(["rdr", "add", "-i", "vtnet0", "-p", "tcp", "-r", "8080", "www0"]).orFail()
    try freeBSD.sh("service pf stop").orFail()
    let stop = try freeBSD.jailer(["stop", "www0"])
    #expect(stop.status == 0, "\(stop)")
    let start = try freeBSD.jailer(["start", "www0"])
    #expect(start.status == 0, "\(start)")
    let reload = try freeBSD.jailer(["network", "reload"])
    #expect(
      reload.status == 0 && reload.output == "the rules of nat and rdr can't be loaded: pf is not running\n",
      "\(reload)")
    let doctor = try freeBSD.jailer(["doctor"])
    #expect(doctor.status == 1 && doctor.output.contains("jailer init pf"), "\(doctor)")
    try freeBSD.sh("service pf start").orFail()
    #expect(
      try freeBSD.packet(in: "vtnet0", from: client, to: host, port: 8080)
        == FreeBSD.Packet(out: "bridge0", from: client, to: "10.0.0.10", port: 8080))
    #expect(try freeBSD.jailer(["doctor"]).status == 0)
  }

  @Test func `nat of a network, with a jail's own in front of it`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.sh("ifconfig vtnet0 inet 192.168.64.15/32 alias").orFail()
    try freeBSD.sh("ifconfig bridge0 destroy").orFail()
    try freeBSD.jailer(["-y", "init", "bridge"]).orFail()
    try freeBSD.jailer(["-y", "init", "pf"]).orFail()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
    try freeBSD.jailer(["nat", "add", "-i", "vtnet0", "bridge0"]).orFail()
    func source(_ jail: String) throws -> String? {
      try freeBSD.packet(in: "bridge0", from: jail, to: client, port: 53)?.from
    }
    #expect(try source("10.0.0.10") == host)
    try freeBSD.jailer(["nat", "add", "-i", "vtnet0", "-a", "192.168.64.15", "www0"]).orFail()
    #expect(try source("10.0.0.10") == "192.168.64.15")
    #expect(try source("10.0.0.11") == host)
    // A neighbour asks the host for what www0 serves.
    try freeBSD.jailer(["rdr", "add", "-i", "vtnet0", "-p", "tcp", "-r", "8080", "-d", "80", "www0"]).orFail()
    #expect(
      try freeBSD.packet(in: "bridge0", from: "10.0.0.11", to: host, port: 8080)
        == FreeBSD.Packet(out: "bridge0", from: "10.0.0.1", to: "10.0.0.10", port: 80))
    try freeBSD.jailer(["nat", "del", "bridge0"]).orFail()
    #expect(try source("10.0.0.11") == "10.0.0.11")
    try freeBSD.jailer(["nat", "del", "www0"]).orFail()
    try freeBSD.jailer(["rdr", "del", "www0"]).orFail()
    #expect(try freeBSD.sh("ls /usr/local/etc/jailer/pf").output == "")
  }
}
