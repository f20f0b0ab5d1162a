import Glibc
import Posix
import Testing
import Wire

@testable import Host

/// kill -9 at every point, then recovery: the files are as before or as after, never between.
@Suite(.enabled(if: Preload.library != nil, "needs a C compiler")) struct KillTests {
  let it: Scratch
  let library: String
  init() throws {
    it = try Scratch()
    library = try #require(Preload.library)
  }

  /// Each kind of step that can be taken back.
  var reversible: [Step] {
    [
      step(.directory(path: it.path("a/b/c"), mode: 0o700, within: nil)),
      step(
        .write(path: it.path("a/b/c/new"), text: "new\n", mode: 0o600, within: it.root),
        absent: [it.thing("a/b/c/new")]),
      step(.write(path: it.path("etc/old"), text: "changed\n", mode: 0o644, within: nil)),
      step(.write(path: it.path("etc/link"), text: "no link\n", mode: 0o644, within: it.root)),
      step(.copy(from: it.path("etc/old"), to: it.path("etc/copy"), mode: 0o644, within: nil)),
      step(.rename(from: it.path("etc/tree"), to: it.path("trash"))),
      step(
        .run(["/bin/cp", "-a", it.path("trash"), it.path("clone")]), absent: [it.thing("clone")],
        undo: .action(.remove(path: it.path("clone"), tree: true))),
      step(
        .pipe([["/bin/cat", it.path("etc/old")], ["/usr/bin/tee", it.path("piped")]]),
        absent: [it.thing("piped")],
        undo: .action(.run(["/bin/rm", it.path("piped")]))),
    ]
  }

  func prepare() throws {
    for name in try Files.list(it.root) { try Tree.remove(it.path(name)) }
    try it.put("old\n", "etc/old", mode: 0o640)
    try it.put("leaf\n", "etc/tree/x/y/leaf")
    try Files.symlink("../nowhere", at: it.path("etc/link"))
  }

  @Test func everyPointOfWhatCanBeTakenBack() throws {
    try everyPoint(plan(reversible), atLeast: 100)
  }

  @Test func everyPointOfWhatCant() throws {
    let final = [
      step(
        .remove(path: it.path("trash"), tree: true), gone: [it.thing("trash")], undo: .irreversible),
      step(
        .remove(path: it.path("piped"), tree: false), gone: [it.thing("piped")], undo: .irreversible
      ),
      step(
        .run(["/bin/rm", it.path("etc/copy")]), gone: [it.thing("etc/copy")], undo: .irreversible),
    ]
    try everyPoint(plan(reversible + final), atLeast: 110)
  }

  private func plan(_ steps: [Step]) -> Plan {
    Plan(tasks: [Plan.Task("Trying", claims: ["jail:x"], steps: steps)])
  }

  private func everyPoint(_ plan: Plan, atLeast: Int) throws {
    try prepare()
    let before = try it.tree()
    #expect(try it.apply(plan).status == 0)
    let after = try it.tree()
    #expect(before != after)
    var (call, backs) = (0, 0)
    while true {
      call += 1
      try prepare()
      let result = try it.apply(plan, environment: Preload.environment(killAt: call, of: library))
      if result.status == 0 { break }
      try #require(result.status == 128 + SIGKILL, "call \(call): \(result.output)")
      let recovered = try it.recover()
      let tree = try it.tree()
      #expect(tree == before || tree == after, "killed at call \(call): \(recovered.output)")
      #expect(it.journals == [], "killed at call \(call): \(recovered.output)")
      backs += tree == before ? 1 : 0
    }
    #expect(call > atLeast && backs > 0)
  }

  /// A recovery that is killed too, at each of its calls: the next one ends it.
  @Test func aKilledRecoveryIsFinishedByTheNext() throws {
    let plan = plan(
      reversible + [
        step(
          .remove(path: it.path("trash"), tree: true), gone: [it.thing("trash")],
          undo: .irreversible)
      ])
    try prepare()
    let before = try it.tree()
    var last = 0
    while try {
      try prepare()
      return try it.apply(plan, environment: Preload.environment(killAt: last + 1, of: library))
        .status != 0
    }() {
      last += 1
    }
    for at in [last / 2, last * 3 / 4] {
      var call = 0
      while true {
        call += 1
        try prepare()
        try it.apply(plan, environment: Preload.environment(killAt: at, of: library))
        if try it.recover(environment: Preload.environment(killAt: call, of: library)).status == 0 {
          break
        }
        try it.recover()
        #expect(try it.tree() == before, "killed at call \(at), then at \(call)")
        #expect(it.journals == [])
      }
      #expect(call > 10)
    }
  }

  /// Killed while a program of the step runs: the program ends with it.
  @Test func programsDontOutliveTheirTransaction() throws {
    let fifo = it.path("fifo")
    mkfifo(fifo, 0o600)
    let copy = step(
      .pipe([["/bin/cat", fifo], ["/usr/bin/tee", it.path("t")]]), absent: [it.thing("t")],
      undo: .action(.remove(path: it.path("t"), tree: false)))
    let child = try it.command(["apply", it.root, try it.save(plan([copy]))]).start()
    // Opens when cat has.
    let end = try Files.open(fifo, O_WRONLY)
    try child.kill(SIGKILL)
    #expect(try child.wait() == .signalled(SIGKILL))
    #expect(try it.recover().output.hasPrefix("taken-back: an unfinished jailer test"))
    signal(SIGPIPE, SIG_IGN)
    #expect(throws: PosixError.self) { try end.write([1]) }
    #expect(try it.tree() == ["/etc/ 755", "/fifo other"])
  }
}

extension KillTests {
  /// "done" is on the terminal only once no crash can take it back.
  @Test func whatWasSaidToBeDoneStays() throws {
    let plan = Plan(tasks: [Plan.Task("Trying", steps: reversible)])
    var call = 0
    while true {
      call += 1
      try prepare()
      let result = try it.apply(
        plan, environment: Preload.environment(killAt: call, of: library))
      if result.status == 0 { break }
      guard result.output.contains("done Trying") else {
        try it.recover()
        continue
      }
      try it.recover()
      #expect(Files.exists(it.path("a/b/c/new")), "killed at call \(call)")
    }
  }
}
