import JailConf
import Platform
import Testing
import Wire

@Suite struct EpairGuardTests {
  private func text(_ addresses: [String], _ dynamic: [JailNetwork.Dynamic] = []) -> String {
    EpairGuard(
      interface: "epair6a", ether: "58:9c:fc:a1:8a:3a", addresses: addresses.compactMap(Address.init), dynamic: dynamic
    ).text
  }

  private static func whole(_ rules: String) -> String {
    let rules = ["ether saddr != 58:9c:fc:a1:8a:3a drop"] + rules.split(separator: "\n").map(String.init)
    return """
      add table netdev jailer
      add chain netdev jailer epair6a { type filter hook ingress device epair6a priority 0; policy drop; }
      flush chain netdev jailer epair6a

      """ + rules.map { "add rule netdev jailer epair6a \($0)\n" }.joined()
  }

  @Test func `a jail sends from its own addresses only`() {
    #expect(
      text(["10.0.0.10/24", "fd00::10/64"])
        == Self.whole(
          """
          arp saddr ether 58:9c:fc:a1:8a:3a arp saddr ip { 0.0.0.0, 10.0.0.10 } accept
          udp sport { 67, 547 } drop
          icmp type redirect drop
          ip saddr 10.0.0.10 accept
          icmpv6 type { nd-router-advert, nd-redirect } drop
          icmpv6 type nd-neighbor-advert @th,128,64 != 0x5a9cfcfffea18a3a @th,64,128 != { 0xfd000000000000000000000000000010 } drop
          ip6 saddr :: icmpv6 type nd-neighbor-solicit @th,128,64 != 0x5a9cfcfffea18a3a @th,64,128 != { 0xfd000000000000000000000000000010 } drop
          ip6 saddr & ::ffff:ffff:ffff:ffff == ::5a9c:fcff:fea1:8a3a accept
          ip6 saddr { ::, fd00::10 } accept
          """))
  }

  @Test func `one that asks for its addresses may ask`() {
    #expect(
      text([], [.dhcp, .auto])
        == Self.whole(
          """
          arp saddr ether 58:9c:fc:a1:8a:3a arp saddr ip { 0.0.0.0 } accept
          udp sport { 67, 547 } drop
          icmp type redirect drop
          ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept
          icmpv6 type { nd-router-advert, nd-redirect } drop
          icmpv6 type nd-neighbor-advert @th,128,64 != 0x5a9cfcfffea18a3a drop
          ip6 saddr :: icmpv6 type nd-neighbor-solicit @th,128,64 != 0x5a9cfcfffea18a3a drop
          ip6 saddr & ::ffff:ffff:ffff:ffff == ::5a9c:fcff:fea1:8a3a accept
          ip6 saddr { :: } accept
          """))
    // A lease, as the client gives it.
    #expect(
      text(["10.0.0.10"], [.dhcp]).contains(
        " ip saddr 0.0.0.0 udp sport 68 udp dport 67 accept\nadd rule netdev jailer epair6a ip saddr 10.0.0.10 accept\n"
      ))
  }

  @Test func `without IPv4 there is no ARP`() {
    #expect(!text(["fd00::10/64"]).contains("arp") && !text(["fd00::10/64"]).contains("ip saddr"))
  }

  private func jail(_ name: String, id: Int, _ ether: String, _ addresses: [String]) -> NewJail {
    NewJail(
      name: name, id: id, domain: "lan", image: "bb", network: Sample.eb(addresses, dynamic: []),
      hardwareAddress: ether, path: "/j/\(name)", root: "directory:/j/\(name)", mounts: [])
  }

  @Test func `the conf has it behind the epair, and takes it away after it`() throws {
    var host = Sample.host
    host.tools["nft"] = "/usr/sbin/nft"
    host.tools["jguard"] = "/usr/local/sbin/jguard"
    let old = jail("app0", id: 6, "58:9c:fc:a1:8a:3a", ["10.0.0.10/24", "fd00::10/64"])
    let text = try old.conf(on: host)
    let read = try #require(try JailConf.parse(Array(text.utf8), file: "app0.conf").jail(named: "app0"))
    let created = try #require(read.list("exec.created"))
    #expect(
      created.last
        == "/usr/local/sbin/jguard epair6a 58:9c:fc:a1:8a:3a 10.0.0.10/24 fd00::10/64 & printf '%s\\n' 'address add 10.0.0.10/24 dev epair6b' 'address add fd00::10/64 dev epair6b nodad' 'link set epair6b up' | /sbin/ip -n app0 -batch - && wait $!"
    )
    #expect(created.count == 2)
    #expect(
      read.list("exec.poststop") == [
        "/usr/local/sbin/jguard -d epair6a & /sbin/ip link delete epair6a && wait $!"
      ])
    // A clone's is that of a jail which is made so.
    let new = jail("app1", id: 7, "58:9c:fc:01:02:03", ["10.0.0.11/24", "fd00::11/64"])
    let cloned = try new.conf(cloning: text, of: "app0", on: .linux, [("/j/app0", "/j/app1")])
    #expect(cloned == (try new.conf(on: host)))
  }

  @Test func `the words that jguard is told say the same`() {
    let words = ["58:9c:fc:a1:8a:3a", "10.0.0.10/24", "auto", "fd00::10/64"]
    #expect(EpairGuard(interface: "epair6a", words: words)?.text == text(["10.0.0.10", "fd00::10"], [.auto]))
    for wrong in [
      [], ["58:9c:fc:a1:8a"], ["58:9c:fc:a1:8a:zz"], ["58:9c:fc:a1:8a:3a", "10.0.0"], ["58:9c:fc:a1:8a:3a", ""],
    ] {
      #expect(EpairGuard(interface: "epair6a", words: wrong) == nil, "\(wrong)")
    }
  }
}
