import Glibc
import Posix
import Testing
import Wire

@testable import Host

@Suite struct JournalTests {
  let it: Scratch
  let folder: String
  init() throws {
    it = try Scratch()
    folder = it.paths.journals
    try Files.makeDirectories(folder)
  }

  static let head = Record.Head(
    id: "t", verb: "create", pid: 7, since: 1_700_000_000, boot: "b", claims: ["jail:a", "id:6"])

  var records: [Record] {
    [
      .head(Self.head),
      .plan(
        plan(
          step(
            .write(path: it.path("etc/x"), text: "ours\n", mode: 0o644, within: nil),
            absent: [it.thing("etc/x")], id: "x"),
          step(.write(path: it.path("etc/y"), text: "ours\n", mode: 0o644, within: nil), id: "y"))),
      .begin(0, .file(path: it.path("etc/x"), .absent)), .children(0, [ProcessMark(getpid())]),
      .done(0),
      .begin(1, .file(path: it.path("etc/y"), .kept(name: "t.1.old", mode: 0o600, uid: 0, gid: 0))),
    ]
  }

  /// A dead process's journal with these bytes behind its records.
  func leave(_ records: [Record], _ more: [UInt8] = []) throws {
    try Files.write(
      records.flatMap { JournalText.line($0) } + more, to: "\(folder)/t.journal", mode: 0o600)
    try Files.write("theirs\n", to: "\(folder)/t.1.old", mode: 0o600)
    try it.put("ours\n", "etc/x")
    try it.put("ours\n", "etc/y")
  }

  @Test func recordsAreReadAsWritten() throws {
    let all =
      records + [
        .begin(2, .folders(["/a", "/a/b"])), .begin(3, .nothing),
        .begin(4, .file(path: "/l", .link("../t"))),
        .begin(5, .file(path: "/r", .replaced(uid: 7, gid: 8))), .takingBack,
        .undone(1), .stuck, .end,
      ]
    let text = JournalText(all.flatMap { JournalText.line($0) })
    #expect(text.records == all)
    #expect(!text.corrupt)
    #expect(Checksum.of(Array("123456789".utf8)) == 0xE306_9283)
  }

  /// Cut off anywhere in the last record: that record alone is not believed.
  @Test func aTornEndIsPassedOver() throws {
    let whole = records.flatMap { JournalText.line($0) }
    let last = JournalText.line(.begin(1, .nothing))
    for cut in 0..<last.count {
      let text = JournalText(whole + last[..<cut])
      #expect(text.records.count == records.count && text.whole == whole.count && !text.corrupt)
    }
  }

