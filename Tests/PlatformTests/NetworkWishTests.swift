import Platform
import Testing
import Wire

@Suite struct NetworkWishTests {
  private func eb(_ address: String?, gateway: String? = nil, netmask: String? = nil, bridge: String? = nil)
    -> NetworkWish
  {
    NetworkWish(
      type: "eb", bridge: bridge, addresses: [address].compactMap(\.self), gateways: [gateway].compactMap(\.self),
      netmask: netmask)
  }

  private func settled(_ wish: NetworkWish, on machine: Machine = Sample.machine()) throws -> String {
    let network = try wish.settle(on: machine)
    func joined(_ texts: [String]) -> String { texts.isEmpty ? "-" : texts.joined(separator: ",") }
    return [
      network.type, network.bridge ?? "-", joined(network.addresses.map(\.text) + network.dynamic.map(\.rawValue)),
      joined(network.gateways.map(\.host)),
    ].joined(separator: " ")
  }

  @Test func `an eb jail takes netmask and gateway from its bridge`() throws {
    #expect(try settled(eb("10.0.0.10")) == "eb bridge0 10.0.0.10/24 10.0.0.1")
    #expect(try settled(eb("10.0.0.10/24")) == "eb bridge0 10.0.0.10/24 10.0.0.1")
    #expect(
      try settled(eb("10.0.0.30", gateway: "10.0.0.126", netmask: "255.255.255.128"))
        == "eb bridge0 10.0.0.30/25 10.0.0.126")
    #expect(try settled(eb("172.16.5.9/24", gateway: "172.16.5.1")) == "eb bridge0 172.16.5.9/24 172.16.5.1")
  }

  @Test func `a new jail takes the default route of its interface`() throws {
    let wish = NetworkWish(type: "new", bridge: "vtnet0", addresses: ["192.168.64.15"])
    #expect(try settled(wish) == "new vtnet0 192.168.64.15/24 192.168.64.1")
  }

  @Test func `inherit has nothing of its own`() throws {
    #expect(try settled(NetworkWish(type: "inherit")) == "inherit - - -")
    let refused = fault { () throws(Fault) in
      try NetworkWish(type: "inherit", addresses: ["10.0.0.10"]).settle(on: Sample.machine())
    }
    #expect(refused?.message == "-a needs a network of its own, and the type is inherit")
    #expect(refused?.code == .usage)
  }

  @Test(arguments: [
    ("10.0.0.0", "10.0.0.0 is the network's own address"),
    ("10.0.0.255", "10.0.0.255 is the network's broadcast address"),
    ("10.0.0.1", "the address 10.0.0.1 is in use"), ("10.0.0.5", "the address 10.0.0.5 is in use"),
    ("10.0.0.6", "the address 10.0.0.6 is in use"), ("10.0.1.1", "10.0.1.1 is in no network of bridge0"),
    ("224.0.0.1/24", "224.0.0.1 is a multicast or reserved address"), ("0.0.0.0/8", "0.0.0.0 stands for no address"),
    ("010.0.0.9", "\"010.0.0.9\" is not an address"), ("fe80::1%eth0", "\"fe80::1%eth0\" is not an address"),
  ])
  func `an address that can't be had is refused`(address: String, message: String) {
    let machine = Sample.machine(jails: [Sample.jail("db0", address: "10.0.0.5/24")], claims: ["address:10.0.0.6"])
    let refused = fault { () throws(Fault) in try eb(address).settle(on: machine) }
    #expect(refused?.message == message)
    #expect(refused?.field == "address")
  }

  @Test func `a gateway must be in the jail's network and not the jail itself`() {
    let outside = fault { () throws(Fault) in try eb("10.0.0.10", gateway: "10.0.1.1").settle(on: Sample.machine()) }
    #expect(outside?.message == "the gateway 10.0.1.1 is outside the jail's network 10.0.0.0/24")
    let itself = fault { () throws(Fault) in try eb("10.0.0.10", gateway: "10.0.0.10").settle(on: Sample.machine()) }
    #expect(itself?.message == "the gateway 10.0.0.10 is the jail's own address")
  }

  @Test func `the interface must be there, and a bridge for eb`() {
    let missing = fault { () throws(Fault) in try eb("10.0.0.10", bridge: "bridge9").settle(on: Sample.machine()) }
    #expect(missing?.code == .notFound)
    #expect(missing?.message == "there is no interface bridge9")
    #expect(missing?.hint == "interfaces are bridge0, vtnet0")
    let other = fault { () throws(Fault) in try eb("10.0.0.10", bridge: "vtnet0").settle(on: Sample.machine()) }
    #expect(other?.message == "vtnet0 is not a bridge")
    let none = fault { () throws(Fault) in
      try NetworkWish(type: "new", addresses: ["10.0.0.2"]).settle(on: Sample.machine())
    }
    #expect(none?.hint == "add -b INTERFACE")
  }

  @Test func `without a DHCP server an address must be given`() {
    for address in [nil, "dhcp", "DHCP"] {
      let refused = fault { () throws(Fault) in try eb(address).settle(on: Sample.machine()) }
      #expect(refused?.code == .unavailable)
      #expect(refused?.hint == "give the jail an address with -a")
    }
  }

  private static var both: Machine {
    var machine = Sample.machine()
    machine.interfaces?[1].addresses.append(contentsOf: ["fd00::1/64", "fe80::1/64"].compactMap(Address.init))
    return machine
  }

  private func wish(
    _ addresses: [String], _ gateways: [String] = [], type: String = "eb", netmask: String? = nil,
    on machine: Machine = both
  ) -> String {
    do {
      return try settled(
        NetworkWish(
          type: type, bridge: type == "new" ? "vtnet0" : nil, addresses: addresses, gateways: gateways, netmask: netmask
        ), on: machine)
    } catch let fault as Fault { return fault.message } catch { return "\(error)" }
  }

  @Test func `one of IPv4 and one of IPv6, each with its gateway`() {
    let both = "eb bridge0 10.0.0.10/24,fd00::10/64 10.0.0.1,fd00::1"
    #expect(wish(["10.0.0.10", "fd00::10"]) == both)
    #expect(wish(["fd00::10", "10.0.0.10"]) == both)
    #expect(
      wish(["fd00::10", "10.0.0.10"], ["fd00::2", "10.0.0.2"]) == both.replacing("1,fd00::1", with: "2,fd00::2"))
    #expect(
      wish(["10.0.0.10", "fd00::10"], ["fd00::2"]) == both.replacing(" 10.0.0.1,fd00::1", with: " 10.0.0.1,fd00::2"))
    #expect(wish(["10.0.0.10", "fd00::10"], netmask: "255.255.0.0") == both.replacing("10/24", with: "10/16"))
    #expect(wish(["fd01::10/64", "10.0.0.10"], ["fd01::1"]) == "eb bridge0 10.0.0.10/24,fd01::10/64 10.0.0.1,fd01::1")
  }

  @Test func `what gives an address when the jail runs`() {
    var served = Self.both
    served.config?.text = "jailer_dhcp=\"bridge1 bridge0\"\n"
    #expect(wish([], on: served) == "eb bridge0 dhcp -")
    #expect(wish(["dhcp", "fd00::10"], on: served) == "eb bridge0 fd00::10/64,dhcp fd00::1")
    #expect(wish(["auto", "dhcp"], on: served) == "eb bridge0 auto,dhcp -")
    #expect(wish(["auto"]) == "eb bridge0 auto -")
    #expect(wish(["10.0.0.10", "auto"]) == "eb bridge0 10.0.0.10/24,auto 10.0.0.1")
    #expect(wish(["dhcp", "auto"]) == "no DHCP server is known on bridge0")
    #expect(wish(["auto"], ["fd00::1"]) == "-g needs an address too")
    #expect(wish([], netmask: "255.0.0.0", on: served) == "-m needs an address too")
    #expect(wish(["10.0.0.10", "auto"], ["fd00::1"]) == "\"fd00::1\" is not a gateway for 10.0.0.10/24")
    #expect(wish(["auto"], type: "inherit") == "-a needs a network of its own, and the type is inherit")
    #expect(wish(["auto"], type: "new") == "a jail of the type new can't use router advertisements")
    #expect(wish(["dhcp"], type: "new") == "a jail of the type new can't use DHCP")
  }

  @Test(arguments: [("", true), ("vlan", true), ("veth", false), ("tun", false)])
  func `a DHCP server may be behind a member that leads out of the machine`(kind: String, leads: Bool) {
    var machine = Self.both
    machine.interfaces?.append(InterfaceFact(name: "x0", kind: kind, isUp: true, master: "bridge0"))
    #expect(wish(["dhcp"], on: machine) == (leads ? "eb bridge0 dhcp -" : "no DHCP server is known on bridge0"))
  }

  @Test(arguments: [
    (["10.0.0.10", "10.0.0.11"], "two addresses of one kind: 10.0.0.10, 10.0.0.11"),
    (["dhcp", "10.0.0.11"], "two addresses of one kind: dhcp, 10.0.0.11"),
    (["auto", "fd00::10"], "two addresses of one kind: auto, fd00::10"),
    (["10.0.0.10", "fd00::1"], "the address fd00::1 is in use"), (["10.0.0.10", ""], "\"\" is not an address"),
    (["10.0.0.9"], "the address 10.0.0.9 is in use"), (["fd00::9"], "the address fd00::9 is in use"),
    (["fe80::10"], "fe80::10 is a link-local address"), (["fe81::10/64"], "fe81::10 is a link-local address"),
    (["169.254.1.5/16"], "169.254.1.5 is a link-local address"), (["127.0.0.2/8"], "127.0.0.2 is a loopback address"),
    (["::1"], "::1 is a loopback address"), (["ff02::5"], "ff02::5 is a multicast or reserved address"),
    (["::ffff:10.0.0.10/96"], "::ffff:10.0.0.10 is an IPv4 address in the form of IPv6"),
    (["172.16.5.9/24"], "172.16.5.9 is in no network of bridge0"),
    (["fd01::9/64"], "fd01::9 is in no network of bridge0"),
    (["10.0.0.254"], "10.0.0.254 is the gateway's own address"),
    (["fd00::%bridge0"], "\"fd00::%bridge0\" is not an address"),
  ])
  func `addresses that can't be had`(addresses: [String], message: String) {
    var machine = Self.both
    machine.interfaces?[1].neighbours = ["10.0.0.9", "fd00::9"].compactMap(Address.init)
    machine.interfaces?[1].gateways = ["10.0.0.254"].compactMap(Address.init)
    #expect(wish(addresses, on: machine).hasPrefix(message))
  }

  @Test func `who has an address is said, and what to do`() {
    var machine = Self.both
    machine.interfaces?[1].neighbours = ["10.0.0.9"].compactMap(Address.init)
    let refused = fault { () throws(Fault) in try eb("10.0.0.9").settle(on: machine) }
    #expect(refused?.code == .exists && refused?.cause == "by another host on bridge0")
    #expect(refused?.hint == "choose another, or if that host is gone: ip neighbour delete 10.0.0.9 dev bridge0")
    let two = fault { () throws(Fault) in
      try NetworkWish(type: "eb", addresses: ["10.0.0.10"], gateways: ["10.0.0.2", "10.0.0.3"]).settle(on: machine)
    }
    #expect(two?.message == "two gateways of one kind: 10.0.0.2, 10.0.0.3")
  }

  @Test func `a new jail without an address gets the first that is free`() {
    var machine = Self.both
    #expect(wish([], type: "new", on: machine) == "new vtnet0 192.168.64.3/24 192.168.64.1")
    machine.jails = [Sample.jail("a", address: "192.168.64.3/24")]
    machine.interfaces?[2].neighbours = ["192.168.64.4"].compactMap(Address.init)
    machine.claims = ["address:192.168.64.5"]
    #expect(wish([], ["192.168.64.6"], type: "new", on: machine) == "new vtnet0 192.168.64.7/24 192.168.64.6")
    machine.interfaces?[2].addresses = ["192.168.64.2/30"].compactMap(Address.init)
    #expect(wish([], type: "new", on: machine) == "no address is free on vtnet0")
    #expect(wish([], type: "new", netmask: "255.0.0.0", on: machine) == "-m needs an address too")
  }

  @Test func `a netmask is refused beside a prefix length, and when it has holes`() {
    let both = fault { () throws(Fault) in try eb("10.0.0.10/24", netmask: "255.255.255.0").settle(on: Sample.machine())
    }
    #expect(both?.field == "netmask")
    let holes = fault { () throws(Fault) in try eb("10.0.0.10", netmask: "255.0.255.0").settle(on: Sample.machine()) }
    #expect(holes?.message == "\"255.0.255.0\" is not a netmask")
  }
}
