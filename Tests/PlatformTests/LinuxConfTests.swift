import JailConf
import Platform
import Testing
import Wire

@Suite struct LinuxConfTests {
  private func conf(_ network: JailNetwork, mounts: [String] = [], tools: [String: String] = [:]) throws -> String {
    var host = Sample.host
    host.tools.merge(tools) { $1 }
    let jail = NewJail(
      name: "db0", id: 6, domain: "armbsd13", image: "bb", network: network, hardwareAddress: "58:9c:fc:a1:8a:3a",
      path: "/usr/local/jails/db0", root: "directory:/usr/local/jails/db0", mounts: mounts)
    return try jail.conf(on: host)
  }

  @Test func `an eb jail`() throws {
    let text = try conf(Sample.eb(["10.0.0.10/24"], ["10.0.0.1"]))
    #expect(
      text == #"""
        # vim: set syntax=sh:
        db0 {
          $jailer_id      = "6";
          $jailer_type    = "eb";
          $jailer_image   = "bb";
          $jailer_root    = "directory:/usr/local/jails/db0";
          $jailer_address = "10.0.0.10/24";
          $jailer_gateway = "10.0.0.1";
          $bridge         = "bridge0";
          $domain         = "armbsd13";

          vnet;
          exec.created    = "/sbin/ip link add epair${jailer_id}a up master ${bridge} type veth peer name epair${jailer_id}b address 58:9c:fc:a1:8a:3a netns ${name}";
          exec.created   += "printf '%s\\n' 'address add ${jailer_address} dev epair${jailer_id}b' 'link set epair${jailer_id}b up' 'route add default via ${jailer_gateway}' | /sbin/ip -n ${name} -batch -";
          exec.poststop   = "/sbin/ip link delete epair${jailer_id}a";

          mount.devfs;
          mount.procfs;
          allow.raw_sockets;
          exec.clean;
          host.hostname   = "${name}.${domain}";
          path            = "/usr/local/jails/db0";
          exec.consolelog = "/var/log/jail/${name}.log";
          persist;
        }

        """#)
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "db0.conf").jail(named: "db0"))
    #expect(jail.failures.isEmpty)
    #expect(
      jail.list("exec.created")?.first
        == "/sbin/ip link add epair6a up master bridge0 type veth peer name epair6b address 58:9c:fc:a1:8a:3a netns db0"
    )
    #expect(jail.string("host.hostname") == "db0.armbsd13")
  }

  @Test func `a new jail names its interface as outside`() throws {
    let address = try #require(Address("192.168.64.15/24"))
    let text = try conf(.new(interface: "vtnet0", addresses: [address], gateways: []))
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "db0.conf").jail(named: "db0"))
    #expect(
      jail.list("exec.created") == [
        "/sbin/ip link add link vtnet0 name vtnet0 address 58:9c:fc:a1:8a:3a netns db0 type macvlan mode bridge",
        "printf '%s\\n' 'address add 192.168.64.15/24 dev vtnet0' 'link set vtnet0 up' | /sbin/ip -n db0 -batch -",
      ])
    #expect(jail.list("exec.poststop") == [])
  }

  /// What a jail's own stack is given, in order: addresses, link, routes.
  private func inside(_ network: JailNetwork) throws -> [String] {
    let text = try conf(network, tools: ["jdhcp": "/usr/local/sbin/jdhcp"])
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "db0.conf").jail(named: "db0"))
    #expect(jail.failures.isEmpty)
    return (jail.list("exec.created") ?? []).dropFirst().flatMap { line in
      line.hasPrefix("printf")
        ? line.split(separator: "'").map(String.init).filter { $0.contains("epair") || $0.contains("route") } : [line]
    }
  }

  @Test func `both families, DHCP and router advertisements`() throws {
    #expect(
      try inside(Sample.eb(["10.0.0.10/24", "fd00::10/64"], ["10.0.0.1", "fd00::1"])) == [
        "address add 10.0.0.10/24 dev epair6b", "address add fd00::10/64 dev epair6b nodad", "link set epair6b up",
        "route add default via 10.0.0.1", "route add default via fd00::1",
      ])
    #expect(try inside(Sample.eb(dynamic: [.auto])) == ["link set epair6b addrgenmode eui64", "link set epair6b up"])
    #expect(
      try inside(Sample.eb(["fd00::10/64"], ["fd00::1"], dynamic: [.dhcp])) == [
        "address add fd00::10/64 dev epair6b nodad", "link set epair6b up", "route add default via fd00::1",
        "/usr/local/sbin/jdhcp db0 epair6b",
      ])
    let text = try conf(Sample.eb(["10.0.0.10/24", "fd00::10/64"], ["10.0.0.1", "fd00::1"]))
    #expect(
      text.contains(
        """
          $jailer_address  = "10.0.0.10/24";
          $jailer_address6 = "fd00::10/64";
          $jailer_gateway  = "10.0.0.1";
          $jailer_gateway6 = "fd00::1";

        """), "\(text)")
    #expect(fault { () throws(Fault) in try conf(orFault: Sample.eb(dynamic: [.dhcp])) }?.code == .unavailable)
  }

  private func conf(orFault network: JailNetwork) throws(Fault) -> String {
    try NewJail(
      name: "db0", id: 6, domain: "x", image: "bb", network: network, hardwareAddress: "", path: "/j", root: "x",
      mounts: []
    ).conf(on: Sample.host)
  }

  @Test func `the client is told of a scratch root`() throws {
    var host = Sample.host
    host.paths = Paths(root: "/mnt/it's here", system: .linux)
    host.tools["jdhcp"] = "/x/jdhcp"
    let text = try NewJail(
      name: "db0", id: 6, domain: "x", image: "bb", network: Sample.eb(dynamic: [.dhcp]), hardwareAddress: "",
      path: "/j", root: "x", mounts: []
    ).conf(on: host)
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "db0.conf").jail(named: "db0"))
    #expect(jail.variable("jailer_address") == "dhcp")
    #expect(jail.list("exec.created")?.last == #"/x/jdhcp --root '/mnt/it'\''s here' db0 epair6b"#)
  }

  @Test func `inherit opens both families, and no more`() throws {
    let text = try conf(
      .inherit, mounts: ["overlay /usr/local/jails/db0 overlay lowerdir=/a,upperdir=/b,workdir=/c 0 0"])
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "db0.conf").jail(named: "db0"))
    #expect(jail.string("ip4") == "inherit" && jail.string("ip6") == "inherit")
    #expect(jail.parameter("vnet") == nil)
    #expect(jail.list("mount")?.count == 1)
  }
}
