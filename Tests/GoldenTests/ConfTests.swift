import JailConf
import Platform
import Testing
import Wire

/// The confs of new FreeBSD jails, whole, and what FreeBSD's grammar makes of them.
@Suite struct ConfTests {
  private func conf(_ network: JailNetwork, ruleset: Int? = nil, mounts: [String] = []) throws -> String {
    var host = try #require(FreeBSD().machine.host)
    host.dhcpRuleset = ruleset
    return try NewJail(
      name: "db0", id: 6, domain: "armbsd13", image: "13.1-RELEASE", network: network,
      hardwareAddress: "58:9c:fc:a1:8a:3a", path: "/usr/local/jails/db0", root: "dataset:zroot/jails/db0",
      mounts: mounts
    ).conf(on: host)
  }

  /// The jail as jail(8) reads it; it has nothing to complain of.
  private func parsed(_ text: String) throws -> Jail {
    let document = try JailConf.parse(Array(text.utf8), file: "db0.conf")
    #expect(document.jails.count == 1 && document.earlyEnds.isEmpty)
    let jail = try #require(document.jail(named: "db0"))
    #expect(jail.failures == [])
    #expect(jail.check() == [])
    return jail
  }

  private static func whole(_ variables: String, _ network: String) -> String {
    #"""
    # vim: set syntax=sh:
    db0 {
      $jailer_id      = "6";
    \#(variables)
      $domain         = "armbsd13";

    \#(network)
      mount.devfs;
      allow.raw_sockets;
      exec.clean;
      host.hostname   = "${name}.${domain}";
      path            = "/usr/local/jails/db0";
      exec.consolelog = "/var/log/jail/${name}.log";
      persist;
    }

    """#
  }

  private static let made = #"""
      $jailer_image   = "13.1-RELEASE";
      $jailer_root    = "dataset:zroot/jails/db0";
    """#

  private static let rc = #"""
      exec.start      = "/bin/sh /etc/rc";
      exec.stop       = "/bin/sh /etc/rc.shutdown jail";

    """#

  private static let epair = #"""
      exec.prestart   = "/sbin/ifconfig epair${jailer_id}b >/dev/null 2>&1 && /sbin/ifconfig epair${jailer_id}a | /usr/bin/grep -qx '[[:blank:]]*description: vnet-${name}' && /sbin/ifconfig epair${jailer_id}a destroy || true";
      exec.prestart  += "/sbin/ifconfig epair${jailer_id} create up";
      exec.prestart  += "/sbin/ifconfig epair${jailer_id}a up descr vnet-${name}";
      exec.prestart  += "/sbin/ifconfig epair${jailer_id}b ether 58:9c:fc:a1:8a:3a";
      exec.prestart  += "/sbin/ifconfig ${bridge} addm epair${jailer_id}a up";

      exec.start      = "/sbin/ifconfig lo0 127.0.0.1 up";
      exec.start     += "/bin/sh /etc/rc";

      exec.stop       = "/bin/sh /etc/rc.shutdown jail";
      exec.poststop   = "/sbin/ifconfig epair${jailer_id}a destroy";

    """#

  @Test func inherit() throws {
    let text = try conf(.inherit)
    #expect(
      text
        == Self.whole(
          #"  $jailer_type    = "inherit";"# + "\n" + Self.made,
          "  ip4             = \"inherit\";\n  ip6             = \"inherit\";\n\n" + Self.rc))
    #expect(try parsed(text).string("ip6") == "inherit")
  }

  @Test(arguments: [
    ("192.168.64.15", "ip4", "ip6"), ("192.168.64.15/24", "ip4", "ip6"), ("2001:db8::15", "ip6", "ip4"),
  ])
  func `new names both families`(address: String, own: String, other: String) throws {
    let text = try conf(.new(interface: "vtnet0", addresses: [try #require(Address(address))], gateways: []))
    #expect(
      text
        == Self.whole(
          "  $jailer_type    = \"new\";\n" + Self.made
            + "\n  $jailer_address = \"\(address)\";\n  $bridge         = \"vtnet0\";",
          """
            interface       = "${bridge}";
            \(own)             = "new";
            \(own).addr        = "\(address)";
            \(other)             = "disable";


          """ + Self.rc))
    let jail = try parsed(text)
    #expect(jail.string("interface") == "vtnet0" && jail.list("\(own).addr") == [address])
  }

  @Test(arguments: ["10.0.0.10/24", "2001:db8::10/64"])
  func `eb with an address`(address: String) throws {
    let gateway = Address(address)?.isV6 == true ? "2001:db8::1" : "10.0.0.1"
    let text = try conf(
      .eb(
        bridge: "bridge0", addresses: [try #require(Address(address))], gateways: [try #require(Address(gateway))],
        dynamic: []), ruleset: 11)
    #expect(
      text
        == Self.whole(
          "  $jailer_type    = \"eb\";\n" + Self.made
            + "\n  $jailer_address = \"\(address)\";\n  $jailer_gateway = \"\(gateway)\";\n  $bridge         = \"bridge0\";",
          "  vnet;\n  vnet.interface  = \"epair${jailer_id}b\";\n  devfs_ruleset   = 5;\n" + Self.epair))
    let jail = try parsed(text)
    #expect(jail.string("vnet.interface") == "epair6b")
    #expect(jail.parameter("ip4") == nil && jail.parameter("ip6") == nil)
    #expect(jail.list("exec.prestart")?.dropFirst().first == "/sbin/ifconfig epair6 create up")
    #expect(jail.list("exec.poststop") == ["/sbin/ifconfig epair6a destroy"])
  }

  @Test(arguments: [(nil, 5), (11, 11)])
  func `eb with DHCP takes a ruleset with bpf where there is one`(ruleset: Int?, taken: Int) throws {
    let text = try conf(.eb(bridge: "bridge0", addresses: [], gateways: [], dynamic: [.dhcp]), ruleset: ruleset)
    #expect(
      text
        == Self.whole(
          "  $jailer_type    = \"eb\";\n" + Self.made + "\n  $bridge         = \"bridge0\";",
          "  vnet;\n  vnet.interface  = \"epair${jailer_id}b\";\n"
            + "  devfs_ruleset   = \(taken);\n" + Self.epair))
    #expect(try parsed(text).integer("devfs_ruleset") == taken)
  }

  @Test func `a name, a path and a domain that mean something to the grammar stay what they are`() throws {
    var host = try #require(FreeBSD().machine.host)
    host.hostname = "a\"b$c\\d"
    let text = try NewJail(
      name: "a-b", id: 1, domain: "x\"$y\\#//z", image: "i", network: .inherit, hardwareAddress: "", path: "/a b;{}#",
      root: "dataset:a/b", mounts: ["/x\t/y nullfs rw 0 0"]
    ).conf(on: host)
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "x").jail(named: "a-b"))
    #expect(jail.string("path") == "/a b;{}#" && jail.string("host.hostname") == "a-b.x\"$y\\#//z")
    #expect(jail.list("mount") == ["/x\t/y nullfs rw 0 0"] && jail.check() == [])
  }
}
