import JailConf
import Platform
import Testing
import Wire

/// Jails in a VLAN of their bridge. Traffic can't be tried where the kernel has no CONFIG_BRIDGE_VLAN_FILTERING.
@Suite struct VLANTests {
  private func machine(filters: Bool = true, release: String? = nil) -> Machine {
    var machine = Sample.machine()
    machine.interfaces = machine.interfaces?.map { interface in
      var interface = interface
      interface.filtersVLANs = filters && interface.kind == "bridge"
      return interface
    }
    if let release {
      machine.host = HostFact(
        hostname: "h", release: release, paths: Paths(root: "", system: .freeBSD),
        tools: ["ifconfig": "/sbin/ifconfig"],
        random: Sample.host.random, now: 0, hasResolver: true)
    }
    return machine
  }

  private func wish(_ addresses: [String], _ vlan: Int = 10, gateway: String? = nil, netmask: String? = nil)
    -> NetworkWish
  {
    NetworkWish(
      type: "eb", addresses: addresses, gateways: [gateway].compactMap(\.self), netmask: netmask, vlan: vlan)
  }

  @Test func `nothing is taken from the addresses of the bridge`() throws {
    let plain = try wish(["10.0.0.10/24"]).settle(on: machine())
    #expect(plain == Sample.eb(["10.0.0.10/24"], vlan: 10))
    let elsewhere = try wish(["172.16.5.9"], gateway: "172.16.5.1", netmask: "255.255.255.0").settle(on: machine())
    #expect(elsewhere == Sample.eb(["172.16.5.9/24"], ["172.16.5.1"], vlan: 10))
    #expect(try wish(["172.16.5.9/24"], 4094).settle(on: machine()).vlan == 4094)
    // A server may be in the VLAN, and none is known on the bridge.
    #expect(try wish([]).settle(on: machine()) == Sample.eb(dynamic: [.dhcp], vlan: 10))
    let bare = fault { () throws(Fault) in try wish(["10.0.0.10"]).settle(on: machine()) }
    #expect(bare?.code == .usage && bare?.field == "address" && bare?.message == "10.0.0.10 needs its prefix length")
  }

  @Test(arguments: [0, 4095, -1]) func `a number that no VLAN has`(vlan: Int) {
    let refused = fault { () throws(Fault) in try wish(["10.0.0.10/24"], vlan).settle(on: machine()) }
    #expect(refused?.code == .usage && refused?.field == "vlan" && refused?.message == "\(vlan) is not a VLAN")
  }

  @Test(arguments: ["new", "inherit"]) func `other types have none`(type: String) {
    let refused = fault { () throws(Fault) in try NetworkWish(type: type, vlan: 10).settle(on: machine()) }
    #expect(refused?.code == .usage && refused?.field == "vlan")
  }

  @Test func `a bridge that can't`() throws {
    let linux = fault { () throws(Fault) in try wish(["10.0.0.10/24"]).settle(on: machine(filters: false)) }
    #expect(linux?.code == .unavailable && linux?.field == "vlan")
    #expect(linux?.hint == "ip link set bridge0 type bridge vlan_filtering 1")
    let old = fault { () throws(Fault) in
      try wish(["10.0.0.10/24"]).settle(on: machine(filters: false, release: "14.3-RELEASE"))
    }
    #expect(old?.code == .unavailable && old?.cause == "FreeBSD 15 and later have them")
    let new = try wish(["10.0.0.10/24"]).settle(on: machine(filters: false, release: "15.0-RELEASE"))
    #expect(new.vlan == 10)
  }

  private func conf(_ host: HostFact, vlan: Int?) throws(Fault) -> String {
    let jail = NewJail(
      name: "db0", id: 6, domain: "lan", image: "bb", network: Sample.eb(["10.0.0.10/24"], vlan: vlan),
      hardwareAddress: "58:9c:fc:a1:8a:3a", path: "/j/db0", root: "directory:/j/db0", mounts: [])
    return try jail.conf(on: host)
  }

  @Test func `the conf on Linux`() throws {
    var host = Sample.host
    let missing = fault { () throws(Fault) in try conf(host, vlan: 10) }
    #expect(missing?.message == "the program bridge is not installed")
    host.tools["bridge"] = "/sbin/bridge"
    let text = try conf(host, vlan: 10)
    #expect(text.contains("  $bridge         = \"bridge0\";\n  $jailer_vlan    = \"10\";\n  $domain"), "\(text)")
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "db0.conf").jail(named: "db0"))
    #expect(jail.failures.isEmpty)
    let created = jail.list("exec.created") ?? []
    #expect(
      created.dropFirst().first
        == "printf '%s\\n' 'vlan delete dev epair6a vid 1' 'vlan add dev epair6a vid 10 pvid untagged' | /sbin/bridge -batch -"
    )
    #expect(created.last?.contains("/sbin/ip -n db0 -batch -") == true && created.count == 3, "\(created)")
  }

  @Test func `the conf on FreeBSD`() throws {
    let host = try #require(machine(release: "15.0-RELEASE").host)
    let text = try conf(host, vlan: 10)
    let jail = try #require(try JailConf.parse(Array(text.utf8), file: "db0.conf").jail(named: "db0"))
    #expect(jail.list("exec.prestart")?.last == "/sbin/ifconfig bridge0 up addm epair6a untagged 10")
    #expect(try !conf(host, vlan: nil).contains("vlan"))
  }
}
