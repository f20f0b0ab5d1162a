import Foundation
import TestSupport
import Testing

/// The transcripts of the original's README; docs/differences.md says where they differ, and why.
@Suite struct ReadmeTests {
  @Test func `jailer init`() throws {
    let freeBSD = try FreeBSD("13.1-RELEASE")
    let terminal = try freeBSD.terminal(["/usr/local/sbin/jailer", "--color=never", "init"])
    #expect(
      terminal.expect(
        "Jailer will create\r\n dataset     : zroot/jails\r\n mount point : /usr/local/jails\r\nOK? (y/N) "))
    terminal.send("y\n")
    #expect(
      terminal.expect("Creating ZFS dataset zroot/jails with the mount point /usr/local/jails: Done!\r\n"),
      "\(terminal.shown)")
    #expect(
      terminal.expect("Setting jailer_dir in rc.conf: Done!\r\nEnabling the jail service: Done!\r\n"),
      "\(terminal.shown)")
    #expect(terminal.expect("You may run `jailer init info` to check system status\r\n"), "\(terminal.shown)")
    #expect(terminal.finish().status == 0)
    #expect(try freeBSD.run(["sysrc", "-n", "jailer_dir", "jail_enable"]).output == "zfs:zroot/jails\nYES\n")
    #expect(try freeBSD.zfs(["get", "-H", "-o", "value", "mountpoint", "zroot/jails"]).output == "/usr/local/jails\n")
    #expect(freeBSD.read("/etc/rc.d/jail")?.contains("as it comes with the system") == true)
  }

  @Test func `create, image list and list`() throws {
    let freeBSD = try FreeBSD("13.1-RELEASE")
    try freeBSD.jailer(["init", "-y"]).orFail()
    try freeBSD.addImage("13.1-RELEASE")
    let created = try freeBSD.jailer(["create"])
    #expect(created.output.wholeMatch(of: /Creating [0-9a-f]{8}: Done!\n/) != nil, "\(created)")
    #expect(try freeBSD.jailer(["image", "list"]).output == "  13.1-RELEASE\n")
    let name = String(created.output.dropFirst(9).prefix(8))
    #expect(
      try freeBSD.jailer(["list"]).output.replacingOccurrences(of: name, with: "99d6c13c") == """
        NAME      STATE   JID  HOSTNAME           IPv4  GW
        99d6c13c  Active  1    99d6c13c.armbsd13  -     -

        """)
  }

  @Test func `four jails of three types, as list shows them`() throws {
    let freeBSD = try FreeBSD.ready("13.1-RELEASE")
    try freeBSD.addDHCP()
    let named = try freeBSD.readmeJails()
    let lines = try named(freeBSD.jailer(["list"]).output).split(separator: "\n").map(String.init)
    #expect(
      lines.sorted() == [
        "99d6c13c  Active  1    99d6c13c.armbsd13  -              -",
        "NAME      STATE   JID  HOSTNAME           IPv4           GW",
        "app0      Active  4    app0.armbsd13      10.0.0.2/24    10.0.0.1",
        "fd1dafdc  Active  3    fd1dafdc.armbsd13  10.0.0.10/24   10.0.0.1",
        "www0      Active  2    www0.armbsd13      192.168.64.15  -",
      ])
    let json = try named(freeBSD.jailer(["list", "-j"]).output)
    #expect(
      json.contains(
        """
          {
            "name": "app0",
            "state": "Active",
            "jid": "4",
            "hostname": "app0.armbsd13",
            "ipv4": "10.0.0.2/24",
            "gateway": "10.0.0.1"
          }
        """), "\(json)")
  }

  @Test func `stop, stopall, startall and destroy`() throws {
    let freeBSD = try FreeBSD.ready("13.1-RELEASE")
    let named = try freeBSD.readmeJails()
    #expect(try freeBSD.jailer(["stop", "www0"]).output == "Stopping www0: Done!\n")
    // In the order of the names, which are drawn at random.
    func words(_ run: Run) -> [String] { named(run.output).words }
    #expect(try words(freeBSD.jailer(["stopall"])) == "Stopping jails: 99d6c13c app0 fd1dafdc.\n".words)
    #expect(try freeBSD.state().jails == [])
    #expect(try words(freeBSD.jailer(["startall"])) == "Starting jails: 99d6c13c app0 fd1dafdc www0.\n".words)
    #expect(try freeBSD.state().jails.count == 4)
    #expect(try freeBSD.jailer(["-y", "destroy", "www0"]).output == "Destroying www0: Done!\n")
  }

  @Test func `image use and network use`() throws {
    let freeBSD = try FreeBSD("13.1-RELEASE")
    try freeBSD.jailer(["init", "-y"]).orFail()
    try freeBSD.addImage("13.0-RELEASE")
    try freeBSD.addImage("13.1-RELEASE")
    #expect(try freeBSD.jailer(["image", "list"]).output == "  13.0-RELEASE\n  13.1-RELEASE\n")
    #expect(try freeBSD.jailer(["image", "use", "13.1-RELEASE"]).status == 0)
    #expect(try freeBSD.jailer(["image", "list"]).output == "  13.0-RELEASE\n* 13.1-RELEASE\n")
    #expect(try freeBSD.jailer(["network", "use", "eb"]).status == 0)
    #expect(try freeBSD.jailer(["network", "use"]).output == "eb\n")
  }

  @Test func `ifconfig in a restricted jail shows its address`() throws {
    let freeBSD = try FreeBSD.ready("13.1-RELEASE")
    try freeBSD.jailer(["create", "-t", "new", "-b", "vtnet0", "-a", "192.168.64.15", "www0"]).orFail()
    let shown = try freeBSD.run(["ifconfig", "vtnet0"]).output
    #expect(shown.contains("\tinet 192.168.64.15 netmask 0xffffffff broadcast 192.168.64.15\n"), "\(shown)")
    try freeBSD.jailer(["stop", "www0"]).orFail()
    #expect(try freeBSD.run(["ifconfig", "vtnet0"]).output.contains("192.168.64.15") == false)
  }

  @Test func `a dry run shows the README's sections and changes nothing`() throws {
    let freeBSD = try FreeBSD.ready("13.1-RELEASE")
    try freeBSD.jailer(["network", "use", "eb"]).orFail()
    try freeBSD.expectNothingLeft {
      let run = try freeBSD.jailer(["create", "-D", "db0"])
      #expect(run.status == 0, "\(run)")
      for heading in [
        "jail.conf file =>\n# vim: set syntax=sh:\n", "\nZFS commands =>\n", "\nResolver commands =>\n",
        "\nNetwork setup commands =>\n", "\nPost-Installation =>\n",
        "\n  (zfs send zroot/jails/image/13.1-RELEASE@base |\n   zfs recv zroot/jails/db0)\n",
      ] {
        #expect(run.output.contains(heading), "\(heading) in \(run)")
      }
    }
  }
}

extension String {
  fileprivate var words: [String] { split { " .\n".contains($0) }.map(String.init).sorted() }
}
