import Foundation
import TestSupport
import Testing

/// The addresses of jails: of both families, free ones, those that are somebody's.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct AddressTests {
  private static func ready(outside: Bool = false) throws -> World {
    let world = try World(.tmpfs, outside: outside)
    try world.withBusybox()
    try world.sh("ip address add fd00::1/64 dev bridge0 nodad").orFail()
    return world
  }

  private static func info(_ jail: String, _ world: World) throws -> [String: String] {
    try #require(try world.jailer(["info", "-j", jail]).json() as? [String: String])
  }

  @Test(arguments: [["-a", "10.0.0.10,fd00::10"], ["-a", "fd00::10", "-a", "10.0.0.10/24"]])
  func `a jail has one of IPv4 and one of IPv6`(addresses: [String]) throws {
    let world = try Self.ready()
    try world.expectNothingLeft {
      try world.jailer(["create", "-c", "-t", "eb"] + addresses + ["www0"]).orFail()
      for again in [[], ["stop", "start"], ["restart"]] {
        for verb in again { try world.jailer([verb, "www0"]).orFail() }
        for address in ["10.0.0.10", "fd00::10"] { #expect(try world.sh("ping -c1 -W5 \(address)").status == 0) }
        let routes = try world.sh("ip -n www0 route show default; ip -n www0 -6 route show default").output
        #expect(routes.contains("via 10.0.0.1 ") && routes.contains("via fd00::1 "))
        let info = try Self.info("www0", world)
        #expect(info["ipv4"] == "10.0.0.10/24" && info["ipv6"] == "fd00::10/64" && info["gateway"] == "10.0.0.1")
        #expect(info["gateway6"] == "fd00::1")
        #expect(try world.jailer(["list"]).output.contains("www0.jailhost  10.0.0.10/24  10.0.0.1\n"))
      }
      try world.jailer(["stop", "www0"]).orFail()
      for address in ["10.0.0.10", "fd00::10", "10.0.0.11,fd00::10"] {
        let refused = try world.jailer(["create", "-t", "eb", "-a", address, "www1"])
        #expect(refused.status == 73 && refused.error.contains("is in use: by the jail www0\n"), "\(refused)")
      }
      for (given, why) in [
        ("10.0.0.11", "must be like that of www0"), ("10.0.0.11,10.0.0.12", "two addresses of one kind"),
      ] {
        let refused = try world.jailer(["clone", "-a", given, "www0", "www1"])
        #expect(refused.status == 64 && refused.error.contains(why), "\(refused)")
      }
      try world.jailer(["clone", "-a", "10.0.0.11,fd00::11", "www0", "www1"]).orFail()
      for address in ["10.0.0.11", "fd00::11"] { #expect(try world.sh("ping -c1 -W5 \(address)").status == 0) }
      #expect(world.read("/mnt/root/etc/jail.conf.d/www1.conf")?.contains("0.10") == false)
      for name in ["www0", "www1"] { try world.jailer(["destroy", name]).orFail() }
    }
  }

  @Test func `a hardware address is a jail's for life`() throws {
    let world = try Self.ready()
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
    let ether = {
      try world.sh("ip -n www0 -br link show dev epair1b").output.firstMatch(of: /58:9c:fc[0-9a-f:]{9}/)?.output
    }
    let first = try #require(try ether())
    for verbs in [["stop", "start"], ["restart"], ["stop", "start"]] {
      for verb in verbs { try world.jailer([verb, "www0"]).orFail() }
      #expect(try ether() == first)
    }
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.11", "www1"]).orFail()
    #expect(world.read("/mnt/root/etc/jail.conf.d/www1.conf")?.contains(first) == false)
  }

  @Test func `a new jail gets the first address that nobody has`() throws {
    let world = try Self.ready(outside: true)
    try world.expectNothingLeft {
      // A neighbour at .3, that this machine has spoken to, and one at .4 that it hasn't.
      try world.sh("ip -n outside address add 192.168.64.3/24 dev eth0; ping -c1 -W5 192.168.64.3").orFail()
      try world.jailer(["create", "-c", "-t", "new", "-b", "ext0", "www0"]).orFail()
      #expect(try Self.info("www0", world)["ipv4"] == "192.168.64.4/24")
      #expect(try world.sh("ip netns exec outside ping -c1 -W5 192.168.64.4").status == 0)
      try world.jailer(["create", "-c", "-t", "new", "-b", "ext0", "www1"]).orFail()
      #expect(try Self.info("www1", world)["ipv4"] == "192.168.64.5/24")
      let refused = try world.jailer(["create", "-t", "new", "-b", "ext0", "-a", "192.168.64.3", "www2"])
      #expect(refused.status == 73)
      #expect(
        refused.error == """
          jailer: the address 192.168.64.3 is in use: by another host on ext0
            choose another, or if that host is gone: ip neighbour delete 192.168.64.3 dev ext0

          """)
      for name in ["www0", "www1"] { try world.jailer(["destroy", name]).orFail() }
    }
  }

  /// The address of a jail that is gone stays in the host's table of neighbours for a while.
  @Test func `the address of a jail that is gone is free`() throws {
    let world = try Self.ready()
    for _ in 0..<2 {
      try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
      #expect(try world.sh("ping -c1 -W5 10.0.0.10").status == 0)
      try world.jailer(["destroy", "www0"]).orFail()
    }
  }

  @Test func `with a DHCP server the client is started, by no other's name`() throws {
    let world = try Self.ready()
    let conf = "/mnt/root/etc/jailer.conf"
    try world.write(conf, (world.read(conf) ?? "") + "jailer_dhcp=\"bridge0\"\n")
    // In the place of the client: it says what it was told, and gives the jail an address.
    try world.write(
      "/mnt/prefix/sbin/jdhcp",
      """
      #!/bin/sh
      [ "$1" = --root ] && shift 2
      echo "$1 $2" >>/mnt/asked
      ip -n "$1" address add 10.0.0.77/24 dev "$2"

      """, mode: 0o755)
    for (name, address) in [("a", []), ("b", ["-a", "dhcp,fd00::11"])] {
      try world.jailer(["create", "-c", "-t", "eb"] + address + [name]).orFail()
    }
    #expect(world.read("/mnt/asked") == "a epair1b\nb epair2b\n")
    #expect(world.read("/mnt/root/etc/jail.conf.d/a.conf")?.contains("\n  $jailer_address = \"dhcp\";\n") == true)
    #expect(try Self.info("b", world)["ipv6"] == "fd00::11/64")
    let facts = try #require(try world.jailer(["facts", "-j"]).json() as? [String: Any])
    let jails = try #require((facts["facts"] as? [String: Any])?["jails"] as? [[String: Any]])
    #expect(jails.map { $0["dynamic"] as? [String] } == [["dhcp"], ["dhcp"]])
    try world.jailer(["clone", "a", "c"]).orFail()
    #expect(world.read("/mnt/asked")?.hasSuffix("\nc epair3b\n") == true)
  }

  @Test func `what can't be an address is refused, and nothing is made`() throws {
    let world = try Self.ready()
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.5", "taken"]).orFail()
    let refused: [(String, Int32, String)] = [
      ("", 64, "--address: \"\" is not an address"), (",", 64, "--address: \"\" is not an address"),
      ("10.0.0.10,", 64, "--address: \"\" is not an address"), (",10.0.0.10", 64, "\"\" is not an address"),
      ("10.0.0.10,fd00::10,10.0.0.11", 64, "two addresses of one kind"), ("10.0.0.10,dhcp", 64, "two addresses of one"),
      ("auto,fd00::10", 64, "two addresses of one kind"),
      ("10.0.0.10 ,fd00::10", 64, "\"10.0.0.10 \" is not an address"),
      (String(repeating: "1", count: 100_000), 64, "is not an address"),
      (String(repeating: "10.0.0.10,", count: 2_000) + "10.0.0.10", 64, "two addresses of one kind"),
      ("10.0.0.10\u{1B}[31m", 64, "is not an address"), ("10.0.0.10\n", 64, "is not an address"),
      ("fe80::1%eth0", 64, "is not an address"), ("fe80::10/64", 64, "fe80::10 is a link-local address"),
      ("169.254.0.5/16", 64, "is a link-local address"), ("127.0.0.5/8", 64, "is a loopback address"),
      ("::1", 64, "is a loopback address"), ("ff02::1/64", 64, "is a multicast or reserved address"),
      ("224.0.0.5/24", 64, "is a multicast or reserved address"), ("::ffff:10.0.0.10/96", 64, "in the form of IPv6"),
      ("10.0.0.0", 64, "the network's own address"), ("10.0.0.255", 64, "the network's broadcast address"),
      ("fd00::", 64, "the network's own address"), ("10.0.0.1", 73, "by the host's bridge0"),
      ("fd00::1", 73, "by the host's bridge0"), ("10.0.0.5", 73, "by the jail taken"),
      ("10.0.1.10", 64, "is in no network of bridge0"), ("10.0.1.10/24", 64, "10.0.1.10 is in no network of bridge0"),
      ("fd01::10/64", 64, "fd01::10 is in no network of bridge0"), ("dhcp", 69, "no DHCP server is known on bridge0"),
    ]
    try world.expectNothingLeft {
      for (address, status, says) in refused {
        let run = try world.jailer(["create", "-t", "eb", "-a", address, "x"])
        #expect(run.status == status && run.output == "" && run.error.contains(says), "\(address.prefix(40)): \(run)")
        #expect(!run.error.contains("\u{1B}"))
      }
      let given: [([String], String)] = [
        (["-a", "10.0.0.10", "-g", "10.0.0.10"], "is the jail's own address"),
        (["-a", "10.0.0.10", "-g", "10.0.0.1,10.0.0.2"], "two gateways of one kind"),
        (["-a", "10.0.0.10", "-g", "fd00::1"], "is not a gateway for 10.0.0.10/24"),
        (["-a", "auto", "-g", "fd00::1"], "-g needs an address too"),
        (["-a", "auto", "-m", "24"], "-m needs an address"),
        (["-t", "new", "-b", "bridge0", "-a", "auto"], "type new can't use router advertisements"),
        (["-t", "new", "-b", "bridge0", "-a", "dhcp"], "type new can't use DHCP"),
        (["-t", "inherit", "-a", "auto"], "-a needs a network of its own"),
      ]
      for (arguments, says) in given {
        let type = arguments.contains("-t") ? [] : ["-t", "eb"]
        let run = try world.jailer(["create"] + type + arguments + ["x"])
        #expect(run.status == 64 && run.error.contains(says), "\(run)")
      }
      // Outside of the bridge's networks, with a gateway there: the router is somebody else's.
      let run = try world.jailer(["create", "-D", "-t", "eb", "-a", "10.0.1.10/24", "-g", "10.0.1.1", "x"])
      #expect(run.status == 0, "\(run)")
    }
  }
}
