import Glibc
import Posix
import Testing
import Wire

@testable import Host

@Suite struct SignalTests {
  let it: Scratch
  let fifo: String
  init() throws {
    it = try Scratch()
    fifo = it.path("fifo")
    mkfifo(fifo, 0o600)
  }

  private var blocks: Step { step(.run(["/bin/cat", fifo]), undo: .nothing) }
  private var writes: Step {
    step(
      .write(path: it.path("etc/x"), text: "x", mode: 0o644, within: nil),
      absent: [it.thing("etc/x")])
  }

  private func started(_ plan: Plan) throws -> Child {
    try it.command(["apply", it.root, try it.save(plan)]).start()
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func theFirstTakesAllBack(_ number: Int32) throws {
    let child = try started(plan(writes, blocks))
    let end = try Files.open(fifo, O_WRONLY)
    #expect(Files.exists(it.path("etc/x")))
    try child.kill(number)
    #expect(try child.wait() == .exited(130))
    _ = consume end
    #expect(try it.tree() == ["/etc/ 755", "/fifo other"])
    #expect(it.journals == [])
  }

  @Test func aProgramThatIgnoresItIsKilled() throws {
    let stubborn = step(
      .run([
        "/bin/sh", "-c",
        "trap '' TERM; while read x; do :; done < \(fifo); while :; do sleep 1; done",
      ]), undo: .nothing)
    let child = try started(plan(writes, stubborn))
    let end = try Files.open(fifo, O_WRONLY)
    try child.kill(SIGTERM)
    #expect(try child.wait() == .exited(130))
    _ = consume end
    #expect(!Files.exists(it.path("etc/x")))
  }

  /// While it is being taken back the second one stops that, and recovery goes on.
  @Test func theSecondStopsAtOnce() throws {
    let undoing = step(
      .run(["/bin/touch", it.path("t")]), absent: [it.thing("t")],
      undo: .action(.run(["/bin/cat", fifo])))
    let child = try started(plan(writes, undoing, step(.run(["/bin/false"]), undo: .nothing)))
    let end = try Files.open(fifo, O_WRONLY)
    try child.kill(SIGINT)
    try child.kill(SIGTERM)
    #expect(try child.wait() == .exited(130))
    _ = consume end
    #expect(Files.exists(it.path("etc/x")) && it.journals.count == 1)
    try Files.unlink(it.path("t"))
    #expect(try it.recover().output.hasPrefix("taken-back"))
    #expect(!Files.exists(it.path("etc/x")) && it.journals == [])
  }

  /// Past the point of no return one signal changes nothing.
  @Test func whatCantBeTakenBackIsFinished() throws {
    try it.put("x", "etc/x")
    let final = [
      step(
        .run(["/bin/sh", "-c", "read x < \(fifo); exec rm \(it.path("etc/x"))"]),
        gone: [it.thing("etc/x")], undo: .irreversible),
      step(.run(["/bin/rm", fifo]), gone: [Thing(.path, fifo)], undo: .irreversible),
    ]
    let child = try started(Plan(tasks: [Plan.Task("Trying", steps: final)]))
    let end = try Files.open(fifo, O_WRONLY)
    try child.kill(SIGINT)
    // The signal is there before the step is let go on.
    try end.write(Array("go\n".utf8))
    #expect(try child.wait() == .exited(0))
    #expect(try it.tree() == ["/etc/ 755"])
  }

  @Test func atAnyMomentTheFilesAreAsBeforeOrAfter() throws {
    let many = (0..<20).map { number in
      step(
        .run(["/bin/mkdir", it.path("d\(number)")]), absent: [it.thing("d\(number)")],
        undo: .action(.remove(path: it.path("d\(number)"), tree: true)))
    }
    let before = try it.tree()
    for round in 0..<12 {
      let child = try started(Plan(tasks: [Plan.Task("Trying", steps: many)]))
      // Not timing: whichever step it meets, the promise is the same.
      while !Files.exists(it.path("d\(round)")), try child.wait(until: 0) == nil {}
      try child.kill(SIGTERM)
      let status = try child.wait()
      if status == .exited(0) {
        for number in 0..<20 { try Files.removeDirectory(it.path("d\(number)")) }
      } else {
        #expect(status == .exited(130))
      }
      #expect(try it.tree() == before)
      #expect(it.journals == [])
    }
  }
}
