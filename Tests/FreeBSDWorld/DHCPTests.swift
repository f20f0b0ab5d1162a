import Foundation
import TestSupport
import Testing

/// `init dhcp`: dhcpd of packages, its configuration, rc.conf and devfs.rules.
@Suite struct DHCPTests {
  @Test func `init dhcp, as the README shows it, and again`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "db0"]).orFail()
    let terminal = try freeBSD.terminal(["/usr/local/sbin/jailer", "init", "dhcp"])
    #expect(
      terminal.expect(
        "Jailer will\r\n - Install OpenBSD's dhcpd from packages.\r\n - Setup dhcpd.conf.\r\n"
          + " - Create /etc/devfs.rules for VNET Jails.\r\nOK? (y/N) "), "\(terminal.shown)")
    terminal.send("y\n")
    #expect(terminal.expect("Setting up dhcpd, dhcpd.conf and devfs.rules: "), "\(terminal.shown)")
    #expect(terminal.finish().status == 0, "\(terminal.shown)")
    #expect(
      freeBSD.read("/usr/local/etc/dhcpd-jailer.conf") == """
        # Made by jailer from rc.conf and the jails: changes are lost.
        default-lease-time 3600;
        max-lease-time 86400;
        subnet 10.0.0.0 netmask 255.255.255.0 {
          option routers 10.0.0.1;
          option subnet-mask 255.255.255.0;
          option domain-name-servers 192.168.64.1;
          range 10.0.0.2 10.0.0.9;
          range 10.0.0.11 10.0.0.254;
        }

        """)
    #expect(
      try freeBSD.sh("sysrc -n dhcpd_enable dhcpd_flags jailer_dhcp").output
        == "YES\n-c /usr/local/etc/dhcpd-jailer.conf bridge0\nbridge0\n")
    #expect(
      freeBSD.read("/etc/devfs.rules") == """
        [devfsrules_jailer_vnet=100]
        add include $devfsrules_hide_all
        add include $devfsrules_unhide_basic
        add include $devfsrules_unhide_login
        add include $devfsrules_jail_vnet
        add path 'bpf*' unhide

        """)
    #expect(try freeBSD.state().services["dhcpd"] == true)
    #expect(try freeBSD.sh("devfs rule showsets").output.contains("100\n"))
    #expect(try freeBSD.jailer(["-y", "init", "dhcp"]).output == "DHCP is set up already on bridge0\n")

    // The server's own word counts, not that of the jail's files.
    try freeBSD.jailer(["create", "-t", "eb", "app0"]).orFail()
    #expect(try freeBSD.jailer(["list"]).output.contains("10.0.0.2/24   10.0.0.1\n"))
    let leases = "/usr/local/jails/app0/var/db/dhclient.leases.epair2b"
    let lie = (freeBSD.read(leases) ?? "").replacingOccurrences(of: "10.0.0.2;", with: "10.0.0.66;")
    try freeBSD.write(leases, lie)
    #expect(try freeBSD.jailer(["list"]).output.contains("10.0.0.2/24   10.0.0.1\n"))
    let refused = try freeBSD.jailer(["create", "-t", "eb", "-a", "10.0.0.2", "db1"])
    #expect(refused.error.contains("the address 10.0.0.2 is in use: by the jail app0"), "\(refused)")
  }

  @Test func `a second bridge with IPv6, and both gone again`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.addDHCP()
    try freeBSD.expectNothingLeft {
      try freeBSD.jailer(["network", "add", "-a", "10.0.1.1/24", "-a", "fd00:1::1/64", "bridge1"]).orFail()
      try freeBSD.jailer(["-y", "init", "dhcp", "-b", "bridge1", "-r", "10.0.1.50-10.0.1.59"]).orFail()
      #expect(
        try freeBSD.sh("sysrc -n dhcpd_flags rtadvd_enable rtadvd_interfaces").output
          == "-c /usr/local/etc/dhcpd-jailer.conf bridge0 bridge1\nYES\nbridge1\n")
      #expect(freeBSD.read("/usr/local/etc/dhcpd-jailer.conf")?.contains("  range 10.0.1.50 10.0.1.59;\n") == true)
      #expect(try freeBSD.state().services["rtadvd"] == true)
      try freeBSD.jailer(["create", "-t", "eb", "-b", "bridge1", "app1"]).orFail()
      #expect(try freeBSD.jailer(["list"]).output.contains("10.0.1.50/24"))
      try freeBSD.jailer(["-y", "destroy", "app1"]).orFail()
      try freeBSD.sh(": >/var/db/dhcpd.leases").orFail()
      try freeBSD.jailer(["network", "remove", "bridge1"]).orFail()
      #expect(try freeBSD.sh("sysrc -n dhcpd_flags").output == "-c /usr/local/etc/dhcpd-jailer.conf bridge0\n")
      #expect(try freeBSD.state().services["rtadvd"] == false)
    }
  }

  @Test func `what fails is taken back, and somebody else's server is left alone`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      try freeBSD.front("service", "[ \"$1 $2\" != 'dhcpd start' ] || exit 1\nexec \"$REAL\" \"$@\"")
      #expect(try freeBSD.jailer(["-y", "init", "dhcp"]).status == 1)
      try freeBSD.unfront("service")
      #expect(!freeBSD.exists("/usr/local/sbin/dhcpd"))
      #expect(try !freeBSD.sh("devfs rule showsets").output.contains("100\n"))
    }
    try freeBSD.sh("sysrc dhcpd_enable=YES dhcpd_flags=vtnet0").orFail()
    let other = try freeBSD.jailer(["-y", "init", "dhcp"])
    #expect(other.error.contains("dhcpd is set up already, and not by jailer"), "\(other)")
  }

  @Test func `the original Jailer's ruleset is told of, and a free number taken`() throws {
    let freeBSD = try FreeBSD.ready()
    let original = "[vnet=10]\nadd path 'bpf*' unhide\n[mine=100]\nadd include $devfsrules_jail\n"
    try freeBSD.write("/etc/devfs.rules", original)
    let made = try freeBSD.jailer(["-y", "init", "dhcp"])
    #expect(made.output.contains("the ruleset vnet=10 of the original Jailer"), "\(made)")
    #expect(freeBSD.read("/etc/devfs.rules")?.hasPrefix(original + "[devfsrules_jailer_vnet=101]\n") == true)
  }

  @Test func `the doubles of pkg and dhcpd refuse what isn't in their pages`() throws {
    let freeBSD = try FreeBSD()
    #expect(try freeBSD.run(["pkg", "install", "-z", "dhcpd"]).status == 64)
    #expect(try freeBSD.run(["pkg", "install", "-y", "dhcpd"]).status == 0)
    #expect(try freeBSD.run(["dhcpd", "-x"]).error.contains("usage: dhcpd"))
    for text in [
      "subnet 10.0.0.0 { }", "subnet 10.0.0.0 netmask 255.255.255.0 { range 10.0.1.1 10.0.1.2; }",
      "subnet 10.0.0.0 netmask 255.255.255.0 { frobnicate 1; }", "nonsense;", "subnet 10.0.0.0 netmask 255.255.255.0 {",
      "subnet 10.0.0.0 netmask 255.255.255.0 { }\ndefault-lease-time 10;",
    ] {
      try freeBSD.write("/tmp/c", text)
      #expect(try freeBSD.run(["dhcpd", "-n", "-c", "/tmp/c"]).status == 1, "\(text)")
    }
    try freeBSD.write("/tmp/c", "subnet 10.0.0.0 netmask 255.255.255.0 { }\n")
    #expect(try freeBSD.run(["dhcpd", "-n", "-c", "/tmp/c"]).status == 0)
    #expect(try freeBSD.run(["dhcpd", "-c", "/tmp/c"]).error.contains("Can't open lease database"))
  }
}
