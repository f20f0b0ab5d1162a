import Platform
import Posix
import Testing
import Wire

@testable import Facts

@Suite struct OwnNetworkTests {
  let root: String
  init() throws {
    root = "/tmp/jailer-own.\(try Random.text(10))"
    try Files.makeDirectories("\(root)/etc")
    try Files.makeDirectories("\(root)/var/db")
  }

  func write(_ path: String, _ text: String) throws { try Files.write(text, to: "\(root)/\(path)") }

  func own(_ id: Int? = 6) -> [String?] {
    let own = OwnNetwork(root: root, id: id)
    return [own.address?.text, own.gateway?.text]
  }

  @Test func rcConf() throws {
    #expect(own() == [nil, nil])
    try write("etc/rc.conf", "ifconfig_epair6b=\"inet 10.0.0.10/24\"\ndefaultrouter=\"10.0.0.1\"\n")
    #expect(own() == ["10.0.0.10/24", "10.0.0.1"])
    #expect(own(7) == [nil, nil])
    #expect(own(nil) == ["10.0.0.10/24", "10.0.0.1"])
    try write("etc/rc.conf", "ifconfig_epair6b=\"inet 10.0.0.10 netmask 255.255.0.0 up\"\n")
    #expect(own() == ["10.0.0.10/16", nil])
    try write("etc/rc.conf", "ifconfig_epair6b=\"inet $(reboot)\"\ndefaultrouter=\"`reboot`\"\n")
    #expect(own() == [nil, nil])
    try Tree.remove(root)
  }

  @Test func dhcp() throws {
    try write("etc/rc.conf", "ifconfig_epair6b=\"SYNCDHCP\"\n")
    #expect(own() == [nil, nil])
    let lease = """
      lease {
        interface "epair6b";
        fixed-address 10.0.0.9;
        option subnet-mask 255.255.255.0;
        option routers 10.0.0.254;
      }
      lease {
        interface "epair6b";
        fixed-address 10.0.0.2;
        option subnet-mask 255.255.255.0;
        option routers 10.0.0.1,10.0.0.3;
        option domain-name-servers 10.0.0.1;
        renew 2 2026/7/14 10:00:00;
      }

      """
    try write("var/db/dhclient.leases.epair6b", lease)
    #expect(own() == ["10.0.0.2/24", "10.0.0.1"])
    try write("var/db/dhclient.leases.epair6b", lease + "lease {\n  fixed-address \u{1B}[31m;\n")
    #expect(own() == [nil, nil])
    try Tree.remove(root)
  }

  /// A jail can't have the host read what is outside of its root, nor hang it.
  @Test func linksOfTheJail() throws {
    let secret = "\(root).secret"
    try Files.write("ifconfig_epair6b=\"inet 10.66.0.1/24\"\n", to: secret)
    try Files.symlink(secret, at: "\(root)/etc/rc.conf")
    #expect(own() == [nil, nil])
    try Files.unlink("\(root)/etc/rc.conf")
    try write("etc/rc.conf", "ifconfig_epair6b=\"DHCP\"\n")
    try Files.symlink(secret, at: "\(root)/var/db/dhclient.leases.epair6b")
    #expect(own() == [nil, nil])
    try Files.unlink("\(root)/etc/rc.conf")
    try Files.makeDirectory("\(root)/etc/rc.conf")
    #expect(own() == [nil, nil])
    try Files.unlink(secret)
    try Tree.remove(root)
  }
}
