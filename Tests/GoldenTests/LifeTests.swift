import Platform
import Testing
import Wire

@testable import core_plugins

/// start, stop, restart, destroy and console on FreeBSD: whole plans.
@Suite struct LifeTests {
  private static let jail = "  jail -f /etc/jail.conf.d"
  private static let absent = "  # wait until the interface epair6a is gone, at most 0 ms\n"

  private func machine(_ jail: JailFact, _ interfaces: [InterfaceFact] = [], release: String = "14.2-RELEASE")
    -> FreeBSD
  {
    var freebsd = FreeBSD(release)
    freebsd.machine.jails = [jail]
    freebsd.machine.interfaces? += interfaces
    return freebsd
  }

  private func steps(_ body: Reply.Body) throws -> [Step] {
    guard case .plan(let plan, _) = body else { throw Missing(description: "\(body)") }
    return plan.tasks.flatMap(\.steps)
  }
  private struct Missing: Error { let description: String }

  private func advice(_ body: Reply.Body) -> String? {
    guard case .plan(_, let view) = body, case .text(let text)? = view?.content else { return nil }
    return text
  }

  // MARK: start

  @Test func `a jail whose devfs ruleset is not loaded starts with a warning`() {
    var jail = FreeBSD.jail("db0", id: 6)
    jail.ruleset = 10
    var freebsd = machine(jail)
    #expect(advice(freebsd.reply(["start"], Start.plan, ["jail": ["db0"]])) == nil, "not known")
    freebsd.machine.rulesets = [1, 2, 3, 4, 5]
    let text = """
      db0 sees all devices of the host: its devfs ruleset 10 is not loaded
      Define them in /etc/devfs.rules, run `service devfs restart`, and start the jails again

      """
    #expect(advice(freebsd.reply(["start"], Start.plan, ["jail": ["db0"]])) == text)
    #expect(advice(freebsd.reply(["restart"], Restart.plan, ["jail": ["db0"]])) == text)
    #expect(advice(freebsd.reply(["startall"], StartAll.plan)) == text)
    freebsd.machine.rulesets?.append(10)
    #expect(advice(freebsd.reply(["startall"], StartAll.plan)) == nil)
  }

  @Test func `no jail is made that would see the host's devices`() {
    var freebsd = machine(FreeBSD.jail("db0", id: 6))
    freebsd.machine.rulesets = [10]
    let refused = { (ruleset: Int) in
      "the devfs ruleset \(ruleset) is not loaded: a would see all devices of the host\n"
    }
    let eb: JSON.Object = ["name": "a", "type": "eb", "address": ["10.0.0.10"]]
    #expect(freebsd.dryRun(["create"], Create.plan, eb) == refused(5))
    #expect(freebsd.dryRun(["create"], Create.plan, ["name": "a"]) == refused(4))
    freebsd.machine.host?.dhcpRuleset = 10
    #expect(freebsd.dryRun(["create"], Create.plan, ["name": "a", "type": "eb"]).hasPrefix("jail.conf file =>"))
    freebsd.machine.rulesets = [1, 2, 3, 4, 5]
    #expect(freebsd.dryRun(["create"], Create.plan, ["name": "a", "type": "eb"]) == refused(10))
    #expect(freebsd.dryRun(["create"], Create.plan, eb).hasPrefix("jail.conf file =>"))
  }

  // MARK: FreeBSD 13's list of jails
  private static let own = "old { persist; }\n\"un safe\" { persist; }\nb.c { persist; }\n* { persist; }\n"

