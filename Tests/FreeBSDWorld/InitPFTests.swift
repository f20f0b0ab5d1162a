import Foundation
import TestSupport
import Testing

/// `init pf`, carried out.
@Suite struct InitPFTests {
  private static let line = "include \"/usr/local/etc/jailer/pf.conf\" # nat and rdr of jails: jailer init pf\n"
  private static let points = """
    nat-anchor "jailer/*" all
    nat-anchor "jailer.net/*" all
    rdr-anchor "jailer/*" all

    """

  /// The Handbook's, with macros, lists and rules over several lines.
  private static let handbook = """
    ext_if = "vtnet0"	# macro for external interface
    int_if = "bridge0"
    localnet = $int_if:network
    client_out = "{ ftp-data, ftp, ssh, domain, pop3, auth, nntp, http, \\
        https, 446, cvspserver, 2628, 5999, 8000, 8080 }"
    tcp_services = "{ ssh, smtp, domain, www, pop3, auth }"
    table <bruteforce> persist {
        198.51.100.7
        203.0.113.0/24 # pass
    }
    set skip on lo0
    scrub in all
    nat on $ext_if inet from $localnet to any -> ($ext_if)
    rdr on $ext_if inet proto tcp from any to ($ext_if) port 8022 \\
        -> 192.168.64.9 port 22

    # what may pass
    block all
    block quick from <bruteforce>
    pass from { lo0, $localnet } to any keep state
    pass inet proto tcp from any to $ext_if port $tcp_services \\
        flags S/SA keep state

    """

