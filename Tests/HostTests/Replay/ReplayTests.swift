import Foundation
import Testing
import Wire

@testable import Host

/// `--facts FILE` and `jailer facts` with plugins of the test's own.
struct ReplayTests {
  private let installation: Installation

  init() throws {
    installation = try Installation()
    try installation.write(richFacts, to: "\(installation.root)/facts.json")
    // Shows its request.
    try installation.plugin(
      "show", #""commands":[{"path":["show"],"summary":"s","facts":["host","jails","overview","bases"]}]"#,
      script: #"printf '{"id":"%s","view":{"text":"x","json":%s}}' "$id" "$request""#)
    try installation.plugin(
      "clear",
      #""commands":[{"path":["clear"],"summary":"s","changes":true,"facts":["host"]}],"permissions":{"write":["{conf}/*"],"run":[["zfs","list"]]}"#,
      reply: """
        "plan":{"tasks":[{"title":"t","steps":[{"id":"1","do":{"remove":"/etc/jail.conf.d/x"},"undo":"nothing"},
        {"id":"2","do":{"run":["/sbin/zfs","list"]},"undo":"nothing"}]}]}
        """)
  }

  private var file: String { "\(installation.root)/facts.json" }

  @Test func aVerbGetsTheRecordedFactsAndOnlyThoseItAsksFor() throws {
    let result = try installation.run("--facts", file, "-j", "show")
    #expect(result.status == 0, "\(result)")
    let request = try JSON.read(Array(result.output.utf8), limit: Limits.request)
    let recorded = try JSON.read(Array(richFacts.utf8), limit: Limits.recorded)["facts"]
    let facts = try #require(request["facts"])
    #expect(facts.object?.members.map(\.name) == ["host", "jails", "overview", "bases", "claims"])
    #expect(facts["host"]?["random"] == recorded?["host"]?["random"])
    #expect(facts["host"]?["system"] == "FreeBSD")
    #expect(facts["host"]?["paths"]?["config"] == "/etc/rc.conf")
    #expect(facts["jails"] == recorded?["jails"])
    #expect(facts["claims"] == [])
    // The same request, to its last byte, each time.
    #expect(try installation.run("--facts=\(file)", "-j", "show") == result)
  }

  /// Nobody else can read what root's planner can't either; the facts come from the file alone.
  @Test func rootIsNotNeeded() throws {
    let result = try installation.run(as: 65534, "clear", "-D", "--facts", file)
    #expect(result.status == 0)
    #expect(result.output == "Commands =>\n  rm -d /etc/jail.conf.d/x\n  zfs list\n")
  }

  @Test func nothingIsDoneByRecordedFacts() throws {
    let refused = try installation.run("--facts", file, "clear")
    #expect(refused.status == 64)
    #expect(
      refused.error == """
        jailer: clear changes nothing by the facts in ROOT/facts.json: they are only planned against
          add -D to see the plan, or leave out --facts

        """)
    try installation.plugin(
      "enter", #""commands":[{"path":["enter"],"summary":"s"}],"permissions":{"run":[["/bin/true"]]}"#,
      reply: #""handover":{"argv":["/bin/true"]}"#)
    #expect(try installation.run("--facts", file, "enter").status == 64)
    #expect(try installation.run("--facts", file, "-D", "enter").output == "Command on the terminal =>\n  true\n")
  }

  @Test func programsAndPathsAreThoseOfTheRecordedMachine() throws {
    let other = richFacts.replacing(#""root":"""#, with: #""root":"/scratch""#)
      .replacing(#""zfs":"/sbin/zfs""#, with: #""zfs":"/opt/zfs""#)
    try installation.write(other, to: file)
    let refused = try installation.run("--facts", file, "-D", "clear")
    #expect(refused.status == 77)
    #expect(refused.error.contains("may not remove /etc/jail.conf.d/x"), "\(refused)")
    try installation.write(richFacts.replacing(#""zfs":"/sbin/zfs""#, with: #""zfs":"/opt/zfs""#), to: file)
    #expect(try installation.run("--facts", file, "-D", "clear").error.contains("may not run /sbin/zfs list"))
  }

  @Test func whatIsMissingIsNamed() throws {
    try installation.write(bareFacts, to: file)
    let result = try installation.run("--facts", file, "show")
    #expect(result.status == 65)
    #expect(
      result.error == """
        jailer: ROOT/facts.json lacks the fact jails, which show needs
          jailer facts -j host jails overview bases > FILE

        """)
  }

  @Test func usage() throws {
    #expect(try installation.run("--facts", file, "--root", "/tmp", "show").status == 64)
    #expect(try installation.run("--facts", file, "--facts", file, "show").error == "jailer: --facts is given twice\n")
    #expect(try installation.run("--facts", "", "show").status == 64)
    #expect(try installation.run("--facts", file, "recover").status == 64)
    let unknown = try installation.run("facts", "jail")
    #expect(
      unknown == .init(status: 64, output: "", error: "jailer: there is no fact \"jail\"\n  did you mean jails?\n"))
    #expect(try installation.run("facts", "rules").status == 64)
    #expect(try installation.run("facts", "boot").error == "jailer: Linux has no fact boot\n  jailer help facts\n")
    #expect(try installation.run("help", "facts").output.contains("jailer facts [FACT...]"))
  }

  @Test func factsOfTheFile() throws {
    let all = try installation.run("--facts", file, "facts", "-j")
    let document = try JSON.read(Array(all.output.utf8), limit: Limits.recorded)
    #expect(document["recorded"] == 1)
    #expect(document["facts"]?["jails"] == (try JSON.read(Array(richFacts.utf8), limit: 1 << 20))["facts"]?["jails"])
    try installation.write(all.output, to: "\(installation.root)/again.json")
    #expect(try installation.run("--facts", "\(installation.root)/again.json", "facts", "-j") == all)
    #expect(
      try installation.run("facts", "--facts", file).output == """
        FACT        WHAT
        host        armbsd13, FreeBSD 14.3-RELEASE
        config      e
        jails       2, of which 2 run
        overview    1, of which 1 run
        confs       1
        images      14.3-RELEASE
        bases       14.3-RELEASE
        snapshots   www0@prod www0@two
        shells      1
        boot        e
        interfaces  bridge0
        claims      jail:db0

        """)
    let some = try installation.run("facts", "--facts", file, "-j", "confs")
    #expect(
      try JSON.read(Array(some.output.utf8), limit: 1 << 20)["facts"]?.object?.members.map(\.name) == [
        "host", "confs", "claims",
      ])
  }

  /// What this machine's facts are, they can be planned against.
  @Test func factsOfThisMachine() throws {
    let scratch = installation.scratch
    let recorded = try installation.run("--root", scratch, "facts", "-j")
    #expect(recorded.status == 0, "\(recorded)")
    try installation.write(recorded.output.replacing("ROOT", with: installation.root), to: file)
    let facts = try JSON.read(Array(recorded.output.utf8), limit: Limits.recorded)["facts"]
    #expect(
      facts?.object?.members.map(\.name) == [
        "host", "config", "jails", "confs", "images", "snapshots", "interfaces", "claims",
      ])
    #expect(try installation.run("--facts", file, "facts", "-j") == recorded)
    #expect(try installation.run("--facts", file, "show").status == 0)
    #expect(try installation.run("--root", scratch, "facts", "config").output.contains("config  no store"))
  }
}
