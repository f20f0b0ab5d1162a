import Platform
import Testing
import Wire

@testable import Facts

/// The text is as ifconfig(8) of FreeBSD 14 prints it.
@Suite struct IfconfigTextTests {
  let text = """
    vtnet0: flags=1008863<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
    \toptions=80028<VLAN_MTU,JUMBO_MTU,LINKSTATE>
    \tether 52:88:80:9b:bb:00
    \tinet 192.168.64.2 netmask 0xffffff00 broadcast 192.168.64.255
    \tinet 192.168.64.15 netmask 0xffffffff broadcast 192.168.64.15
    \tinet6 fe80::5088:80ff:fe9b:bb00%vtnet0 prefixlen 64 scopeid 0x1
    \tinet6 2001:db8::2 prefixlen 64 autoconf pltime 604800 vltime 2592000
    \tgroups: wan
    \tmedia: Ethernet autoselect (10Gbase-T <full-duplex>)
    \tstatus: active
    \tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>
    lo0: flags=1008049<UP,LOOPBACK,RUNNING,MULTICAST,LOWER_UP> metric 0 mtu 16384
    \tinet 127.0.0.1 netmask 0xff000000
    \tinet6 ::1 prefixlen 128
    \tgroups: lo
    bridge0: flags=1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500
    \tether 58:9c:fc:10:ff:d6
    \tinet 10.0.0.1/24 broadcast 10.0.0.255
    \tid 00:00:00:00:00:00 priority 32768 hellotime 2 fwddelay 15
    \tmember: epair6a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
    \t        ifmaxaddr 0 port 7 priority 128 path cost 2000
    \tgroups: jails bridge
    \tnd6 options=9<PERFORMNUD,IFDISABLED>
    epair6a: flags=8842<BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1500
    \tdescription: vnet-db0 of jailer
    \tether 02:3b:aa:7b:8c:0a
    \tgroups: epair
    tun0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1420
    \tinet 10.9.0.1 --> 10.9.0.2 netmask 0xffffffff
    \tgroups: tun
    \tOpened by PID 812

    """

  @Test func interfaces() {
    let all = IfconfigText(text).interfaces
    #expect(all.map(\.name) == ["vtnet0", "lo0", "bridge0", "epair6a", "tun0"])
    #expect(all.map(\.kind) == ["", "lo", "bridge", "epair", "tun"])
    #expect(all.map(\.isUp) == [true, true, true, false, true])
    #expect(all.map(\.master) == [nil, nil, nil, "bridge0", nil])
    #expect(all.map(\.alias) == [nil, nil, nil, "vnet-db0 of jailer", nil])
    #expect(
      all.map { $0.addresses.map(\.text) } == [
        ["192.168.64.2/24", "192.168.64.15/32", "fe80::5088:80ff:fe9b:bb00/64", "2001:db8::2/64"],
        ["127.0.0.1/8", "::1/128"], ["10.0.0.1/24"], [], ["10.9.0.1/32"],
      ])
  }

  @Test func routes() {
    var all = IfconfigText(text).interfaces
    HostInterfaces.note(
      route: "   route to: default\ndestination: default\n       mask: default\n    gateway: 192.168.64.1\n"
        + "        fib: 0\n  interface: vtnet0\n      flags: <UP,GATEWAY,DONE,STATIC>\n", in: &all)
    HostInterfaces.note(
      route: "   route to: ::\ndestination: ::\n    gateway: fe80::1%vtnet0\n  interface: vtnet0\n", in: &all)
    HostInterfaces.note(route: "   route to: default\n    gateway: 10.9.0.2\n  interface: tun7\n", in: &all)
    #expect(all.map { $0.gateways.map(\.text) } == [["192.168.64.1", "fe80::1"], [], [], [], []])
  }

  /// Not the host's own, no jail's, nobody who didn't answer.
  @Test func neighbours() {
    var all = IfconfigText(text).interfaces
    HostInterfaces.note(
      arp: """
        ? (192.168.64.1) at 52:54:00:aa:bb:cc on vtnet0 expires in 1142 seconds [ethernet]
        ? (192.168.64.2) at 52:88:80:9b:bb:00 on vtnet0 permanent [ethernet]
        ? (192.168.64.9) at (incomplete) on vtnet0 expired [ethernet]
        ? (10.0.0.10) at 58:9c:fc:10:20:30 on bridge0 expires in 900 seconds [bridge]
        ? (10.0.0.11) at 52:54:00:aa:bb:cd on bridge0 permanent [bridge]
        ? (10.0.0.12) at 52:54:00:aa:bb:ce on bridge9 permanent [bridge]
        ? (x) at 52:54:00:aa:bb:cf on bridge0 permanent [bridge]
        arp: rubbish

        """, in: &all)
    #expect(all.map { $0.neighbours.map(\.text) } == [["192.168.64.1"], [], ["10.0.0.11"], [], []])
  }

  /// What isn't understood is left out.
  @Test func otherText() {
    let text = """
      \tinet 10.0.0.1 netmask 0xffffff00
      em0: flags=8802 metric 0 mtu 1500
      a/b: flags=8843<UP> metric 0
      \tinet 10.0.0.2 netmask 0xffffff00
      em1: flags=8802 metric 0 mtu 1500
      \tinet
      \tinet 10.0.0.300 netmask 0xffffff00
      \tinet 10.0.0.3 netmask 0xff00ff00
      \tinet 10.0.0.4 netmask ffffff00
      \tinet6 fe80::zz%em0 prefixlen 64
      \tinet6 2001:db8::1 prefixlen 640
      \tmember:
      \tgroups:
      \tdescription: \u{1B}[31mred
      """
    let all = IfconfigText(text).interfaces
    #expect(all.map(\.name) == ["em0", "em1"])
    #expect(all[0].addresses.isEmpty)
    #expect(all[1].addresses.map(\.text) == ["10.0.0.3", "10.0.0.4"])
    #expect(!all[1].isUp && all[1].kind == "" && all[1].alias == "\\x1b[31mred")
    #expect(IfconfigText("").interfaces.isEmpty)
  }
}
