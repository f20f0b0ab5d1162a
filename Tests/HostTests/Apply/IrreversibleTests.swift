import Posix
import Testing
import Wire

@testable import Host

@Suite struct IrreversibleTests {
  let it: Scratch
  init() throws { it = try Scratch() }

  var aside: Step { step(.rename(from: it.path("etc/x.conf"), to: it.path("etc/.x.conf"))) }

  /// The first of them failed and its thing is still there: it never happened.
  @Test func theFirstThatNeverHappened() throws {
    try it.put("conf", "etc/x.conf")
    try it.put("data", "root/data")
    let before = try it.tree()
    let busy = step(
      .run(["/bin/rmdir", it.path("root")]), gone: [it.thing("root")], undo: .irreversible)
    let result = try it.apply(plan(aside, busy))
    #expect(result.status == 1)
    #expect(try it.tree() == before)
    #expect(it.journals == [])
  }

  @Test func whatHappenedIsFinishedByARecovery() throws {
    try it.put("conf", "etc/x.conf")
    try it.put("data", "root/data")
    let finish = step(
      .run(["/bin/rmdir", it.path("root")]), gone: [it.thing("root")], undo: .irreversible)
    let data = step(
      .remove(path: it.path("root/data"), tree: false), gone: [it.thing("root/data")],
      undo: .irreversible)
    try it.put("another's", "root/extra")
    let result = try it.apply(plan(aside, data, finish))
    #expect(result.status == 4)
    #expect(
      result.fault?["cause"]?.string?.hasSuffix("\nleft to do: rmdir \(it.path("root"))") == true)
    #expect(it.journals.count == 1)
    // Still not to be finished; later it is.
    #expect(try it.recover().output.hasPrefix("stuck: an unfinished jailer test"))
    #expect(try it.recover().output == "")
    try Files.unlink(it.path("root/extra"))
    #expect(try it.recover(again: true).output.hasPrefix("finished: an unfinished jailer test"))
    #expect(try it.tree() == ["/etc/ 755", "/etc/.x.conf 644 conf"])
    #expect(it.journals == [])
  }

  /// Half of a tree may be gone although its top is still there.
  @Test(.enabled(if: isRoot, "mounting needs root")) func treesAreNeverRemovedAcrossMounts() throws {
    try it.put("conf", "etc/x.conf")
    try it.put("data", "root/data")
    try Files.makeDirectory(it.path("root/mnt"))
    let remove = step(
      .remove(path: it.path("root"), tree: true), gone: [it.thing("root")], undo: .irreversible)
    let file = try it.save(plan(aside, remove))
    let script =
      "mount -t tmpfs tmpfs \(it.path("root/mnt")) && touch \(it.path("root/mnt/x")) && \(Scratch.driver) apply \(it.root) \(file); echo $?; ls \(it.path("root/mnt"))"
    let namespace = Command(
      ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
    let output = String(decoding: try namespace.run().output, as: UTF8.self)
    #expect(output.hasSuffix("\n1\nx\n"), "\(output)")
    #expect(
      try it.tree() == [
        "/etc/ 755", "/etc/x.conf 644 conf", "/root/ 755", "/root/data 644 data", "/root/mnt/ 755",
      ])
  }

  @Test func independentTasksFailAlone() throws {
    func task(_ name: String, _ program: String) -> Plan.Task {
      Plan.Task(
        "Starting \(name)", label: name, claims: ["jail:\(name)"],
        steps: [
          step(.write(path: it.path("etc/\(name)"), text: "x", mode: 0o644, within: nil)),
          step(.run([program]), undo: .nothing),
        ])
    }
    let plan = Plan(
      tasks: [task("a", "/bin/true"), task("b", "/bin/false"), task("c", "/bin/true")],
      independent: true)
    let result = try it.apply(plan)
    #expect(result.status == 1)
    #expect(
      result.output.hasPrefix(
        "began Starting a\ndone Starting a\nbegan Starting b\nfailed Starting b\nended Starting b: false exited with status 1\nbegan Starting c\ndone Starting c\n"
      ))
    #expect(result.fault?["message"]?.string == "1 of 3 failed: b")
    #expect(it.text("etc/a") == "x" && it.text("etc/b") == nil && it.text("etc/c") == "x")
    #expect(it.journals == [])
  }

  /// Each has what those before it have left, and none behind one that failed is begun.
  @Test func anOrderedPlanEndsWithTheTaskThatFails() throws {
    let tasks = [
      Plan.Task("Making", steps: [step(.write(path: it.path("etc/a"), text: "x", mode: 0o644, within: nil))]),
      Plan.Task(
        "Moving",
        steps: [
          step(.rename(from: it.path("etc/a"), to: it.path("etc/b"))), step(.run(["/bin/false"]), undo: .nothing),
        ]
      ),
      Plan.Task(
        "Copying", steps: [step(.copy(from: it.path("etc/b"), to: it.path("etc/c"), mode: 0o644, within: nil))]),
    ]
    let result = try it.apply(Plan(tasks: tasks, independent: true, ordered: true))
    #expect(result.status == 1)
    #expect(
      result.output.hasPrefix(
        "began Making\ndone Making\nbegan Moving\nfailed Moving\nended Moving: false exited with status 1\n"))
    #expect(!result.output.contains("Copying"))
    #expect(result.fault?["message"]?.string == "1 of 3 failed: Moving")
    #expect(it.text("etc/a") == "x" && it.text("etc/b") == nil && it.text("etc/c") == nil)
    #expect(it.journals == [])
  }

  @Test func stepsOfOneLockTakeTurns() throws {
    // Each fails if another is between its two halves.
    let turn = step(
      .run(["/bin/sh", "-c", "mkdir \(it.path("turn")) && rmdir \(it.path("turn"))"]),
      undo: .nothing, lock: "turns")
    let file = try it.save(
      Plan(tasks: [
        Plan.Task(
          "Trying",
          steps: (0..<10).map {
            var step = turn
            step.id = "s\($0)"
            return step
          })
      ]))
    let children = try (0..<4).map { _ in try it.command(["apply", it.root, file]).start() }
    for child in children { #expect(try child.wait() == .exited(0)) }
  }
}