  @Test(arguments: [
    ("", "old b.c db0"), ("jail_list=\"\"\n", "old b.c db0"), ("jail_list=old\n", "db0"), ("jail_list=\"x\"\n", "db0"),
  ])
  func `the first jail in an empty list takes those of jail.conf along`(rcConf: String, added: String) throws {
    var freebsd = machine(FreeBSD.jail("web", id: 6), release: "13.5-RELEASE")
    freebsd.machine.config?.text = rcConf
    freebsd.machine.boot = BootFact(jailConf: Self.own)
    let steps = try steps(freebsd.reply(["create"], Create.plan, ["name": "db0"]))
    let sysrc = ["/usr/sbin/sysrc", "-q", "-f", "/etc/rc.conf"]
    let step = try #require(steps.first { $0.id == "db0/boot" })
    #expect(step.action == .run(sysrc + ["jail_list+=\(added)"]))
    #expect(step.undo == .action(.run(sysrc + ["jail_list-=db0"])))
    freebsd.machine.host?.release = "14.2-RELEASE"
    let later = try self.steps(freebsd.reply(["create"], Create.plan, ["name": "db0"]))
    #expect(!later.contains { $0.id == "db0/boot" })
  }

  @Test func `under the original's service an empty list means the folder`() throws {
    var freebsd = machine(FreeBSD.jail("web", id: 6), release: "13.5-RELEASE")
    freebsd.machine.boot = BootFact(jailConf: Self.own, isPatched: true)
    let steps = try steps(freebsd.reply(["create"], Create.plan, ["name": "db0"]))
    let wanted = Action.run(["/usr/sbin/sysrc", "-q", "-f", "/etc/rc.conf", "jail_list+=web db0"])
    #expect(steps.contains { $0.action == wanted })
  }

