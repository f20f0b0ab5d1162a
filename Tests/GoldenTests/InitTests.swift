import Platform
import Testing
import Wire

@testable import core_plugins

/// `init` and `init info` on FreeBSD 13 and 14, on fresh machines and on those that the original Jailer set up.
@Suite struct InitTests {
  private func fresh(_ release: String, boot: BootFact = BootFact(), rcConf: String? = nil) -> FreeBSD {
    var freebsd = FreeBSD(release)
    freebsd.machine.config = ConfigFact(text: rcConf, pools: ["zroot"])
    freebsd.machine.boot = boot
    return freebsd
  }

  private func used(_ release: String, boot: BootFact, rcConf: String) -> FreeBSD {
    var freebsd = FreeBSD(release)
    freebsd.machine.config?.text = rcConf
    freebsd.machine.jails = [FreeBSD.jail("db0", id: 1), FreeBSD.jail("www0", id: 2)]
    freebsd.machine.boot = boot
    return freebsd
  }

  private static let store = """
    ZFS commands =>
      zfs create -o mountpoint=/usr/local/jails zroot/jails
      zfs create zroot/jails/image
    Folders =>
      mkdir -p /etc/jail.conf.d
      mkdir -p /var/log/jail

    """

  @Test func `a fresh FreeBSD 14: the question, the tasks, the plan`() throws {
    let freebsd = fresh("14.2-RELEASE", rcConf: "hostname=\"armbsd13\" # mine\n")
    guard case .ask(let ask) = freebsd.reply(["init"], Init.plan) else {
      Issue.record("no question")
      return
    }
    #expect(ask.heading == "Jailer will create")
    #expect(ask.summary == [["dataset", "zroot/jails"], ["mount point", "/usr/local/jails"]])
    guard case .plan(let plan, let view) = freebsd.reply(["init"], Init.plan, answers: ["ok": true]) else {
      Issue.record("no plan")
      return
    }
    #expect(
      plan.tasks.map(\.title) == [
        "Creating ZFS dataset zroot/jails with the mount point /usr/local/jails",
        "Creating /etc/jail.conf.d and /var/log/jail", "Setting jailer_dir in rc.conf", "Enabling the jail service",
        "Including jail.conf.d in jail.conf",
      ])
    #expect(view?.content == .text("\nYou may run `jailer init info` to check system status\n"))
    #expect(plan.tasks.suffix(3).flatMap(\.steps).allSatisfy { $0.undo == .inherent })
    #expect(
      freebsd.dryRun(["init"], Init.plan, answers: ["ok": true])
        == Self.store + """
          rc.conf =>
          cat > /etc/rc.conf <<'EOF'
          hostname="armbsd13" # mine
          jailer_dir="zfs:zroot/jails"
          EOF
          cat > /etc/rc.conf <<'EOF'
          hostname="armbsd13" # mine
          jailer_dir="zfs:zroot/jails"
          jail_enable="YES"
          EOF
          jail.conf =>
            echo '.include "/etc/jail.conf.d/*.conf";' > /etc/jail.conf

          """)
  }

  @Test func `FreeBSD 13 has no include, and jail_list comes with the jails`() {
    #expect(
      fresh("13.5-RELEASE").dryRun(["init"], Init.plan, answers: ["ok": true])
        == Self.store + """
          rc.conf =>
            echo 'jailer_dir="zfs:zroot/jails"' > /etc/rc.conf
          cat > /etc/rc.conf <<'EOF'
          jailer_dir="zfs:zroot/jails"
          jail_enable="YES"
          EOF

          """)
  }

  @Test func `what jail.conf says stays, and a broken one is not added to`() {
    let own = "# mine\nold { persist; }"
    let rcConf = "jail_enable=\"yes\"\n"
    var freebsd = used("14.2-RELEASE", boot: BootFact(jailConf: own), rcConf: rcConf)
    #expect(
      freebsd.dryRun(["init"], Init.plan) == """
        jail.conf =>
        cat > /etc/jail.conf <<'EOF'
        # mine
        old { persist; }
        .include "/etc/jail.conf.d/*.conf";
        EOF

        """)
    freebsd = used("14.2-RELEASE", boot: BootFact(jailConf: "old {"), rcConf: rcConf)
    #expect(
      freebsd.dryRun(["init"], Init.plan)
        == "/etc/jail.conf can't be read, so no jail would start at boot: /etc/jail.conf: unexpected EOF\n")
    // The jails of jail.conf would no longer start once there is a list.
    freebsd = used("13.5-RELEASE", boot: BootFact(jailConf: own), rcConf: rcConf)
    #expect(
      freebsd.dryRun(["init"], Init.plan)
        == "rc.conf =>\ncat > /etc/rc.conf <<'EOF'\njail_enable=\"YES\"\njail_list=\"old db0 www0\"\nEOF\n")
  }

  @Test(arguments: [
    ("14.2-RELEASE", ".include \"/etc/jail.conf.d/*.conf\";\n", ""), ("13.5-RELEASE", "", "jail_list='www0 db0 x'\n"),
  ])
  func `a machine that has all of it is set up already`(release: String, jailConf: String, list: String) {
    let freebsd = used(release, boot: BootFact(jailConf: jailConf), rcConf: "jail_enable=YES\n" + list)
    #expect(freebsd.dryRun(["init"], Init.plan) == "jailer is set up already: its store is zfs:zroot/jails\n")
  }

  @Test func `the system's own jail service is put back if the user wants it`() throws {
    let boot = BootFact(isPatched: true, hasOrigin: true)
    let freebsd = used("14.2-RELEASE", boot: boot, rcConf: "jail_enable=\"YES\"\n")
    guard case .ask(let ask) = freebsd.reply(["init"], Init.plan) else {
      Issue.record("no question")
      return
    }
    #expect(ask.question == "Put the system's own back?" && ask.kind == .confirm)
    #expect(
      freebsd.dryRun(["init"], Init.plan, answers: ["restore": true]) == """
        jail.conf =>
          echo '.include "/etc/jail.conf.d/*.conf";' > /etc/jail.conf
        rc.d/jail =>
          cp /etc/rc.d/jail /var/db/jailer/rc.d-jail.patched
          chmod 555 /var/db/jailer/rc.d-jail.patched
          cp /etc/rc.d/jail.origin /etc/rc.d/jail
          chmod 555 /etc/rc.d/jail
          rm -d /etc/rc.d/jail.origin

        """)
    // As it is, that service reads the folder by itself.
    #expect(freebsd.dryRun(["init"], Init.plan, answers: ["restore": false]) == "")
  }

  @Test func `without the system's own at hand, the user is told how to get it`() {
    let freebsd = fresh("14.2-RELEASE", boot: BootFact(isPatched: true))
    guard case .plan(let plan, let view) = freebsd.reply(["init"], Init.plan, answers: ["ok": true]) else {
      Issue.record("no plan")
      return
    }
    #expect(plan.tasks.map(\.title).last == "Enabling the jail service")
    #expect(
      view?.content
        == .text(
          "\nYou may run `jailer init info` to check system status\n/etc/rc.d/jail was changed by the original Jailer. The system's own comes back with `etcupdate revert /etc/rc.d/jail`; then run `jailer init` again.\n"
        ))
  }

  // MARK: info

  private func info(_ freebsd: FreeBSD) -> String {
    guard case .view(let view) = freebsd.reply(["init", "info"], Init.plan), case .text(let text) = view.content else {
      return "no text"
    }
    return text
  }

  @Test func `info of a machine that is set up`() {
    let rcConf = "jail_enable=\"YES\"\ncloned_interfaces=\"lo1 bridge0\"\n"
    let boot = BootFact(jailConf: ".include \"/etc/jail.conf.d/*.conf\";\n")
    #expect(
      info(used("14.2-RELEASE", boot: boot, rcConf: rcConf)) == """
        Checking system state...
         jail_enable in rc.conf    ==> YES!
         jail.conf.d in jail.conf  ==> YES!
         the system's rc.d/jail    ==> YES!
        Checking jailer state...
         jailer_dir in rc.conf     ==> YES!
         jailer_dir is defined to  ==> zfs:zroot/jails
         Jailer ZFS dataset        ==> zroot/jails
         Jailer ZFS mountpoint     ==> /usr/local/jails
        Checking network status...
         bridge0 in rc.conf        ==> YES!
         bridge0 is an interface   ==> YES!
         bridge0 uses IP address   ==> 10.0.0.1/24

        """)
  }

  @Test func `info of a machine as the original left it`() {
    let boot = BootFact(isPatched: true, hasOrigin: true)
    let text = info(used("13.5-RELEASE", boot: boot, rcConf: "jail_list=\"db0\"\n"))
    #expect(
      text.hasPrefix(
        """
        Checking system state...
         jail_enable in rc.conf    ==> NO :(
         jail_list in rc.conf      ==> NO :( www0
         the system's rc.d/jail    ==> NO :(
          It was changed by the original Jailer. To put the system's own back, run `jailer init`
        Checking jailer state...

        """))
    #expect(text.contains(" bridge0 in rc.conf        ==> NO :(\n"))
  }
}
