import Foundation
import TestSupport
import Testing

/// What the host's own programs know of jails: their networks, their devices, the list of those that start at boot.
@Suite struct HostFactsTests {
  @Test(arguments: ["13.2-RELEASE", "14.3-RELEASE"])
  func `info shows what the jail's network has now, where ifconfig can tell`(release: String) throws {
    let freeBSD = try FreeBSD.ready(release)
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
    // Its administrator gave it another address, of which no file tells.
    try freeBSD.sh("jexec db0 ifconfig epair1b inet 10.0.0.10 -alias && jexec db0 ifconfig epair1b inet 10.0.0.99/25")
      .orFail()
    let (ran, asked) = (freeBSD.log.count, release.hasPrefix("14"))
    try freeBSD.front("ifconfig", "echo \"$*\" >>/tmp/asked\nexec \"$REAL\" \"$@\"")
    let info = try freeBSD.jailer(["info", "db0"])
    #expect(info.output.contains(asked ? "10.0.0.99/25" : "10.0.0.10/24"), "\(info)")
    #expect(try freeBSD.jailer(["info", "-j", "db0"]).output.contains(asked ? "255.255.255.128" : "255.255.255.0"))
    let lines = { (freeBSD.read("/tmp/asked") ?? "").split(separator: "\n").map(String.init) }
    #expect(lines() == (asked ? ["-j 1 -a", "-j 1 -a"] : []))
    try freeBSD.jailer(["list"]).orFail()
    #expect(lines().count == (asked ? 2 : 0), "list asks nobody")
    #expect(freeBSD.log.count == ran, "none of the jail's own programs was run")
    // Where it fails, the files tell.
    try freeBSD.front("ifconfig", "echo 'ifconfig: jail_attach: Operation not permitted' >&2; exit 1")
    let failed = try freeBSD.jailer(["info", "db0"])
    #expect(failed.status == 0 && failed.output.contains("10.0.0.10/24"), "\(failed)")
  }

  @Test func `a jail sees no device of the host for want of a ruleset`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "www0"]).orFail()
    try freeBSD.jailer(["stop", "www0"]).orFail()
    try freeBSD.addDHCP()
    // Written, and not loaded yet.
    try freeBSD.front("devfs", "\"$REAL\" \"$@\" | grep -vx 100")
    try freeBSD.expectNothingLeft {
      let refused = try freeBSD.jailer(["create", "-t", "eb", "db0"])
      #expect(refused.status == 78, "\(refused)")
      #expect(
        refused.error == """
          jailer: the devfs ruleset 100 is not loaded: db0 would see all devices of the host
            service devfs restart

          """, "\(refused)")
    }
    try freeBSD.front("devfs", "exit 0")
    let started = try freeBSD.jailer(["start", "www0"])
    #expect(
      started.status == 0
        && started.output.contains("www0 sees all devices of the host: its devfs ruleset 4 is not loaded\n"),
      "\(started)")
    try freeBSD.front("devfs", "echo 'devfs: ioctl DEVFSIO_SGETNEXT: Operation not permitted' >&2; exit 1")
    #expect(try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).status == 0, "it can't be told")
  }

  @Test func `on FreeBSD 13 the jails of jail.conf start at boot as before`() throws {
    let freeBSD = try FreeBSD.ready("13.2-RELEASE")
    try freeBSD.sh("mkdir -p /srv/old").orFail()
    try freeBSD.write("/etc/jail.conf", "old { path = /srv/old; persist; ip4 = inherit; }\n")
    func boot() throws -> [String] {
      for jail in try freeBSD.state().jails {
        try freeBSD.run(["service", "jail", "stop", jail.parameters.name]).orFail()
      }
      try freeBSD.run(["service", "jail", "start"]).orFail()
      return try freeBSD.state().jails.map(\.parameters.name).sorted()
    }
    #expect(try boot() == ["old"])
    try freeBSD.jailer(["create", "db0"]).orFail()
    #expect(try boot() == ["db0", "old"])
    let quiet = try freeBSD.jailer(["-y", "destroy", "db0"])
    #expect(quiet.output == "Destroying db0: Done!\n", "\(quiet)")
    #expect(try boot() == ["old"])
    // The administrator doesn't want it.
    try freeBSD.jailer(["create", "db0"]).orFail()
    try freeBSD.run(["sysrc", "jail_list=db0"]).orFail()
    #expect(try boot() == ["db0"])
    let told = try freeBSD.jailer(["-y", "destroy", "db0"])
    #expect(told.status == 0 && told.output.contains("with the machine then: old. To start none"), "\(told)")
    #expect(try boot() == ["old"])
  }
}
