import Foundation
import TestSupport
import Testing

/// An installation that the original Jailer made: it is understood, and its jails are managed as if they were ours.
@Suite struct OriginalTests {
  /// What the original left of itself and of the jails www0 (new) and fd1dafdc (eb).
  private static func installation(_ release: String = "13.2-RELEASE") throws -> FreeBSD {
    let freeBSD = try FreeBSD(release)
    try freeBSD.sh(
      """
      set -e
      zfs create -o mountpoint=/usr/local/jails zroot/jails
      zfs create zroot/jails/image
      sysrc jailer_dir=zfs:zroot/jails jail_enable=YES
      cp /etc/rc.d/jail /etc/rc.d/jail.origin
      echo 'jail_conf_dir="/etc/jail.conf.d"' >>/etc/rc.d/jail
      mkdir /etc/jail.conf.d /var/log/jail
      """
    ).orFail()
    try freeBSD.addImage(release)
    try freeBSD.addBridge()
    for (name, id, conf) in [("www0", 1, OriginalConf.new), ("fd1dafdc", 2, .eb)] {
      try freeBSD.sh("zfs send zroot/jails/image/\(release)@base | zfs recv zroot/jails/\(name)").orFail()
      try freeBSD.write("/etc/jail.conf.d/\(name).conf", conf.text(name, id: id))
    }
    let rc = "-q -f /usr/local/jails/fd1dafdc/etc/rc.conf"
    try freeBSD.sh("sysrc \(rc) ifconfig_epair2b='inet 10.0.0.10 netmask 255.255.255.0 up' defaultrouter=10.0.0.1")
      .orFail()
    return freeBSD
  }

  @Test func `its jails are listed, started, stopped and destroyed`() throws {
    let freeBSD = try Self.installation()
    #expect(try freeBSD.jailer(["image", "list"]).output == "  13.2-RELEASE\n")
    #expect(try freeBSD.jailer(["list"]).output.contains("www0      Stopped"))
    // The original takes 10 whether there is such a ruleset or not.
    let started = """
      Starting jails: fd1dafdc www0.
      fd1dafdc sees all devices of the host: its devfs ruleset 10 is not loaded
      Define them in /etc/devfs.rules, run `service devfs restart`, and start the jails again

      """
    #expect(try freeBSD.jailer(["startall"]).output == started)
    let lines = try freeBSD.jailer(["list"]).output.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "NAME      STATE   JID  HOSTNAME           IPv4           GW",
        "fd1dafdc  Active  1    fd1dafdc.armbsd13  10.0.0.10/24   10.0.0.1",
        "www0      Active  2    www0.armbsd13      192.168.64.15  -",
      ])
    let state = try freeBSD.state()
    let jail = try #require(state.jail("fd1dafdc"))
    #expect(state.interface("epair2b", of: jail)?.inet.map(\.text) == ["10.0.0.10/24"])
    // A new jail takes neither their ids nor their addresses.
    #expect(try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).status == 73)
    #expect(try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.11", "db0"]).status == 0)
    #expect(try freeBSD.state().interface("epair3a") != nil)
    for name in ["db0", "www0", "fd1dafdc"] {
      let run = try freeBSD.jailer(["-y", "destroy", name])
      #expect(run.output == "Destroying \(name): Done!\n", "\(run)")
    }
    #expect(try freeBSD.state().interfaces().map(\.name) == ["vtnet0", "lo0", "bridge0"])
    #expect(try freeBSD.sh("ls /etc/jail.conf.d").output == "")
    #expect(!(try freeBSD.zfs(["list", "-H", "-o", "name", "-t", "all"]).output.contains("www0")))
  }

  @Test func `its jails that run already are stopped by their own confs`() throws {
    let freeBSD = try Self.installation()
    try freeBSD.run(["jail", "-f", "/etc/jail.conf.d/fd1dafdc.conf", "-c", "fd1dafdc"]).orFail()
    #expect(try freeBSD.jailer(["stopall"]).output == "Stopping jails: fd1dafdc.\n")
    #expect(try freeBSD.state().interfaces().map(\.name) == ["vtnet0", "lo0", "bridge0"])
  }

  @Test func `its patched rc.d is told of, and its own file comes back`() throws {
    let freeBSD = try Self.installation()
    let info = try freeBSD.jailer(["init", "info"])
    #expect(info.status == 0 && info.output.contains("rc.d/jail"), "\(info)")
    #expect(!info.output.contains("the system's rc.d/jail     ==> YES!"), "\(info)")
    let run = try freeBSD.jailer(["init", "-y"])
    #expect(run.status == 0, "\(run)")
    #expect(freeBSD.read("/etc/rc.d/jail")?.contains("jail_conf_dir") == false)
    // At boot all of them start as before.
    try freeBSD.run(["service", "jail", "start"]).orFail()
    #expect(try Set(freeBSD.state().jails.map(\.parameters.name)) == ["www0", "fd1dafdc"])
  }
}