  @Test func recoveryOfATornJournal() throws {
    try leave(records, Array("0000004".utf8))
    #expect(
      try it.recover().output.hasPrefix(
        "taken-back: an unfinished jailer create (process 7, 2023-11-14T22:13:20Z) was taken back"))
    #expect(it.text("etc/x") == nil)
    #expect(it.text("etc/y") == "theirs\n")
    #expect(it.journals == [])
  }

  /// Files are synced at the end: the power may take the content of one whose name is there already.
  @Test(arguments: [true, false]) func anEmptyFileIsOursOnlyAfterAPowerLoss(lost: Bool) throws {
    var head = Self.head
    head.boot = lost ? "another boot" : ProcessMark.boot
    try leave([.head(head), records[1], records[2], records[5]])
    try it.put("", "etc/x")
    try it.put("", "etc/y")
    try it.recover()
    #expect(it.text("etc/x") == (lost ? nil : ""))
    #expect(it.text("etc/y") == (lost ? "theirs\n" : ""))
  }

  /// A process that a dead owner was just starting holds its lock for a moment.
  @Test func theLockOfADeadOwnerIsWaitedFor() throws {
    var head = Self.head
    head.pid = Int(Int32.max)
    try leave([.head(head)] + records.dropFirst())
    let held = try Files.open("\(folder)/t.journal", O_RDWR)
    #expect(flock(held.raw, LOCK_EX) == 0)
    let letGo = Background { [raw = held.raw] in
      Clock.pause(milliseconds: 100)
      flock(raw, LOCK_UN)
    }
    try it.recover()
    letGo.value()
    #expect(it.text("etc/x") == nil)
    #expect(it.journals == [])
  }

  @Test func theLockOfALivingOwnerIsNot() throws {
    var head = Self.head
    head.pid = Int(getpid())
    try leave([.head(head)] + records.dropFirst())
    let held = try Files.open("\(folder)/t.journal", O_RDWR)
    #expect(flock(held.raw, LOCK_EX) == 0)
    try it.recover()
    #expect(it.text("etc/x") == "ours\n")
    #expect(it.journals.contains("t.journal"))
  }

  @Test func whatAnotherWroteSinceStays() throws {
    try leave(records)
    // The second step was not noted as done.
    try it.put("an editor's\n", "etc/y")
    try it.recover()
    #expect(it.text("etc/y") == "an editor's\n")
  }

  @Test(arguments: [2, 4, 5]) func aDamagedMiddleIsSetAside(_ damaged: Int) throws {
    var lines = (records + [.done(1)]).map { JournalText.line($0) }
    lines[damaged][25] ^= 1
    try leave([], lines.flatMap { $0 })
    #expect(try it.recover().output.hasPrefix("corrupt: an unfinished jailer create"))
    #expect(it.text("etc/x") == "ours\n" && it.text("etc/y") == "ours\n")
    #expect(it.journals == ["t.1.old", "t.corrupt"])
    #expect(try it.recover(again: true).output == "")
  }

  @Test func journalsThatSayNothing() throws {
    for bytes in [
      [], Array("x".utf8), JournalText.line(records[0]),
      JournalText.line(records[0]) + JournalText.line(records[1]),
    ] {
      try Files.write(bytes, to: "\(folder)/t.journal", mode: 0o600)
      #expect(try it.recover().output == "")
      #expect(it.journals == [])
    }
  }

  @Test func anEndIsNotActedOnAgain() throws {
    try leave(records + [.end])
    #expect(try it.recover().output == "")
    #expect(it.text("etc/x") == "ours\n")
    #expect(it.journals == [])
  }

  @Test func stepsThatAreNotInThePlanAreNotBelieved() throws {
    try leave(records + [.begin(9, .nothing)])
    #expect(try it.recover().output.hasPrefix("corrupt:"))
    #expect(it.text("etc/x") == "ours\n")
  }

  @Test func claimsOfTheLivingAndTheDead() throws {
    #expect(try Journals.claims(it.paths) == [])
    try leave(records)
    let claims = try Journals.claims(it.paths)
    #expect(claims.map(\.text) == ["jail:a", "id:6"])
    #expect(
      claims[0]
        == Claim(text: "jail:a", transaction: "t", verb: "create", pid: 7, since: 1_700_000_000))
    let busy = try it.apply(
      plan(step(.run(["/bin/true"]), undo: .nothing), claims: ["jail:b", "id:6"]))
    #expect(busy.status == 75)
    #expect(busy.fault?["message"]?.string == "id:6 is taken by an unfinished jailer create")
    #expect(busy.fault?["cause"]?.string == "process 7, since 2023-11-14T22:13:20Z, transaction t")
  }

  /// Two at once want the same: one gets it, the other learns who has it, and may have it afterwards.
  @Test func oneOfTwoGetsAClaim() throws {
    let fifo = it.path("fifo")
    mkfifo(fifo, 0o600)
    let first = try it.command([
      "apply", it.root,
      try it.save(
        plan(step(.run(["/bin/cat", fifo]), undo: .nothing), claims: ["jail:x"]), "first"),
    ]).start()
    let end = try Files.open(fifo, O_WRONLY)
    let second = plan(step(.run(["/bin/true"]), undo: .nothing), claims: ["jail:x"])
    let busy = try it.apply(second)
    #expect(busy.status == 75)
    #expect(busy.fault?["cause"]?.string?.hasPrefix("process \(first.pid), since ") == true)
    #expect(
      try it.apply(plan(step(.run(["/bin/true"]), undo: .nothing), claims: ["jail:y"])).status == 0)
    // A recovery leaves the living alone.
    #expect(try it.recover().output == "" && it.journals.count == 1)
    _ = consume end
    #expect(try first.wait() == .exited(0))
    #expect(try it.apply(second).status == 0)
  }
}
