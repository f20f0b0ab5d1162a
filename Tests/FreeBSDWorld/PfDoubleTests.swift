import TestSupport
import Testing

/// The double of pfctl(8) refuses what pf.conf(5) has not, and keeps rules as pf(4) does.
@Suite struct PfDoubleTests {
  private static let order =
    "Rules must be in order: options, ethernet, normalization, queueing, translation, filtering"

  @Test func `it reads what the manual page has, and nothing else`() throws {
    let freeBSD = try FreeBSD("14.3-RELEASE")
    try freeBSD.run(["kldload", "pf"]).orFail()
    for text in [
      "", "# nothing", "# a comment \\\n goes on\n", "ext_if = \"vtnet0\"\npass on $ext_if\n",
      "nat on vtnet0 inet from vtnet0:network to any -> (vtnet0)\n",
      "nat pass log (all) on { vtnet0, !lo0 } proto udp to any -> 192.0.2.1 port 1024:2048 static-port\n",
      "no nat on vtnet0 from 10.0.0.1 to any\nrdr on vtnet0 proto tcp to port { http, 8000:8010 } -> 10.0.0.1\n",
      "rdr pass on vtnet0 inet6 proto udp from fd00::/64 to (vtnet0:0) port 53 -> fd00::1 port 5353\n",
      "binat on vtnet0 from 10.0.0.1 to any -> 192.0.2.9\n",
      "set require-order no\npass\nnat on vtnet0 inet from any to any -> (vtnet0)\n",
      "block return in log quick on vtnet0 inet proto tcp from { 10.0.0.1, ! 10.0.0.2 } to any port ssh \\\n flags S/SA keep state\n",
      "nat-anchor \"x/*\" on vtnet0\nanchor \"x/*\" in on vtnet0 proto tcp\n",
      "antispoof quick for { vtnet0 lo0 } inet\n",
      "table <t> const { 10.0.0.0/8, !10.0.0.1 }\npass from <t> to any tag mine\npass tagged mine\n",
    ] {
      let run = try freeBSD.run(
        ["pfctl", "-n", "-f", "-"], input: text.isEmpty || text.hasSuffix("\n") ? text : text + "\n")
      #expect(run.status == 0 && run.error == "", "\(text) \(run)")
    }
    for (text, says) in [
      ("pass", "-:1: syntax error"), ("pas\n", "-:1: syntax error"), ("pass\r\n", "-:1: syntax error"),
      ("\npass in on\n", "-:2: syntax error"), ("pass in in\n", "-:1: syntax error"),
      ("lan = 10.0.0.0/24\n", "-:1: syntax error"), ("pass on $if\n", "-:1: macro 'if' not defined"),
      ("pass\nset skip on lo0\n", "-:2: \(Self.order)"),
      ("pass\nnat on vtnet0 from any to any -> 192.0.2.1\n", "-:2: \(Self.order)"),
      ("nat on vtnet0 from any to any\n", "-:1: translation rule requires '-> address'"),
      ("rdr on vtnet0 from any to any port 80 -> 10.0.0.1\n", "-:1: port only applies to tcp/udp/sctp"),
      ("rdr on vtnet0 proto tcp from any to any port 80-90 -> 10.0.0.1\n", "-:1: unknown port 80-90"),
      ("rdr on vtnet0 proto tcp from any to any port 90:80 -> 10.0.0.1\n", "-:1: invalid port range"),
      ("rdr on vtnet0 proto tcp from any to any port 65536 -> 10.0.0.1\n", "-:1: illegal port value 65536"),
      (
        "rdr on vtnet0 inet6 proto tcp from any to any port 80 -> 10.0.0.1\n",
        "-:1: no translation address with matching address family found."
      ),
      ("nat on vtnet0 inet from fd00::/64 to any -> (vtnet0)\n", "-:1: rule expands to no valid combination"),
      ("rdr on vtnet0 proto tcp from any to em9 port 80 -> 10.0.0.1\n", "-:1: no IP address found for em9"),
      ("nat-anchor jailer/*\n", "-:1: syntax error"),
      ("rdr pas on vtnet0 from any to any -> 10.0.0.1\n", "-:1: syntax error"),
      ("pass out on vtnet0 inet from 10.0.0.0/24 nat-to (vtnet0)\n", "-:1: syntax error"),
      ("include \"/etc/none\"\n", "-:1: failed to include file /etc/none"), ("pass {\n", "-:1: syntax error"),
    ] {
      let run = try freeBSD.run(["pfctl", "-n", "-f", "-"], input: text)
      #expect(run.status == 1, "\(text) \(run)")
      #expect(run.error == "\(says)\npfctl: Syntax error in config file: pf rules not loaded\n", "\(text) \(run)")
    }
    #expect(try freeBSD.run(["pfctl", "-s", "rules"]).output == "", "nothing was loaded")
  }

  @Test func `anchors survive a reload of the main rules, not a restart of pf`() throws {
    let freeBSD = try FreeBSD("14.3-RELEASE")
    try freeBSD.write("/etc/pf.conf", "rdr-anchor \"a/*\"\npass\n")
    try freeBSD.sh("sysrc pf_enable=YES && service pf start").orFail()
    let rule = "rdr pass on vtnet0 inet proto tcp from any to any port 80 -> 10.0.0.1\n"
    try freeBSD.sh("pfctl -a a/b -f - && pfctl -n -a a/c -f -", input: rule).orFail()
    #expect(try freeBSD.run(["pfctl", "-a", "a", "-s", "Anchors"]).output == "  a/b\n")
    #expect(try freeBSD.run(["pfctl", "-a", "a/b", "-s", "nat"]).output == rule)
    try freeBSD.sh("service pf reload").orFail()
    #expect(try freeBSD.run(["pfctl", "-a", "a/b", "-s", "nat"]).output == rule)
    #expect(
      try freeBSD.packet(in: "vtnet0", from: "203.0.113.9", to: "192.168.64.2", port: 80)
        == nil, "it goes to a jail that the host doesn't forward to")
    try freeBSD.sh("service pf restart").orFail()
    #expect(try freeBSD.run(["pfctl", "-a", "a", "-s", "Anchors"]).output == "")
    try freeBSD.write("/etc/pf.conf", "pass\nnat\n")
    let refused = try freeBSD.sh("service pf reload")
    #expect(refused.status == 1 && refused.error.hasPrefix("/etc/pf.conf:2: "), "\(refused)")
    #expect(try freeBSD.run(["pfctl", "-s", "nat"]).output == "rdr-anchor \"a/*\" all\n", "what was loaded stays")
  }
}
