import Foundation
import TestSupport
import Testing

/// What a plan does to the world, and that nothing of it is left behind.
@Suite struct LifeTests {
  @Test(arguments: ["13.2-RELEASE", "14.3-RELEASE", "15.0-RELEASE"])
  func `an eb jail has an epair with its address, and nothing is left of it`(release: String) throws {
    let freeBSD = try FreeBSD.ready(release)
    // On 13 sysrc leaves `jail_list=""`.
    try freeBSD.expectNothingLeft(allowing: release.hasPrefix("13") ? ["file /etc/rc.conf "] : []) {
      try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
      let state = try freeBSD.state()
      let jail = try #require(state.jail("db0"))
      #expect(jail.parameters.vnet == "new" && jail.parameters.path == "/usr/local/jails/db0")
      #expect(state.interface("bridge0")?.members == ["epair1a"])
      #expect(state.interface("epair1a")?.up == true && state.interface("epair1a")?.descr == "vnet-db0")
      let inner = try #require(state.interface("epair1b", of: jail))
      #expect(inner.up && inner.inet.map(\.text) == ["10.0.0.10/24"])
      #expect(inner.ether?.hasPrefix("58:9c:fc:") == true)
      #expect(state.routes["\(jail.jid)"] == ["default": "10.0.0.1"])
      #expect(state.interface("lo0", of: jail)?.inet.map(\.text) == ["127.0.0.1/8"])
      #expect(
        try freeBSD.zfs(["list", "-H", "-o", "mountpoint", "zroot/jails/db0"]).output == "/usr/local/jails/db0\n")
      #expect(freeBSD.read("/usr/local/jails/db0/etc/resolv.conf") == "nameserver 192.168.64.1\n")
      #expect(freeBSD.read("/var/log/jail/db0.log")?.contains("/bin/sh /etc/rc\n") == true)
      // Ruleset 5 is there and hides the host's devices.
      #expect(!freeBSD.log.contains { $0.contains("every device is visible") })
      #expect(try freeBSD.jailer(["-y", "destroy", "db0"]).status == 0)
    }
  }

  @Test func `each type of jail goes as it came`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.addDHCP()
    for arguments in [[], ["-t", "new", "-b", "vtnet0", "-a", "192.168.64.15"], ["-t", "eb"]] {
      // The server keeps what it has given away in mind.
      try freeBSD.expectNothingLeft(allowing: ["file /var/db/dhcpd.leases "]) {
        let created = try freeBSD.jailer(["create"] + arguments + ["db0"])
        #expect(created.output == "Creating db0: Done!\n", "\(created)")
        #expect(try freeBSD.state().jails.map(\.parameters.name) == ["db0"])
        #expect(try freeBSD.jailer(["-y", "destroy", "db0"]).output == "Destroying db0: Done!\n")
      }
    }
  }

  @Test func `a lease is what list shows`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.addDHCP()
    try freeBSD.jailer(["create", "-t", "eb", "app0"]).orFail()
    let state = try freeBSD.state()
    let jail = try #require(state.jail("app0"))
    #expect(jail.parameters.ruleset == 100)
    #expect(state.interface("epair1b", of: jail)?.inet.map(\.text) == ["10.0.0.2/24"])
    #expect(!freeBSD.log.contains { $0.contains("every device is visible") })
  }

  @Test func `what is stopped stays, and starts as it was`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
    let before = try freeBSD.state().interface("epair1b", of: try freeBSD.state().jail("db0"))
    #expect(try freeBSD.jailer(["stop", "db0"]).status == 0)
    #expect(try freeBSD.state().interfaces().map(\.name) == ["vtnet0", "lo0", "bridge0"])
    #expect(try freeBSD.run(["sh", "-c", "grep -c /usr/local/jails/db0/dev /proc/self/mountinfo"]).output == "0\n")
    #expect(try freeBSD.jailer(["list"]).output.contains("db0   Stopped"))
    #expect(try freeBSD.jailer(["start", "db0"]).output == "Starting db0: Done!\n")
    var after = try freeBSD.state().interface("epair1b", of: try freeBSD.state().jail("db0"))
    after?.home = before?.home ?? 0
    #expect(after == before)
    #expect(try freeBSD.jailer(["restart", "db0"]).status == 0)
    #expect(try freeBSD.state().jails.count == 1)
  }

  @Test func `FreeBSD's own service starts and stops what jailer made`() throws {
    for release in ["13.2-RELEASE", "15.0-RELEASE"] {
      let freeBSD = try FreeBSD.ready(release)
      try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
      #expect(try freeBSD.run(["service", "jail", "stop", "db0"]).output == "Stopping jails: db0.\n")
      #expect(try freeBSD.state().interfaces().count == 3, "the epair went by the conf's own commands")
      // As at boot: no names.
      let run = try freeBSD.run(["service", "jail", "start"])
      #expect(try freeBSD.state().jail("db0") != nil, "\(release): \(run)")
      #expect(try freeBSD.jailer(["list"]).output.contains("db0   Active"))
    }
  }

  @Test func `exec and console enter the jail with flags that jexec has`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "www0"]).orFail()
    #expect(try freeBSD.jailer(["exec", "www0", "id"]).status == 0)
    #expect(freeBSD.log.contains("jail www0: ran id"), "\(freeBSD.log)")
    #expect(try freeBSD.jailer(["exec", "www0", "none"]).status == 1)
    let console = try freeBSD.terminal(["/usr/local/sbin/jailer", "console", "www0"])
    #expect(console.expect("[/bin/sh in www0]"), "\(console.shown)")
    #expect(console.finish().status == 0)
  }

  @Test func `a store in a folder, as on UFS`() throws {
    let freeBSD = try FreeBSD()
    try freeBSD.jailer(["init", "--store", "dir:/usr/local/jails", "-y"]).orFail()
    try freeBSD.addBridge()
    try freeBSD.sh("mkdir -p /tmp/root/bin /tmp/root/etc /tmp/root/dev /tmp/root/sbin /tmp/root/var/db").orFail()
    try freeBSD.sh("cd /tmp/root && touch bin/sh sbin/ifconfig etc/rc etc/rc.shutdown && tar -cf /tmp/base.tar .")
      .orFail()
    let imported = try freeBSD.jailer(["image", "import", "base", "/tmp/base.tar"])
    #expect(imported.status == 0, "\(imported)")
    try freeBSD.expectNothingLeft {
      let created = try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"])
      #expect(created.status == 0, "\(created)")
      #expect(freeBSD.exists("/usr/local/jails/db0/etc/rc"))
      let destroyed = try freeBSD.jailer(["-y", "destroy", "db0"])
      #expect(destroyed.status == 0, "\(destroyed)")
    }
  }

  @Test func `destroy -f removes a jail whose own shutdown fails`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
      try freeBSD.write("/usr/local/jails/db0/etc/rc.shutdown", "exit 1\n")
      let run = try freeBSD.jailer(["-y", "destroy", "db0"])
      #expect(run.status == 1 && run.output == "Destroying db0: Failed!\n", "\(run)")
      #expect(run.error.contains("/bin/sh /etc/rc.shutdown jail: failed"), "\(run)")
      #expect(try freeBSD.state().jail("db0") != nil)
      #expect(try freeBSD.jailer(["-y", "destroy", "-f", "db0"]).status == 0)
    }
  }
}
