import Platform
import Testing
import Wire

@testable import core_plugins

/// `init pf` on FreeBSD.
@Suite struct InitPFTests {
  private static let line = "include \"/usr/local/etc/jailer/pf.conf\" # nat and rdr of jails: jailer init pf\n"
  private static let points = [#"nat-anchor "jailer/*""#, #"nat-anchor "jailer.net/*""#, #"rdr-anchor "jailer/*""#]
  private static let index =
    (["# jailer writes this file. The host's pf.conf includes it: see jailer init pf."] + points)
    .joined(separator: "\n") + "\n"

  private func machine(_ pf: PfFact, rcConf: String = "", forwarding: [String] = []) -> FreeBSD {
    var freebsd = FreeBSD()
    freebsd.machine.config?.text = rcConf
    freebsd.machine.rules = RulesFact(forwarding: forwarding, pf: pf)
    return freebsd
  }

  private func plan(_ freebsd: FreeBSD) -> String { freebsd.dryRun(["init", "pf"], Init.plan, answers: ["ok": true]) }

  @Test func `a host without pf`() throws {
    let freebsd = machine(PfFact())
    guard case .ask(let ask) = freebsd.reply(["init", "pf"], Init.plan) else {
      Issue.record("no question")
      return
    }
    #expect(ask.heading == "Jailer will" && ask.question == "OK?" && ask.kind == .confirm)
    #expect(
      ask.summary.map { $0[0] } == [
        "- add one line to /etc/pf.conf, which includes /usr/local/etc/jailer/pf.conf",
        "- set pf_enable=\"YES\", gateway_enable=\"YES\" in rc.conf", "- let the host forward IPv4",
        "- start pf, which may cut connections that are open, this one too",
      ])
    #expect(
      plan(freebsd) == """
        pf.conf =>
          mkdir -p /usr/local/etc/jailer/pf
        cat > /usr/local/etc/jailer/pf.conf <<'EOF'
        \(Self.index)EOF
        chmod 600 /usr/local/etc/jailer/pf.conf
        pf commands =>
          kldload -n pf
        pf.conf =>
          echo '\(Self.line.dropLast())' > /etc/pf.conf.jailer
          pfctl -n -f /etc/pf.conf.jailer
          rm -d /etc/pf.conf.jailer
          echo '\(Self.line.dropLast())' > /etc/pf.conf
        rc.conf =>
        cat > /etc/rc.conf <<'EOF'
        pf_enable="YES"
        gateway_enable="YES"
        EOF
        pf commands =>
          sysctl net.inet.ip.forwarding=1
          service pf start

        """)
  }

  @Test func `a pf that runs keeps its rules and its file's permissions`() throws {
    let conf = """
      ext_if = "vtnet0"
      table <bruteforce> persist
      set skip on lo0
      scrub in all

      # the office
      nat on $ext_if inet from 192.168.1.0/24 to any -> ($ext_if)

      # nothing else
      block in all
      pass out quick all keep state
      """
    let pf = PfFact(conf: conf, confMode: 0o600, isLoaded: true, isEnabled: true)
    var freebsd = machine(pf, rcConf: "pf_enable=\"YES\"\ngateway_enable=\"YES\"\n", forwarding: ["inet"])
    freebsd.machine.interfaces?[0].addresses.append(contentsOf: [Address("fd00::1/64")].compactMap(\.self))
    freebsd.machine.jails = [FreeBSD.jail("www0", id: 1)]
    freebsd.machine.jails?[0].bridge = "bridge0"
    guard case .plan(let plan, _) = freebsd.reply(["init", "pf"], Init.plan, answers: ["ok": true]) else {
      Issue.record("no plan")
      return
    }
    let steps = plan.tasks.flatMap(\.steps)
    #expect(
      steps.map(\.id) == [
        "pf/before", "pf/folder", "pf/index", "pf/own", "pf/candidate", "pf/check", "pf/checked", "pf/conf",
        "pf/settings",
        "pf/inet6", "pf/reload",
      ])
    #expect(steps[0].undo == .action(.run(["/usr/sbin/service", "pf", "onereload"])))
    let expected = conf.split(separator: "# nothing else", omittingEmptySubsequences: false)
      .joined(separator: Self.line + "# nothing else")
    #expect(steps[7].action == .write(path: "/etc/pf.conf", text: expected, mode: 0o600, within: nil))
    #expect(
      steps[8].action
        == .write(
          path: "/etc/rc.conf", text: "pf_enable=\"YES\"\ngateway_enable=\"YES\"\nipv6_gateway_enable=\"YES\"\n",
          mode: 0o644, within: nil))
    #expect(steps[9].action == .run(["/sbin/sysctl", "net.inet6.ip6.forwarding=1"]))
    #expect(steps[10].action == .run(["/usr/sbin/service", "pf", "reload"]))
  }

  @Test func `what is there already is not done again`() {
    let rcConf = "pf_enable=yes\ngateway_enable=\"YES\"\n"
    let ready = PfFact(
      path: "/etc/my.conf", conf: Self.line, isLoaded: true, isEnabled: true, points: Self.points, index: Self.index)
    #expect(
      plan(machine(ready, rcConf: rcConf, forwarding: ["inet"]))
        == "\(Reply.Body.view(View(.text("pf is set up already\n"), json: ["done": []])))\n")
    // The line is in the file and was not loaded; in another file than the usual one.
    var old = ready
    old.points = []
    #expect(
      plan(machine(old, rcConf: rcConf, forwarding: ["inet"])) == "pf commands =>\n  service pf reload\n")
    var stopped = ready
    stopped.isEnabled = false
    #expect(
      plan(machine(stopped, rcConf: rcConf)) == """
        pf commands =>
          sysctl net.inet.ip.forwarding=1
          service pf start

        """)
  }

  @Test func `a pf_conf that can't be written back is refused with its line`() {
    var latin = PfFact(conf: "# caf\u{FFFD}\n")
    latin.confError = "line 1 is not UTF-8"
    #expect(
      plan(machine(latin))
        == "/etc/pf.conf can't be changed: line 1 is not UTF-8, and all else in it has to stay as it is\n")
    #expect(
      plan(machine(PfFact(conf: "set skip on lo0\npass\r\n")))
        == "/etc/pf.conf can't be changed: line 2 ends with a carriage return, which pf doesn't take\n")
    #expect(
      plan(machine(PfFact(conf: "pass\n" + Self.line)))
        == "line 2 of /etc/pf.conf is in the wrong place: rules of nat and rdr must come before those that filter\n")
  }

  @Test func `Linux has no pf`() {
    var freebsd = machine(PfFact())
    freebsd.machine.host?.paths = Paths(root: "", system: .linux)
    freebsd.machine.rules = RulesFact()
    #expect(plan(freebsd) == "there is no pf to set up: Linux has nftables, which needs nothing\n")
  }
}
