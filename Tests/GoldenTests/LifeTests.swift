import Platform
import Testing
import Wire

@testable import core_plugins

@Suite struct LifeTests {
  @Test func `an eb jail's epair is proven absent, so that a failed start's can be removed`() throws {
    var freebsd = FreeBSD()
    freebsd.machine.jails = [FreeBSD.jail("db0", id: 6)]
    guard case .plan(let plan, _) = freebsd.reply(["start"], ["jail": ["db0"]], Start.plan) else {
      Issue.record("no plan")
      return
    }
    let steps = try #require(plan.tasks.first?.steps)
    #expect(steps.map(\.id) == ["db0/epair", "db0/start"])
    #expect(steps[0].absent == [Thing(.interface, "epair6a")])
    #expect(steps[0].undo == .action(.run(["/sbin/ifconfig", "epair6a", "destroy"])))
    #expect(steps[1].action == .run(["/usr/sbin/jail", "-f", "/etc/jail.conf.d/db0.conf", "-c", "db0"]))
  }
}
