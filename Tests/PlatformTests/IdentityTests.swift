import Platform
import Testing
import Wire

@Suite struct IdentityTests {
  @Test func `a name of digits alone is passed over, and so is one that is taken`() throws {
    // The digits begin with eight ones at the place where names are drawn from.
    let first = try NewIdentity(Sample.machine()).name()
    #expect(Name.faultOfJail(first) == nil)
    #expect(first.contains { $0.isLetter })
    let second = try NewIdentity(Sample.machine(jails: [Sample.jail(first)])).name()
    #expect(second != first)
    let third = try NewIdentity(Sample.machine(jails: [Sample.jail(first)], claims: ["jail:\(second)"])).name()
    #expect(third != first && third != second)
  }

  @Test func `the smallest free id is taken: confs, interfaces and transactions count`() {
    var machine = Sample.machine(jails: [Sample.jail("a", id: 1), Sample.jail("b", id: 4)], claims: ["id:2"])
    machine.interfaces?.append(InterfaceFact(name: "epair3a", kind: "veth", isUp: true))
    #expect(NewIdentity(machine).id() == 5)
    #expect(NewIdentity(Sample.machine()).id() == 1)
  }

  @Test func `the hardware address is in FreeBSD's block`() {
    #expect(NewIdentity(Sample.machine()).hardwareAddress() == "58:9c:fc:a1:8a:3a")
  }
}
