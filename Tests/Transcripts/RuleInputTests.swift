import TestSupport
import Testing

/// What is no rule is refused with a clear error and the right status, and changes nothing.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct RuleInputTests {
  private struct Case: Sendable {
    let line: String
    let status: Int32
    let says: String
    init(_ line: String, _ status: Int32, _ says: String) {
      self.line = line
      self.status = status
      self.says = says
    }
  }

  private static let cases: [Case] = [
    Case("rdr add -p tcp -r 80 www0", 64, "the interface is missing"),
    Case("rdr add -i ext0 -r 80 www0", 64, "the protocol is missing"),
    Case("rdr add -i ext0 -p tcp www0", 64, "the port is missing"),
    Case("rdr add -i ext0 -p tcp -r 80", 64, "jail"),
    Case("rdr add -i ext0 -p tcp -r 80 nosuch", 66, "there is no jail nosuch"),
    Case("rdr add -i ext0 -p tcp -r 80 bridge0", 66, "there is no jail bridge0"),
    Case("rdr add -i ext9 -p tcp -r 80 www0", 66, "interfaces are ext0, bridge0"),
    Case("rdr add -i a/b -p tcp -r 80 www0", 64, "is not an interface"),
    Case("rdr add -i ext0 -p icmp -r 80 www0", 64, "is not tcp, udp or both"),
    Case("rdr add -i ext0 -p tcp -r 0 www0", 64, "\"0\" is not a port: ports are 1 to 65535"),
    Case("rdr add -i ext0 -p tcp -r 65536 www0", 64, "\"65536\" is not a port"),
    Case("rdr add -i ext0 -p tcp -r 90-80 www0", 64, "the ports 90-80 are backwards"),
    Case("rdr add -i ext0 -p tcp -r 80-90 -d 65530 www0", 64, "end at 65540"),
    Case("rdr add -i ext0 -p tcp -r 80 -a fe80::1%ext0 www0", 64, "is not an address"),
    Case("rdr add -i ext0 -p tcp -r 80 -s 10.0.0.0/33 www0", 64, "is not an address"),
    Case("rdr add -i ext0 -p tcp -r 80 -a 2001:db8::1 www0", 64, "the jail www0 has no address of IPv6"),
    Case(
      "rdr add -i ext0 -p tcp -r 80 host0", 64, "the jail host0 can't have such rules: it has no address of its own"),
    Case("rdr add -i ext0 -p tcp -r 80 mac0", 64, "it is on ext0 itself"),
    Case("rdr add -i ext0 -p tcp -r 80 broken0", 65, "the conf of broken0 can't be read"),
    Case("rdr add -i ext0 -p tcp -r 8443 www0", 73, "port 8443 of ext0 is taken: the jail www0 has it"),
    Case("rdr del -i 2 www0", 66, "www0 has no rule 2"),
    Case("rdr del -i 0 www0", 66, "www0 has no rule 0"),
    Case("rdr del -i -1 www0", 66, "www0 has no rule -1"),
    Case("rdr del -f -i 1 www0", 64, "-f removes all rules"),
    Case("rdr del db0", 66, "db0 has no such rules"),
    Case("rdr list nosuch", 66, "there is no jail nosuch"),
    Case("nat add -i ext9 www0", 66, "there is no interface ext9"),
    Case("nat add -i ext0 nosuch", 66, "there is no jail and no bridge nosuch"),
    Case("nat add -i ext0 ext0", 66, "there is no jail and no bridge ext0"),
    Case("nat add -i ext0 10.0.0.1", 64, "10.0.0.1 is not a network"),
    Case("nat add -i ext0 0.0.0.0/0", 64, "is not a network"),
    Case("nat add -i ext0 -a 10.0.0.0/24 bridge0", 64, "is not an address of one host"),
    Case("nat del bridge1", 66, "there is no jail and no bridge bridge1"),
    Case("nat del bridge0", 66, "bridge0 has no such rules"),
    Case("network open ext0", 77, "ext0 was not made by jailer"),
    Case("network reload now", 64, "now"),
  ]

  @Test func `what is no rule is refused, and nothing is changed`() throws {
    let world = try World.withOutside()
    try world.addJail("www0", "10.0.0.10")
    try world.addJail("db0", "10.0.0.11")
    try world.jailer(["create", "-c", "host0"]).orFail()
    try world.jailer(["create", "-c", "-t", "new", "-b", "ext0", "-a", "192.168.64.77", "mac0"]).orFail()
    try world.write("\(World.root)/etc/jail.conf.d/broken0.conf", "broken0 { path = ;\n")
    try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", "8443", "www0"]).orFail()
    let rules = try world.sh("nft list ruleset").output
    try world.expectNothingLeft {
      for item in Self.cases {
        for arguments in [item.line, "-D " + item.line]
        where !(arguments.hasPrefix("-D") && item.line.contains(" list ")) {
          let run = try world.jailer(arguments.split(separator: " ").map(String.init))
          #expect(run.status == item.status, "\(arguments): \(run)")
          #expect(run.error.contains(item.says), "\(arguments): \(run.error)")
          #expect(run.error.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 })
        }
      }
      for nasty in ["", "a\u{1B}[31m", "-", "../x", String(repeating: "9", count: 4000)] {
        #expect(try world.jailer(["rdr", "add", "-i", "ext0", "-p", "tcp", "-r", nasty, "db0"]).status == 64)
        #expect([64, 66].contains(try world.jailer(["nat", "add", "-i", "ext0", "--", nasty]).status))
      }
    }
    #expect(try world.sh("nft list ruleset").output == rules)
  }

  @Test func `without nft a bridge is made, and rules are refused`() throws {
    let world = try World(bridge: false)
    try world.withBusybox()
    try world.sh("mount --bind /dev/null /usr/sbin/nft").orFail()
    let made = try world.jailer(["-y", "init", "bridge"])
    #expect(made.output.contains("Configuring interface bridge0 with IP address 10.0.0.1/24: Done!"))
    #expect(made.output.contains("nft is not installed"))
    try world.addJail("www0", "10.0.0.10")
    let refused = try world.jailer(["rdr", "add", "-i", "bridge0", "-p", "tcp", "-r", "80", "www0"])
    #expect(refused.status == 69)
    #expect(refused.error == "jailer: the program nft is not installed\n  install it and run the command again\n")
    #expect(try world.jailer(["nat", "add", "-i", "bridge0", "www0"]).status == 69)
    #expect(try world.jailer(["network", "start"]).status == 0)
    #expect(try world.jailer(["doctor"]).status == 0)
    try world.jailer(["destroy", "www0"]).orFail()
    try world.jailer(["network", "remove", "bridge0"]).orFail()
  }
}
