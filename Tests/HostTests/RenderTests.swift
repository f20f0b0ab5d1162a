import Testing
import Wire

@testable import Host

struct RenderTests {
  @Test func table() {
    let columns = [View.Column("name", "NAME"), View.Column("jid", "JID"), View.Column("gateway", "GW")]
    let rows: [JSON.Object] = [
      ["name": "99d6c13c", "jid": 7], ["name": "日本", "jid": "12", "gateway": "10.0.0.1"],
      ["name": "a\u{1B}[31m", "jid": nil as JSON? ?? .null, "gateway": ""],
    ]
    #expect(
      ViewText.table(columns, rows) == """
        NAME       JID  GW
        99d6c13c   7    -
        日本       12   10.0.0.1
        a\\x1b[31m  -    -

        """)
    #expect(ViewText.table(columns, []) == "NAME  JID  GW\n")
    #expect(
      ViewText.table([View.Column("mark", ""), View.Column("name", "")], [["mark": "*", "name": "13.1"]]) == "*  13.1\n"
    )
  }

  @Test func record() {
    let entries = [
      View.Entry("a", "Name", "www0"), View.Entry("b", "Addresses", ["10.0.0.1", "::1"]), View.Entry("c", "Up", true),
    ]
    #expect(ViewText.record(entries) == "Name       www0\nAddresses  10.0.0.1, ::1\nUp         yes\n")
    #expect(ViewJSON.document(View(.record(entries))).text() == #"{"a":"www0","b":["10.0.0.1","::1"],"c":true}"#)
    #expect(ViewJSON.document(View(.text("x"), json: [1])).text() == "[1]")
    #expect(ViewText.lines(View(.text("a\u{7}\tb"))) == "a\\x07\tb\n")
    #expect(ViewText.lines(View(.text(""))) == "")
  }

  @Test func fault() {
    let fault = Fault(.failed, "no\u{1B}pe", cause: "two\nlines", hint: "a\nb")
    #expect(FaultText.lines(fault) == "jailer: no\\x1bpe: two; lines\n  a\n  b\n")
    #expect(FaultText.lines(Fault(.failed, "x")) == "jailer: x\n")
  }

  func show(_ plan: Plan, _ events: [Progress], color: Bool = false, terminal: Bool = false) -> String {
    var text = ProgressText(plan: plan, style: Style(isColored: color), isTerminal: terminal)
    text.columns = 10
    text.clock = { 0 }
    return text.opening + events.map { text.text($0) }.joined() + text.closing
  }

  @Test func progress() {
    let plan = Plan(tasks: [Plan.Task("Creating www0", steps: [])])
    #expect(
      show(plan, [.began(task: 0, title: "Creating www0"), .done(task: 0, title: "Creating www0")])
        == "Creating www0: Done!\n")
    #expect(
      show(
        plan, [.began(task: 0, title: "Creating www0"), .bytes(5, of: 10), .failed(task: 0, title: "Creating www0")],
        color: true)
        == "Creating www0: \u{1B}[31mFailed!\u{1B}[0m\n")
    #expect(
      show(
        plan,
        [
          .began(task: 0, title: "A"), .bytes(5, of: 10), .bytes(5, of: 10), .bytes(4, of: nil),
          .done(task: 0, title: "A"),
        ], terminal: true)
        == "A: 50 %\u{8}\u{8}\u{8}\u{8}    \u{8}\u{8}\u{8}\u{8}4B\u{8}\u{8}  \u{8}\u{8}Done!\n")
  }

  @Test func `a bar shows the share, the speed and the time that is left, as far as there is room and they are known`()
  {
    var bar = ProgressBar(room: 60)
    let mega = 1 << 20
    #expect(bar.text(10 * mega, of: 100 * mega, at: 0) == "[##------------------]  10 %")
    // Too soon to be drawn again.
    #expect(bar.text(11 * mega, of: 100 * mega, at: 50) == nil)
    #expect(bar.text(20 * mega, of: 100 * mega, at: 1000) == "[####----------------]  20 %  10M/s  0:08 left")
    #expect(bar.text(20 * mega, of: 100 * mega, at: 7000) == "[####----------------]  20 %")
    #expect(bar.text(100 * mega, of: 100 * mega, at: 7001) == "[####################]  100 %")
    // The next step begins at nothing; and where the end isn't known there is no share.
    #expect(bar.text(0, of: nil, at: 8000) == "0B")
    #expect(bar.text(3 * mega, of: nil, at: 9000) == "3072K  3072K/s")
    var narrow = ProgressBar(room: 20)
    _ = narrow.text(0, of: 100 * mega, at: 0)
    #expect(narrow.text(mega, of: 100 * mega, at: 60_000) == "1 %")
    var slow = ProgressBar(room: 60)
    _ = slow.text(0, of: 100_000_000, at: 0)
    #expect(slow.text(5_000, of: 100_000_000, at: 1000) == "[--------------------]  0 %  5000B/s  5:33:19 left")
  }

  @Test func headings() {
    let tasks = ["a", "b", "c"].map { (name: String) in Plan.Task("Starting \(name)", label: name, steps: []) }
    let plan = Plan(tasks: tasks, independent: true, heading: "Starting jails")
    let done = tasks.enumerated().map { Progress.done(task: $0.offset, title: $0.element.title) }
    #expect(show(plan, done) == "Starting jails: a b c.\n")
    #expect(
      show(plan, [done[0], .failed(task: 1, title: "Starting b"), done[2]])
        == "Starting jails: a c.\nStarting b: Failed!\n")
  }

  @Test func colours() {
    func colored(_ mode: ColorMode, _ terminal: Bool, _ variables: [String: String]) -> Bool {
      Style(mode: mode, isTerminal: terminal, variables: variables).isColored
    }
    #expect(colored(.auto, true, [:]))
    #expect(!colored(.auto, false, [:]))
    #expect(!colored(.auto, true, ["NO_COLOR": "1"]))
    #expect(colored(.auto, true, ["NO_COLOR": ""]))
    #expect(!colored(.auto, true, ["TERM": "dumb"]))
    #expect(colored(.always, false, ["NO_COLOR": "1"]))
    #expect(!colored(.never, true, [:]))
  }

  @Test func prompts() {
    var ask = Reply.Ask("OK?", kind: .confirm, name: "ok", heading: "Jailer will create")
    ask.summary = [["dataset", "zroot/jails"], ["mount point", "/usr/local/jails"]]
    #expect(
      PromptText.text(ask)
        == "Jailer will create\n dataset     : zroot/jails\n mount point : /usr/local/jails\nOK? (y/N) ")
    ask.summary = [["- Setup dhcpd.conf.", ""]]
    ask.kind = .choice
    ask.choices = ["a", "b"]
    #expect(PromptText.text(ask) == "Jailer will create\n - Setup dhcpd.conf.\nOK? (a/b) ")
  }
}