  @Test func `a list that becomes empty lets all of jail.conf start`() {
    var freebsd = machine(FreeBSD.jail("db0", id: 6), release: "13.5-RELEASE")
    freebsd.machine.boot = BootFact(jailConf: "old { }\nx { }\n")
    func said(_ rcConf: String) -> String? {
      freebsd.machine.config?.text = rcConf
      return advice(freebsd.reply(["destroy"], Destroy.plan, ["jail": "db0"]))
    }
    #expect(
      said("jail_enable=YES\njail_list=\"db0\"\n")
        == "jail_list in rc.conf is empty now, and FreeBSD 13 starts all jails of /etc/jail.conf with the machine then: "
        + "old, x. To start none of them, run `sysrc jail_enable=NO`\n")
    #expect(said("jail_enable=YES\njail_list=\"db0 www0\"\n") == nil)
    #expect(said("jail_enable=NO\njail_list=\"db0\"\n") == nil)
    freebsd.machine.boot = BootFact()
    #expect(said("jail_enable=YES\njail_list=\"db0\"\n") == nil)
  }

  // MARK: starting

  @Test func `an eb jail's epair is proven absent, so that a failed start's can be removed`() throws {
    let freebsd = machine(FreeBSD.jail("db0", id: 6))
    #expect(
      freebsd.dryRun(["start"], Start.plan, ["jail": ["db0"]])
        == "Start commands =>\n" + Self.absent + Self.jail + "/db0.conf -c db0\n")
    let steps = try steps(freebsd.reply(["start"], Start.plan, ["jail": ["db0"]]))
    #expect(steps[0].absent == [Thing(.interface, "epair6a")])
    #expect(steps[0].undo == .action(.run(["/sbin/ifconfig", "epair6a", "destroy"])))
    #expect(steps[1].absent == [Thing(.jail, "db0")])
    #expect(steps[1].undo == .action(.run(["/usr/sbin/jail", "-f", "/etc/jail.conf.d/db0.conf", "-r", "db0"])))
  }

  @Test func `what a crash left is removed first`() throws {
    let freebsd = machine(FreeBSD.jail("db0", id: 6), FreeBSD.epair(6, descr: "vnet-db0"))
    for (verb, planner) in [("start", Start.plan), ("restart", Restart.plan)] as [(String, Planner)] {
      #expect(
        freebsd.dryRun([verb], planner, ["jail": ["db0"]])
          == "Network cleanup commands =>\n  ifconfig epair6a destroy\nStart commands =>\n" + Self.absent + Self.jail
          + "/db0.conf -c db0\n")
    }
  }
  private typealias Planner = (Request) throws(Fault) -> Reply.Body

  @Test(arguments: [
    FreeBSD.epair(6, descr: "vnet-db0", inner: false), FreeBSD.epair(6, descr: "vnet-db01"),
    FreeBSD.epair(6, descr: nil),
  ])
  func `somebody else's epair is left alone, and never removed after a failure`(epair: [InterfaceFact]) throws {
    let steps = try steps(machine(FreeBSD.jail("db0", id: 6), epair).reply(["startall"], StartAll.plan))
    #expect(steps.map(\.id) == ["db0/start"])
  }

  @Test(arguments: ["inherit", "new"]) func `a jail without an epair just starts`(type: String) throws {
    let freebsd = machine(FreeBSD.jail("db0", id: 6, type: type), FreeBSD.epair(6, descr: "vnet-db0"))
    #expect(try steps(freebsd.reply(["start"], Start.plan, ["jail": ["db0"]])).map(\.id) == ["db0/start"])
  }

  // MARK: stop

  @Test func stop() throws {
    let freebsd = machine(FreeBSD.jail("db0", id: 6, jid: 4))
    for (verb, planner) in [("stop", Stop.plan), ("stopall", StopAll.plan)] as [(String, Planner)] {
      #expect(
        freebsd.dryRun([verb], planner, ["jail": ["db0"]]) == "Stop commands =>\n" + Self.jail + "/db0.conf -r db0\n")
    }
  }

  @Test func `restart waits for the epair to go before it proves that there is none`() {
    let freebsd = machine(FreeBSD.jail("db0", id: 6, jid: 4), FreeBSD.epair(6, descr: "vnet-db0", inner: false))
    #expect(
      freebsd.dryRun(["restart"], Restart.plan, ["jail": ["db0"]]) == """
        Stop commands =>
          jail -f /etc/jail.conf.d/db0.conf -r db0
          # wait until the interface epair6a is gone, at most 10000 ms
        Start commands =>
          # wait until the interface epair6a is gone, at most 0 ms
          jail -f /etc/jail.conf.d/db0.conf -c db0

        """)
  }

  /// As the original wrote it, with parameters outside of the block.
  private static let original = """
    # vim: set syntax=sh:
    exec.clean;

    db0 {
      $id             = "6";
      exec.stop       = "/bin/sh /etc/rc.shutdown jail";
      exec.poststop   = "ifconfig epair${id}a destroy";
      path            = "/usr/local/jails/db0";
      persist; # mine
    }

    """

  @Test func `a forced stop runs nothing inside, and cleans up as any other`() throws {
    var freebsd = machine(FreeBSD.jail("db0", id: 6, jid: 4))
    freebsd.machine.confs = ["db0": Self.original]
    #expect(
      freebsd.dryRun(["stop"], Stop.plan, ["jail": ["db0"], "force": true]) == """
        Stop conf file =>
        # vim: set syntax=sh:
        exec.clean;

        db0 {
          $id             = "6";
          exec.stop;
          exec.poststop   = "ifconfig epair${id}a destroy";
          path            = "/usr/local/jails/db0";
          persist; # mine
          exec.prestop;
          stop.timeout    = 0;
        }
        Stop commands =>
          jail -f /etc/jail.conf.d/.db0.conf.stop-T1 -r db0
          rm -d /etc/jail.conf.d/.db0.conf.stop-T1

        """)
    freebsd.machine.confs = ["db0": "db0 {"]
    #expect(
      freebsd.dryRun(["stop"], Stop.plan, ["jail": ["db0"], "force": true])
        == "Stop commands =>\n  jail -f /dev/null -R db0\n")
  }

  // MARK: destroy

  private static func destroyed(_ before: String, _ between: String = "") -> String {
    before + between + """
      jail.conf file =>
        mv -n /etc/jail.conf.d/db0.conf /etc/jail.conf.d/.db0.conf.T1
      ZFS commands =>
        zfs destroy -r zroot/jails/db0
      jail.conf file =>
        rm -d /etc/jail.conf.d/.db0.conf.T1
      Log =>
        rm -d /var/log/jail/db0.log

      """
  }
  private static let stopped = "Stop commands =>\n" + jail + "/db0.conf -r db0\n"

  @Test func `destroy stops the jail and keeps its conf until its dataset can go`() throws {
    let freebsd = machine(FreeBSD.jail("db0", id: 6, jid: 4))
    #expect(freebsd.dryRun(["destroy"], Destroy.plan, ["jail": "db0"]) == Self.destroyed(Self.stopped))
    let steps = try steps(freebsd.reply(["destroy"], Destroy.plan, ["jail": "db0"]))
    let dataset = try #require(steps.first { $0.action == .run(["/sbin/zfs", "destroy", "-r", "zroot/jails/db0"]) })
    #expect(dataset.retry == 10_000 && dataset.undo == .irreversible && dataset.lock == nil)
  }

  @Test func `destroy removes the epair that a failed start left`() {
    let freebsd = machine(FreeBSD.jail("db0", id: 6), FreeBSD.epair(6, descr: "vnet-db0"))
    #expect(
      freebsd.dryRun(["destroy"], Destroy.plan, ["jail": "db0"])
        == Self.destroyed("Network cleanup commands =>\n  ifconfig epair6a destroy\n"))
    let other = machine(FreeBSD.jail("db0", id: 6), FreeBSD.epair(6, descr: "vnet-web"))
    #expect(other.dryRun(["destroy"], Destroy.plan, ["jail": "db0"]) == Self.destroyed(""))
  }

  @Test func `on FreeBSD 13 the jail leaves jail_list`() throws {
    let freebsd = machine(FreeBSD.jail("db0", id: 6, jid: 4), release: "13.5-RELEASE-p2")
    #expect(
      freebsd.dryRun(["destroy"], Destroy.plan, ["jail": "db0"])
        == Self.destroyed(Self.stopped, "rc.conf =>\n  sysrc -q -f /etc/rc.conf jail_list-=db0\n"))
    let steps = try steps(freebsd.reply(["destroy"], Destroy.plan, ["jail": "db0"]))
    #expect(steps[1].undo == .action(.run(["/usr/sbin/sysrc", "-q", "-f", "/etc/rc.conf", "jail_list+=db0"])))
  }

  @Test func `a jail of the original goes with the dataset of its name, if that is its root`() {
    var jail = FreeBSD.jail("db0", id: 6, image: nil, jid: 4)
    #expect(machine(jail).dryRun(["destroy"], Destroy.plan, ["jail": "db0"]) == Self.destroyed(Self.stopped))
    for (path, id) in [("/usr/local/jails/other", 6), ("/", 6), ("/usr/local/jails/db0", nil)] as [(String, Int?)] {
      jail.path = path
      jail.id = id
      #expect(
        machine(jail).dryRun(["destroy"], Destroy.plan, ["jail": "db0"])
          == "the root of db0 was not made by jailer: it is \(path)\n")
    }
  }

  @Test func `a forced destroy stops by the conf without its stop commands`() {
    var freebsd = machine(FreeBSD.jail("db0", id: 6, jid: 4))
    freebsd.machine.confs = ["db0": "db0 { persist; }\n"]
    let text = freebsd.dryRun(["destroy"], Destroy.plan, ["jail": "db0", "force": true])
    #expect(text.contains("  jail -f /etc/jail.conf.d/.db0.conf.stop-T1 -r db0\n"))
    #expect(text.hasSuffix(Self.destroyed("")))
  }

  // MARK: console

  @Test func `console logs in as the jail's root, or starts sh where that can't be`() {
    var freebsd = machine(FreeBSD.jail("db0", id: 6, jid: 4))
    freebsd.machine.shells = ["db0": "/bin/sh"]
    let login = Reply.Body.handover(argv: ["/usr/sbin/jexec", "-l", "-U", "root", "db0"], environment: [:])
    #expect(freebsd.reply(["console"], Console.plan, ["jail": "db0"]) == login)
    freebsd.machine.shells = [:]
    let plain = Reply.Body.handover(argv: ["/usr/sbin/jexec", "-l", "db0", "/bin/sh"], environment: [:])
    #expect(freebsd.reply(["console"], Console.plan, ["jail": "db0"]) == plain)
  }
}
