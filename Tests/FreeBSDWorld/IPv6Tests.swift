import Foundation
import TestSupport
import Testing

/// Jails with an IPv6 address.
@Suite struct IPv6Tests {
  /// With 2001:db8::1/64 on bridge0 and 2001:db8:1::2/64 on vtnet0.
  private static func ready(_ release: String = "14.3-RELEASE") throws -> FreeBSD {
    let freeBSD = try FreeBSD.ready(release)
    try freeBSD.sh("ifconfig bridge0 inet6 2001:db8::1/64 && ifconfig vtnet0 inet6 2001:db8:1::2/64").orFail()
    return freeBSD
  }

  private static let form = ": an IPv4 or IPv6 address is expected, with or without /PREFIX, or dhcp, or auto\n"

  private static func info(_ jail: String, _ freeBSD: FreeBSD) throws -> [String: String] {
    try #require(try freeBSD.jailer(["info", "-j", jail]).json() as? [String: String])
  }

  @Test(arguments: ["13.4-RELEASE", "14.3-RELEASE", "15.0-RELEASE"])
  func `an eb jail has it on its epair, and its own route`(release: String) throws {
    let freeBSD = try Self.ready(release)
    // There the list of the jails to start is in rc.conf.
    try freeBSD.expectNothingLeft(allowing: release.hasPrefix("13") ? ["file /etc/rc.conf "] : []) {
      let created = try freeBSD.jailer(["create", "-t", "eb", "-a", "2001:DB8:0::10", "db0"])
      #expect(created.output == "Creating db0: Done!\n" && created.status == 0, "\(created)")
      let state = try freeBSD.state()
      let jail = try #require(state.jail("db0"))
      let inner = try #require(state.interface("epair1b", of: jail))
      #expect(inner.inet6.map(\.text) == ["2001:db8::10/64"] && inner.inet.isEmpty && inner.up)
      #expect(state.routes["\(jail.jid)"] == ["default6": "2001:db8::1"])
      #expect(state.interface("bridge0")?.members == ["epair1a"])
      let conf = try #require(freeBSD.read("/etc/jail.conf.d/db0.conf"))
      for line in [#"$jailer_address = "2001:db8::10/64";"#, #"$jailer_gateway = "2001:db8::1";"#, "vnet;"] {
        #expect(conf.contains("\n  \(line)\n"), "\(line) in \(conf)")
      }
      #expect(!conf.contains("ip6") && !conf.contains("ip4"), "the kernel refuses both in a vnet jail")
      let rc = try #require(freeBSD.read("/usr/local/jails/db0/etc/rc.conf"))
      let network = "ifconfig_epair1b_ipv6=\"inet6 2001:db8::10/64\"\nipv6_defaultrouter=\"2001:db8::1\"\n"
      #expect(rc.hasPrefix(network) && !rc.contains("ifconfig_epair1b=") && !rc.contains("\ndefaultrouter"), "\(rc)")
      // The column is IPv4's, as in the original; `info` has both.
      #expect(
        try freeBSD.jailer(["list"]).output == """
          NAME  STATE   JID  HOSTNAME      IPv4  GW
          db0   Active  1    db0.armbsd13  -     2001:db8::1

          """)
      let info = try Self.info("db0", freeBSD)
      #expect(info["ipv6"] == "2001:db8::10/64" && info["gateway"] == "2001:db8::1" && info["ipv4"] == nil, "\(info)")
      if release != "13.4-RELEASE" {
        let shown = try freeBSD.run(["ifconfig", "-j", "db0", "epair1b", "inet6"])
        #expect(shown.output.contains("\tinet6 2001:db8::10 prefixlen 64\n"), "\(shown)")
      }
      try freeBSD.jailer(["-y", "destroy", "db0"]).orFail()
    }
  }

  @Test func `an eb jail has one of each family, and a route for each`() throws {
    let freeBSD = try Self.ready()
    try freeBSD.expectNothingLeft {
      try freeBSD.jailer(["create", "-t", "eb", "-a", "2001:db8::10,10.0.0.10", "db0"]).orFail()
      let state = try freeBSD.state()
      let jail = try #require(state.jail("db0"))
      let inner = try #require(state.interface("epair1b", of: jail))
      #expect(inner.inet.map(\.text) == ["10.0.0.10/24"] && inner.inet6.map(\.text) == ["2001:db8::10/64"])
      #expect(state.routes["\(jail.jid)"] == ["default": "10.0.0.1", "default6": "2001:db8::1"])
      let info = try Self.info("db0", freeBSD)
      #expect(info["ipv4"] == "10.0.0.10/24" && info["ipv6"] == "2001:db8::10/64" && info["gateway"] == "10.0.0.1")
      #expect(info["gateway6"] == "2001:db8::1")
      try freeBSD.jailer(["stop", "db0"]).orFail()
      for address in ["10.0.0.10", "2001:db8::10", "10.0.0.11,2001:db8::10"] {
        let taken = try freeBSD.jailer(["create", "-t", "eb", "-a", address, "web0"])
        #expect(taken.status == 73 && taken.error.contains("by the jail db0"), "\(taken)")
      }
      try freeBSD.jailer(["clone", "-a", "10.0.0.11,2001:db8::11", "db0", "db1"]).orFail()
      let again = try freeBSD.state()
      let second = try #require(again.interface("epair2b", of: again.jail("db1")))
      #expect(second.inet.map(\.text) == ["10.0.0.11/24"] && second.inet6.map(\.text) == ["2001:db8::11/64"])
      for name in ["db1", "db0"] { try freeBSD.jailer(["-y", "destroy", name]).orFail() }
    }
  }

  @Test func `router advertisements beside an address, and DHCP beside one of IPv6`() throws {
    let freeBSD = try Self.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10,auto", "db0"]).orFail()
    let rc = try #require(freeBSD.read("/usr/local/jails/db0/etc/rc.conf"))
    #expect(
      rc.hasPrefix(
        "ifconfig_epair1b=\"inet 10.0.0.10/24\"\nifconfig_epair1b_ipv6=\"inet6 accept_rtadv\"\ndefaultrouter="), "\(rc)"
    )
    #expect(try freeBSD.run(["ifconfig", "-j", "db0", "epair1b"]).output.contains("ACCEPT_RTADV"))
    #expect(freeBSD.read("/etc/jail.conf.d/db0.conf")?.contains("$jailer_address6 = \"auto\";\n") == true)
    try freeBSD.addDHCP()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "dhcp,2001:db8::11", "db1"]).orFail()
    let state = try freeBSD.state()
    let inner = try #require(state.interface("epair2b", of: state.jail("db1")))
    #expect(inner.inet.count == 1 && inner.inet6.map(\.text) == ["2001:db8::11/64"], "\(inner)")
    let listed = try freeBSD.jailer(["list"]).output
    #expect(listed.contains(try #require(inner.inet.first?.text)), "\(listed)")
    for type in ["new", "inherit"] {
      let refused = try freeBSD.jailer(
        ["create", "-t", type] + (type == "new" ? ["-b", "vtnet0"] : []) + ["-a", "auto"])
      #expect(refused.status == 64, "\(refused)")
    }
  }

  @Test func `a jail of the type new has one of each family`() throws {
    let freeBSD = try Self.ready()
    try freeBSD.expectNothingLeft {
      try freeBSD.jailer(["create", "-t", "new", "-b", "vtnet0", "-a", "192.168.64.15,2001:db8:1::15", "www0"]).orFail()
      let printed = try freeBSD.run(["jls", "--libxo", "json", "name", "ip4.addr", "ip6.addr"]).output
      #expect(printed.contains(#""ip4.addr": ["192.168.64.15"], "ip6.addr": ["2001:db8:1::15"]"#), "\(printed)")
      try freeBSD.jailer(["-y", "destroy", "www0"]).orFail()
    }
  }

  @Test func `another host's address is not given away`() throws {
    let freeBSD = try Self.ready()
    try freeBSD.run(["arp", "-s", "192.168.64.3", "52:54:00:12:34:56"]).orFail()
    try freeBSD.run(["arp", "-s", "192.168.64.4", "incomplete"]).orFail()
    try freeBSD.jailer(["create", "-t", "new", "-b", "vtnet0", "www0"]).orFail()
    #expect(try Self.info("www0", freeBSD)["ipv4"] == "192.168.64.4")
    let refused = try freeBSD.jailer(["create", "-t", "new", "-b", "vtnet0", "-a", "192.168.64.3", "www1"])
    #expect(refused.status == 73, "\(refused)")
    #expect(
      refused.error == """
        jailer: the address 192.168.64.3 is in use: by another host on vtnet0
          choose another, or if that host is gone: arp -d 192.168.64.3

        """)
  }

  @Test func `a clone has another one, of the same family`() throws {
    let freeBSD = try Self.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "2001:db8::10", "db0"]).orFail()
    let other = try freeBSD.jailer(["clone", "-a", "10.0.0.11", "db0", "db1"])
    #expect(
      other.status == 64
        && other.error == """
          jailer: the network of db1 must be like that of db0: an address of the same family, and a gateway if that has one
            jailer snap db0, and jailer create -s with another network

          """,
      "\(other)")
    let cloned = try freeBSD.jailer(["clone", "-a", "2001:db8::11", "db0", "db1"])
    #expect(cloned.status == 0, "\(cloned)")
    let state = try freeBSD.state()
    #expect(state.interface("epair2b", of: state.jail("db1"))?.inet6.map(\.text) == ["2001:db8::11/64"])
  }

  @Test func `a jail of the type new has it as an alias of the host's interface, and no IPv4`() throws {
    let freeBSD = try Self.ready()
    try freeBSD.expectNothingLeft {
      let created = try freeBSD.jailer(["create", "-t", "new", "-b", "vtnet0", "-a", "2001:db8:1::15", "www0"])
      #expect(created.status == 0, "\(created)")
      let own = try freeBSD.run(["ifconfig", "vtnet0", "inet6"]).output
      #expect(
        own.hasSuffix("\tinet6 2001:db8:1::2 prefixlen 64\n\tinet6 2001:db8:1::15 prefixlen 128\n"), "\(own)")
      let conf = try #require(freeBSD.read("/etc/jail.conf.d/www0.conf"))
      #expect(
        conf.contains(
          """
            interface       = "${bridge}";
            ip6             = "new";
            ip6.addr        = "2001:db8:1::15";
            ip4             = "disable";

          """), "\(conf)")
      let printed = try freeBSD.run(["jls", "--libxo", "json", "name", "ip4", "ip4.addr", "ip6.addr"]).output
      #expect(printed.contains(#""ip4": "disable", "ip4.addr": [], "ip6.addr": ["2001:db8:1::15"]"#), "\(printed)")
      let info = try Self.info("www0", freeBSD)
      #expect(info["ipv6"] == "2001:db8:1::15" && info["ipv4"] == nil && info["gateway"] == nil, "\(info)")
      try freeBSD.jailer(["stop", "www0"]).orFail()
      #expect(try freeBSD.run(["ifconfig", "vtnet0", "inet6"]).output.contains("::15") == false)
      try freeBSD.jailer(["start", "www0"]).orFail()
      try freeBSD.jailer(["-y", "destroy", "www0"]).orFail()
    }
  }

  @Test func `what can't be is refused by name`() throws {
    let freeBSD = try Self.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "2001:db8::10", "db0"]).orFail()
    let refused: [([String], String)] = [
      (["-a", "2001:db8:0:0::10"], "the address 2001:db8::10 is in use: by the jail db0\n  jailer list\n"),
      (["-a", "2001:db8::1"], "the address 2001:db8::1 is in use: by the host's bridge0\n  jailer list\n"),
      (
        ["-a", "2001:db8:2::5"],
        "2001:db8:2::5 is in no network of bridge0: its addresses are 10.0.0.1/24, 2001:db8::1/64\n"
          + "  give the prefix length too, like 2001:db8:2::5/64\n"
      ),
      (["-a", "2001:db8::/64"], "2001:db8:: is the network's own address\n  choose another of 2001:db8::/64\n"),
      (["-a", "ff02::1/64"], "ff02::1 is a multicast or reserved address\n  choose another of ff02::/64\n"),
      (["-a", "::/64"], ":: stands for no address\n  choose another of ::/64\n"),
      (["-a", "fe80::1%vtnet0"], "--address: \"fe80::1%vtnet0\" is not an address\(Self.form)"),
      (["-a", "2001:db8::11/129"], "--address: \"2001:db8::11/129\" is not an address\(Self.form)"),
      (
        ["-a", "2001:db8::11", "-m", "255.255.255.0"],
        "-m is for IPv4, and 2001:db8::11 is not\n  give the prefix length, like 2001:db8::11/64\n"
      ),
      (
        ["-a", "2001:db8::11", "-g", "10.0.0.1"],
        "\"10.0.0.1\" is not a gateway for 2001:db8::11/64\n  give a plain address\n"
      ),
      (
        ["-a", "2001:db8::11", "-g", "2001:db8:9::1"],
        "the gateway 2001:db8:9::1 is outside the jail's network 2001:db8::/64\n"
          + "  choose a gateway in it, or another prefix length\n"
      ),
    ]
    try freeBSD.expectNothingLeft {
      for (arguments, message) in refused {
        for dry in [[], ["-D"]] {
          let run = try freeBSD.jailer(["create"] + dry + ["-t", "eb"] + arguments + ["web0"])
          #expect(run.status != 0 && run.output == "" && run.error == "jailer: " + message, "\(run)")
        }
      }
    }
  }
}
