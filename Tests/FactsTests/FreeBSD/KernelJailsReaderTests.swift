import Platform
import Posix
import Testing
import Wire

@testable import Facts

@Suite(.enabled(if: KernelDouble.library != nil, "needs cc"))
struct KernelJailsReaderTests {
  let ours = """
    $jailer_id = "6"; $jailer_address = "10.0.0.10/24"; $jailer_gateway = "10.0.0.1"; $jailer_type = "eb";
    $jailer_image = "14.2-RELEASE"; $bridge = "bridge0"; vnet; path = "/jails/db0"; host.hostname = "db0.example";
    """
  /// As the original Jailer writes them: parameters outside of the block.
  let originals = """
    # vim: set syntax=sh:
    exec.clean;
    app0 { $id = "3"; $bridge = "bridge0"; $domain = "example"; vnet; vnet.interface = "epair${id}b";
      host.hostname = "${name}.${domain}"; path = "/jails/app0"; persist; }
    """

  @Test func jails() throws {
    let double = try KernelDouble([
      "jid=3 name=app0 path=/jails/app0 host.hostname=app0.example vnet=1",
      "jid=7 name=db0 path=/jails/db0 host.hostname=renamed.example vnet=1",
      "jid=8 name=gone0 dying=1", "jid=9 name=www0 path=/jails/www0 ip4=1 ip4.addr=192.168.64.15",
      "jid=11 name=svcj-sshd path=/ ip4=2", "jid=12 name=broken0 vnet=1", "jid=13 name=poudriere.build vnet=1",
    ])
    try double.conf("db0", "db0 { \(ours) }")
    try double.conf("app0", originals)
    try double.conf(
      "www0",
      "www0 { $jailer_address = \"192.168.64.99/24\"; $jailer_gateway = \"192.168.64.1\"; ip4.addr = \"vtnet0|192.168.64.99\"; }"
    )
    try double.conf("off0", "off0 { \(ours) }")
    try double.conf("gone0", "gone0 { ip4 = inherit; }")
    try double.conf("broken0", "broken0 {")
    try double.conf("dhcp0", "dhcp0 { vnet; $jailer_address = \"DHCP\"; }")
    let jails = try double.facts()
    #expect(
      jails.map(\.name) == ["app0", "broken0", "db0", "dhcp0", "gone0", "off0", "poudriere.build", "svcj-sshd", "www0"])
    #expect(
      jails.map(\.state) == [.active, .broken, .active, .stopped, .stopped, .stopped, .unmanaged, .unmanaged, .active])
    #expect(jails.map(\.jid) == [3, 12, 7, nil, nil, nil, 13, 11, 9])
    #expect(jails.map(\.network) == ["eb", nil, "eb", "eb", "inherit", "eb", "eb", "inherit", "new"])

    let db0 = jails[2]
    #expect(db0.hostname == "renamed.example" && db0.addresses == ["10.0.0.10/24"] && db0.gateway == "10.0.0.1")
    #expect(
      db0.id == 6 && db0.bridge == "bridge0" && db0.image == "14.2-RELEASE" && db0.conf == double.paths.conf(of: "db0"))
    let app0 = jails[0]
    #expect(app0.id == 3 && app0.bridge == "bridge0" && app0.addresses == [] && app0.gateway == nil)
    // What the kernel has counts, not what the conf says.
    #expect(jails[8].addresses == ["192.168.64.15"] && jails[8].gateway == nil)
    #expect(jails[1].error?.hasPrefix("broken0.conf") == true)
    try double.remove()
  }

  /// Where the conf doesn't tell, the jail's own files do; where it does they are not looked at.
  @Test func addressesOfVnetJails() throws {
    let double = try KernelDouble()
    let lines = ["app0", "db0", "bare0"].enumerated().map {
      "jid=\($0.offset + 1) name=\($0.element) vnet=1 path=\(double.folder)/\($0.element)"
    }
    try double.write(lines)
    for name in ["app0", "db0"] {
      try Files.makeDirectories("\(double.folder)/\(name)/etc")
      let rc = "ifconfig_epair3b=\"inet 10.0.0.77/24\"\ndefaultrouter=\"10.0.0.254\"\n"
      try Files.write(rc, to: "\(double.folder)/\(name)/etc/rc.conf")
    }
    try double.conf("app0", originals)
    try double.conf("db0", "db0 { \(ours) }")
    let jails = try double.facts()
    #expect(jails.map(\.name) == ["app0", "bare0", "db0"])
    #expect(jails.map(\.addresses) == [["10.0.0.77/24"], [], ["10.0.0.10/24"]])
    #expect(jails.map(\.gateway) == ["10.0.0.254", nil, "10.0.0.1"])
    try double.remove()
  }

  /// What a jail that doesn't run has in its own rc.conf, it has when it starts. Of jailer's own the conf tells.
  @Test func addressesOfStoppedVnetJails() throws {
    let double = try KernelDouble()
    let rc = """
      ifconfig_lo0="inet 127.0.0.1/8"
      ifconfig_epair1b="inet 10.0.0.76/24"
      ifconfig_epair3b="inet 10.0.0.77 netmask 255.255.255.0 up"
      ifconfig_epair3b_ipv6="inet6 2001:db8::77 prefixlen 64"
      defaultrouter="10.0.0.254"

      """
    for (name, text) in [("app0", rc), ("db0", rc), ("dhcp0", "ifconfig_epair5b=\"SYNCDHCP\"\n")] {
      try Files.makeDirectories("\(double.folder)/\(name)/etc")
      try Files.write(text, to: "\(double.folder)/\(name)/etc/rc.conf")
    }
    for name in ["app0", "db0", "dhcp0", "gone0"] {
      let text = name == "db0" ? "db0 { \(ours) }" : originals.replacing("app0", with: name)
      try double.conf(name, text.replacing("/jails/", with: "\(double.folder)/"))
    }
    let jails = try double.facts()
    #expect(jails.map(\.name) == ["app0", "db0", "dhcp0", "gone0"])
    #expect(
      jails.map(\.addresses) == [["10.0.0.77/24", "2001:db8::77/64", "10.0.0.76/24"], ["10.0.0.10/24"], [], []])
    #expect(jails.map(\.gateway) == ["10.0.0.254", "10.0.0.1", nil, nil])
    try double.remove()
  }

  @Test func facts() throws {
    let double = try KernelDouble(["kern.osrelease=14.2-RELEASE-p1", "jid=7 name=db0 host.hostname=db0.example vnet=1"])
    try double.conf("db0", "db0 { \(ours) }")
    try double.conf("off0", "off0 { \(ours) }")
    let reader = FactsReader(paths: double.paths, tools: double.tools)
    let machine = try Machine(try reader.gather([.host, .jails, .overview]))
    #expect(machine.host?.release == "14.2-RELEASE-p1")
    let jails = try #require(machine.jails)
    #expect(jails.map(\.name) == ["db0", "off0"])
    #expect(machine.overview == jails.map(\.overview))
    #expect(try Machine(try reader.gather([.overview])).overview == jails.map(\.overview))
    try double.remove()
  }
}