  @Test(arguments: ["13.2-RELEASE", "14.3-RELEASE", "15.0-RELEASE"])
  func `a host without pf gets one that forwards for jails`(release: String) throws {
    let freeBSD = try FreeBSD.ready(release)
    #expect(try freeBSD.packet(in: "bridge0", from: "10.0.0.10", to: "203.0.113.9", port: 53) == nil)
    #expect(try freeBSD.run(["pfctl", "-s", "info"]).error == "pfctl: /dev/pf: No such file or directory\n")
    let made = try freeBSD.jailer(["-y", "init", "pf"])
    #expect(
      made.status == 0
        && made.output == "Setting up pf: Done!\n\nYou may add rules with `jailer nat add` and `jailer rdr add`\n",
      "\(made)")
    #expect(freeBSD.read("/etc/pf.conf") == Self.line)
    #expect(try freeBSD.run(["sysrc", "-n", "pf_enable", "gateway_enable"]).output == "YES\nYES\n")
    #expect(try freeBSD.run(["pfctl", "-s", "info"]).output.hasPrefix("Status: Enabled"))
    #expect(try freeBSD.run(["pfctl", "-s", "nat"]).output == Self.points)
    #expect(try freeBSD.run(["sysctl", "-n", "net.inet.ip.forwarding"]).output == "1\n")
    #expect(!freeBSD.exists("/etc/pf.conf.jailer"))
    let out = FreeBSD.Packet(out: "vtnet0", from: "10.0.0.10", to: "203.0.113.9", port: 53)
    #expect(try freeBSD.packet(in: "bridge0", from: "10.0.0.10", to: "203.0.113.9", port: 53) == out)
    let ran = freeBSD.log.count
    try freeBSD.expectNothingLeft {
      let again = try freeBSD.jailer(["init", "pf"])
      #expect(again.status == 0 && again.output == "pf is set up already\n", "\(again)")
    }
    #expect(freeBSD.log.count == ran)
  }

  @Test func `it asks, and no is no`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      let terminal = try freeBSD.terminal(["/usr/local/sbin/jailer", "init", "pf"])
      #expect(terminal.expect("OK? (y/N) "), "\(terminal.shown)")
      let asked = """
        Jailer will
         - add one line to /etc/pf.conf, which includes /usr/local/etc/jailer/pf.conf
         - set pf_enable="YES", gateway_enable="YES" in rc.conf
         - let the host forward IPv4
         - start pf, which may cut connections that are open, this one too
        """
      #expect(terminal.shown.replacingOccurrences(of: "\r\n", with: "\n").contains(asked), "\(terminal.shown)")
      terminal.send("n\n")
      #expect(terminal.finish().status == 0)
    }
  }

  @Test func `the host's own rules stay as they are, and in force`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.write("/etc/pf.conf", Self.handbook, mode: 0o600)
    try freeBSD.sh("sysrc pf_enable=YES && service pf start").orFail()
    let before = try freeBSD.run(["pfctl", "-s", "rules"]).output
    try freeBSD.jailer(["-y", "init", "pf"]).orFail()
    let text = try #require(freeBSD.read("/etc/pf.conf"))
    #expect(text.replacingOccurrences(of: Self.line, with: "") == Self.handbook)
    #expect(text.contains("port 22\n\n" + Self.line + "# what may pass\n"), "\(text)")
    #expect(try freeBSD.run(["stat", "-c", "%a", "/etc/pf.conf"]).output == "600\n")
    #expect(try freeBSD.run(["pfctl", "-s", "rules"]).output == before)
    #expect(try freeBSD.run(["pfctl", "-s", "nat"]).output.hasSuffix(Self.points))
    #expect(freeBSD.log.filter { $0.hasPrefix("service pf") } == ["service pf start", "service pf reload"])
    #expect(
      try freeBSD.packet(in: "vtnet0", from: "203.0.113.9", to: "192.168.64.2", port: 8022)
        == FreeBSD.Packet(out: "vtnet0", from: "203.0.113.9", to: "192.168.64.9", port: 22))
  }

  @Test func `a pf_conf that doesn't load is refused, and all is as it was`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.write("/etc/pf.conf", "set skip on lo0\nrdr on vtnet0 prot tcp -> 10.0.0.10\npass\n")
    try freeBSD.expectNothingLeft {
      let refused = try freeBSD.jailer(["-y", "init", "pf"])
      #expect(refused.status == 1 && refused.output == "Setting up pf: Failed!\n", "\(refused)")
      #expect(refused.error.contains("/etc/pf.conf:2: syntax error;"), "\(refused)")
      #expect(try freeBSD.run(["sysctl", "-n", "net.inet.ip.forwarding"]).output == "0\n")
      #expect(try freeBSD.run(["pfctl", "-s", "info"]).status == 1, "the module is not there")
    }
  }

  @Test func `a pf_conf that is not text is refused with its line`() throws {
    let freeBSD = try FreeBSD.ready()
    for (printf, says) in [
      ("# caf\\351\\npass\\n", "line 1 is not UTF-8"), ("# x\\npass\\r\\n", "line 2 ends with a carriage return"),
    ] {
      try freeBSD.sh("printf '\(printf)' >/etc/pf.conf").orFail()
      try freeBSD.expectNothingLeft {
        let refused = try freeBSD.jailer(["-y", "init", "pf"])
        #expect(refused.status == 65 && refused.error.contains("/etc/pf.conf can't be changed: \(says)"), "\(refused)")
      }
    }
  }

  @Test func `a start that fails takes the rest back`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.front("service", "case $2 in start) echo 'pf: no' >&2; exit 1 ;; esac\nexec \"$REAL\" \"$@\"")
    try freeBSD.expectNothingLeft {
      let failed = try freeBSD.jailer(["-y", "init", "pf"])
      #expect(failed.status == 1, "\(failed)")
      #expect(try freeBSD.run(["sysctl", "-n", "net.inet.ip.forwarding"]).output == "0\n")
      #expect(!freeBSD.exists("/usr/local/etc/jailer"))
    }
  }
  @Test func `rules in another file, and a pf that doesn't tell`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.sh("sysrc pf_rules=/usr/local/etc/my.conf && echo 'pass # mine' >/usr/local/etc/my.conf").orFail()
    try freeBSD.jailer(["-y", "init", "pf"]).orFail()
    #expect(freeBSD.read("/usr/local/etc/my.conf") == Self.line + "pass # mine\n")
    #expect(!freeBSD.exists("/etc/pf.conf"))
    #expect(try freeBSD.run(["pfctl", "-s", "nat"]).output == Self.points)
    // It was stopped by hand.
    try freeBSD.sh("service pf stop").orFail()
    let plan = try freeBSD.jailer(["-y", "-D", "init", "pf"])
    #expect(plan.output == "pf commands =>\n  service pf start\n", "\(plan)")
    try freeBSD.front("pfctl", "case \"$*\" in '-s nat') echo 'pfctl: no' >&2; exit 1 ;; esac\nexec \"$REAL\" \"$@\"")
    let failed = try freeBSD.jailer(["-y", "init", "pf"])
    #expect(failed.status == 1, "\(failed)")
    #expect(
      failed.error == "jailer: pf can't be looked at: pfctl -s nat: exited with status 1: pfctl: no\n  pfctl -s info\n",
      "\(failed)")
  }
}
