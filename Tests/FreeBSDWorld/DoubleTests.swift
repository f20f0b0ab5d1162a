import Foundation
import TestSupport
import Testing

/// The doubles themselves: what FreeBSD's programs refuse, they refuse.
@Suite struct DoubleTests {
  @Test func `a flag that is not in the manual page is refused with the usage`() throws {
    let freeBSD = try FreeBSD()
    for (command, status) in [
      (["jail", "-x"], 1), (["jls", "-x"], 1), (["jls", "--json"], 1), (["ifconfig", "-x"], 1),
      (["sysrc", "-z", "a=b"], 1),
      (["service", "-x"], 1), (["jexec", "-x"], 1), (["uname", "-x"], 1), (["freebsd-version", "-x"], 1),
      (["route", "-x"], 1), (["arp", "-x"], 1), (["netstat", "-x"], 1), (["sysctl", "-z", "a"], 1),
      (["kldstat", "-x"], 1),
      (["kldload", "-x"], 1), (["pfctl", "-y"], 1), (["devfs", "-x"], 1), (["fetch", "-x"], 1), (["sha256", "-y"], 1),
      (["cp", "--reflink=auto", "-a", "x", "y"], 64), (["zfs", "list", "-x"], 2), (["zfs", "frobnicate"], 2),
    ] {
      let run = try freeBSD.run(command)
      #expect(run.status == status, "\(run)")
      #expect(run.error.lowercased().contains("usage") && run.output == "", "\(run)")
    }
  }

  @Test func `what Linux has and FreeBSD has not isn't there`() throws {
    let freeBSD = try FreeBSD()
    for program in ["ip", "bridge", "nft", "crun", "systemctl", "curl"] {
      #expect(try freeBSD.run([program]).status == 127)
    }
  }

  @Test func `epairs come in twos and go in twos`() throws {
    let freeBSD = try FreeBSD()
    #expect(try freeBSD.run(["ifconfig", "epair", "create"]).output == "epair0a\n")
    #expect(try freeBSD.run(["ifconfig", "epair6", "create", "up"]).output == "epair6a\n")
    let again = try freeBSD.run(["ifconfig", "epair6", "create"])
    #expect(again.error == "ifconfig: SIOCIFCREATE2: File exists\n" && again.status == 1)
    #expect(try freeBSD.run(["ifconfig", "epair7a", "create"]).status == 1)
    #expect(try freeBSD.run(["ifconfig", "-g", "epair"]).output == "epair0a\nepair0b\nepair6a\nepair6b\n")
    try freeBSD.run(["ifconfig", "bridge0", "create"]).orFail()
    try freeBSD.run(["ifconfig", "bridge0", "inet", "10.0.0.1/24", "up"]).orFail()
    try freeBSD.run(["ifconfig", "bridge0", "addm", "epair6a", "up"]).orFail()
    #expect(try freeBSD.run(["ifconfig", "bridge0", "addm", "epair6a"]).error.contains("File exists"))
    let shown = try freeBSD.run(["ifconfig", "bridge0"]).output
    #expect(
      shown.hasPrefix("bridge0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1500\n"), "\(shown)")
    #expect(shown.contains("\n\tinet 10.0.0.1 netmask 0xffffff00 broadcast 10.0.0.255\n"), "\(shown)")
    #expect(shown.contains("\n\tmember: epair6a flags=143<"), "\(shown)")
    let plain = try freeBSD.run(["ifconfig", "-f", "inet:cidr", "bridge0"]).output
    #expect(plain.contains("\n\tinet 10.0.0.1/24 broadcast 10.0.0.255\n"), "\(plain)")
    try freeBSD.run(["ifconfig", "epair6b", "destroy"]).orFail()
    #expect(try freeBSD.run(["ifconfig", "epair6a"]).error == "ifconfig: interface epair6a does not exist\n")
    #expect(try freeBSD.state().interface("bridge0")?.members == [])
    #expect(try freeBSD.run(["ifconfig", "epair0a", "upp"]).error == "ifconfig: upp: bad value\n")
  }

  @Test func `ZFS is real`() throws {
    let freeBSD = try FreeBSD()
    try freeBSD.run(["zfs", "create", "-o", "mountpoint=/usr/local/jails", "zroot/jails"]).orFail()
    try freeBSD.write("/usr/local/jails/x", "x\n")
    #expect(
      try freeBSD.run(["zfs", "list", "-H", "-o", "name,mountpoint"]).output.contains("zroot/jails\t/usr/local/jails\n")
    )
    #expect(try freeBSD.run(["zfs", "snapshot", "zroot/jails@a"]).status == 0)
    #expect(try freeBSD.zfs(["list", "-H", "-t", "snapshot", "-o", "name"]).output == "zroot/jails@a\n")
  }
}
