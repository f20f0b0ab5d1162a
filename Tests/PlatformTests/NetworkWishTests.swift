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

  @Test func `a netmask is refused beside a prefix length, and when it has holes`() {
    let both = fault { () throws(Fault) in try eb("10.0.0.10/24", netmask: "255.255.255.0").settle(on: Sample.machine())
    }
    #expect(both?.field == "netmask")
    let holes = fault { () throws(Fault) in try eb("10.0.0.10", netmask: "255.0.255.0").settle(on: Sample.machine()) }
    #expect(holes?.message == "\"255.0.255.0\" is not a netmask")
  }
}
