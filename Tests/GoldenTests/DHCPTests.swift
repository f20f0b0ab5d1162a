import Platform
import Testing
import Wire

@testable import core_plugins

/// `init dhcp` on FreeBSD, as `-D` prints it.
@Suite struct DHCPTests {
  private func fresh() -> FreeBSD {
    var freebsd = FreeBSD()
    for (name, folder) in [("pkg", "/usr/sbin"), ("service", "/usr/sbin"), ("devfs", "/sbin")] {
      freebsd.machine.host?.tools[name] = "\(folder)/\(name)"
    }
    freebsd.machine.config?.text = "hostname=\"armbsd13\"\n"
    freebsd.machine.dhcp = DHCPFact()
    freebsd.machine.dhcp?.defaultRules = "[devfsrules_jail=4]\nadd include $devfsrules_hide_all\n"
    return freebsd
  }

  private static let question: [[String]] = [
    ["- Install OpenBSD's dhcpd from packages.", ""], ["- Setup dhcpd.conf.", ""],
    ["- Create /etc/devfs.rules for VNET Jails.", ""],
  ]

  @Test func `a fresh machine: the question and the plan`() {
    var freebsd = fresh()
    var jail = FreeBSD.jail("db0", id: 1)
    jail.addresses = ["10.0.0.10/24"]
    freebsd.machine.jails = [jail]
    guard case .ask(let ask) = freebsd.reply(["init", "dhcp"], Init.plan) else {
      Issue.record("no question")
      return
    }
    #expect(ask.heading == "Jailer will" && ask.summary == Self.question && ask.question == "OK?")
    #expect(
      freebsd.dryRun(["init", "dhcp"], Init.plan, answers: ["ok": true]) == """
        rc.conf =>
        cat > /etc/rc.conf <<'EOF'
        hostname="armbsd13"
        jailer_dhcp="bridge0"
        dhcpd_enable="YES"
        dhcpd_flags="-c /usr/local/etc/dhcpd-jailer.conf bridge0"
        EOF
        Package commands =>
          pkg install -y dhcpd
        DHCP server =>
          : > /var/db/dhcpd.leases
        cat > /usr/local/etc/dhcpd-jailer.conf <<'EOF'
        # Made by jailer from rc.conf and the jails: changes are lost.
        default-lease-time 3600;
        max-lease-time 86400;
        subnet 10.0.0.0 netmask 255.255.255.0 {
          option routers 10.0.0.1;
          option subnet-mask 255.255.255.0;
          range 10.0.0.2 10.0.0.9;
          range 10.0.0.11 10.0.0.254;
        }
        EOF
        DHCP commands =>
          dhcpd -n -c /usr/local/etc/dhcpd-jailer.conf
          devfs rule showsets
        DHCP server =>
        cat > /etc/devfs.rules <<'EOF'
        [devfsrules_jailer_vnet=100]
        add include $devfsrules_hide_all
        add include $devfsrules_unhide_basic
        add include $devfsrules_unhide_login
        add include $devfsrules_jail_vnet
        add path 'bpf*' unhide
        EOF
        DHCP commands =>
          service devfs restart
          service dhcpd start

        """)
  }

  @Test func `a machine that has the package and a ruleset gets the rest`() {
    var freebsd = fresh()
    freebsd.machine.host?.tools["dhcpd"] = "/usr/local/sbin/dhcpd"
    freebsd.machine.host?.dhcpRuleset = 11
    freebsd.machine.dhcp?.hasLeases = true
    guard case .ask(let ask) = freebsd.reply(["init", "dhcp"], Init.plan) else {
      Issue.record("no question")
      return
    }
    #expect(ask.summary == [["- Setup dhcpd.conf.", ""]])
    let plan = freebsd.dryRun(["init", "dhcp"], Init.plan, answers: ["ok": true])
    #expect(!plan.contains("pkg") && !plan.contains("devfs") && plan.hasSuffix("  service dhcpd start\n"), "\(plan)")
  }

  @Test func `what can't be is refused`() {
    var freebsd = fresh()
    #expect(
      freebsd.dryRun(["init", "dhcp"], Init.plan, ["bridge": "bridge7"]).hasPrefix("there is no bridge bridge7"))
    #expect(freebsd.dryRun(["init", "dhcp"], Init.plan, ["bridge": "vtnet0"]).hasPrefix("vtnet0 is not a bridge"))
    freebsd.machine.config?.text = "dhcpd_enable=\"YES\"\ndhcpd_flags=\"em0\"\n"
    #expect(
      freebsd.dryRun(["init", "dhcp"], Init.plan)
        == "dhcpd is set up already, and not by jailer: dhcpd_flags is \"em0\" in /etc/rc.conf\n")
  }
}
