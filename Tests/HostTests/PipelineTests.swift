import Foundation
import Testing
import Wire

@testable import Host

/// From words to an exit status, with real plugins and real steps, below a scratch root.
struct PipelineTests {
  static let text =
    #""permissions":{"run":[["/bin/sh","-c","*"]],"write":["/made/**","/made"],"invoke":[["inner","**"]]}"#

  /// A plan with one task of these steps.
  func plan(_ title: String, _ steps: String, rest: String = "") -> String {
    "\"plan\":{\"tasks\":[{\"title\":\"\(title)\",\"claims\":[\"jail:\(title.split(separator: " ").last ?? "")\"],\"steps\":[\(steps)]}]}\(rest)"
  }

  func write(_ installation: Installation, _ id: String, _ name: String) -> String {
    "{\"id\":\"\(id)\",\"section\":\"Files\",\"do\":{\"write\":{\"path\":\"\(installation.scratch)/made/\(name)\",\"text\":\"x\\n\"}}}"
  }

  func folder(_ installation: Installation) -> String {
    "{\"id\":\"folder\",\"do\":{\"directory\":{\"path\":\"\(installation.scratch)/made\"}}}"
  }

  func made(_ installation: Installation) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: installation.scratch)) ?? []).filter { $0.hasPrefix("made") }
      .sorted()
  }

  @Test(.enabled(if: asRoot, "changing commands need root")) func applies() throws {
    let installation = try Installation()
    let steps = folder(installation) + "," + write(installation, "a", "a")
    try installation.plugin("p", Self.text, reply: plan("Creating www0", steps, rest: #","view":{"text":"thanks"}"#))
    let root = ["--root", installation.scratch]
    func run(_ words: String...) throws -> Installation.Result {
      try installation.run(bytes: (root + words).map { Array($0.utf8) })
    }
    let shown = "Commands =>\n  mkdir -p ROOT/root/made\nFiles =>\n  echo x > ROOT/root/made/a\n"
    #expect(try run("p", "-D") == .init(status: 0, output: shown, error: ""))
    #expect(made(installation) == [])
    #expect(FileManager.default.fileExists(atPath: "\(installation.scratch)/var") == false)
    #expect(try run("p") == .init(status: 0, output: "Creating www0: Done!\nthanks\n", error: ""))
    #expect(made(installation) == ["made", "made/a"])
    try FileManager.default.removeItem(atPath: "\(installation.scratch)/made")
    #expect(
      try run("p", "-j").output
        == "{\n  \"done\": [\n    \"Creating www0\"\n  ],\n  \"view\": {\n    \"text\": \"thanks\"\n  }\n}\n")
    let dry = try run("-jD", "p")
    #expect(try JSON.read(Array(dry.output.utf8), limit: 1 << 20)["tasks"]?.array?.count == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(installation.scratch)/var/db/jailer/journal") == [])
  }

  @Test(.enabled(if: asRoot, "changing commands need root")) func takesBack() throws {
    let installation = try Installation()
    let fail = #"{"id":"f","do":{"run":["/bin/sh","-c","echo no >&2; exit 3"]},"undo":"nothing"}"#
    try installation.plugin(
      "p", Self.text,
      reply: plan(
        "Creating www0", folder(installation) + "," + write(installation, "a", "a") + "," + fail,
        rest: #","view":{"text":"thanks"}"#))
    let result = try installation.run("p", "--root", installation.scratch, "--color=always")
    #expect(result.status == 1)
    #expect(result.output == "Creating www0: \u{1B}[31mFailed!\u{1B}[0m\n")
    #expect(result.error.hasPrefix("jailer: "))
    #expect(result.error.contains("no"))
    #expect(made(installation) == [])
    let json = try installation.run("p", "--root", installation.scratch, "-j")
    let document = try JSON.read(Array(json.output.utf8), limit: 1 << 20)
    #expect(document["error"]?["code"]?.string == "failed")
    #expect(document["done"] == nil)
    #expect(json.error == "")
  }

  @Test(.enabled(if: asRoot, "changing commands need root")) func independentTasks() throws {
    let installation = try Installation()
    func task(_ name: String, _ script: String) -> String {
      #"{"title":"Starting \#(name)","label":"\#(name)","steps":[{"id":"\#(name)","do":{"run":["/bin/sh","-c","\#(script)"]},"undo":"nothing"}]}"#
    }
    let tasks = [task("a", "exit 0"), task("b", "exit 7"), task("c", "exit 0")].joined(separator: ",")
    try installation.plugin(
      "p", Self.text, reply: #""plan":{"independent":true,"heading":"Starting jails","tasks":[\#(tasks)]}"#)
    let result = try installation.run("p", "--root", installation.scratch)
    #expect(result.status == 1)
    #expect(result.output == "Starting jails: a c.\nStarting b: Failed!\n")
    #expect(result.error.hasSuffix("jailer: 1 of 3 failed: b\n"))
    #expect(result.error.split(separator: "\n").count == 2)
    let json = try installation.run("p", "--root", installation.scratch, "-j")
    let document = try JSON.read(Array(json.output.utf8), limit: 1 << 20)
    #expect(document["done"] == ["Starting a", "Starting c"])
    #expect(document["failed"]?.array?.first?["title"] == "Starting b")
    #expect(document["error"]?["code"] == "failed")
  }

  @Test func nothingOutsideOfPermissions() throws {
    let installation = try Installation()
    let evil = #"{"id":"evil","do":{"run":["/bin/rm","-rf","/"]},"undo":"nothing"}"#
    try installation.plugin("p", Self.text, reply: plan("X", folder(installation) + "," + evil))
    for words in [["p", "-D"], ["p", "-Dj"], ["p"]] where asRoot || words.count > 1 {
      let result = try installation.run(bytes: (["--root", installation.scratch] + words).map { Array($0.utf8) })
      #expect(result.status == 77)
      #expect((result.output + result.error).contains("the plugin p may not run /bin/rm -rf /"))
    }
    #expect(made(installation) == [])
    #expect(!FileManager.default.fileExists(atPath: "\(installation.scratch)/var/db/jailer/journal"))
  }

  @Test func questions() throws {
    let installation = try Installation()
    let ask = #""ask":{"question":"OK?","kind":"confirm","name":"ok","state":{"n":1}}"#
    let script = """
      case $request in
      *'"answers":{"ok":true},"state":{"n":1}'*) printf '{"protocol":1,"id":"%s","view":{"text":"yes"}}' "$id";;
      *) printf '{"protocol":1,"id":"%s",\(ask)}' "$id";;
      esac
      """
    try installation.plugin("p", #""commands":[{"path":["p"],"summary":"s"}]"#, script: script)
    let yes = try installation.run("p", "-y")
    #expect(yes == .init(status: 0, output: "yes\n", error: ""))
    #expect(try installation.run("p", "-D").output == "yes\n")
    #expect(
      try installation.run("p")
        == .init(
          status: 64, output: "",
          error: "jailer: p has a question and no terminal to ask it on: OK?\n  -y answers yes\n"))
    try installation.plugin("q", #""commands":[{"path":["q"],"summary":"s"}]"#, reply: ask)
    #expect(
      try installation.run("q", "-y")
        == .init(status: 76, output: "", error: "jailer: the plugin q asked more than 8 questions\n"))
    try installation.plugin(
      "r", #""commands":[{"path":["r"],"summary":"s"}]"#,
      reply: #""ask":{"question":"Who?","kind":"text","name":"who"}"#)
    #expect(
      try installation.run("r", "-y")
        == .init(status: 64, output: "", error: "jailer: r has a question and no terminal to ask it on: Who?\n"))
  }

  @Test func invoke() throws {
    let installation = try Installation()
    let call = #"{"id":"call","do":{"invoke":["inner","a"]}}"#
    try installation.plugin("outer", Self.text, reply: plan("Outer", folder(installation) + "," + call))
    try installation.plugin(
      "inner",
      Self.text
        + #","commands":[{"path":["inner"],"summary":"s","changes":true,"operands":[{"name":"what","type":"jail"}]}]"#,
      reply: plan("Inner", write(installation, "w", "b")))
    let root = ["--root", installation.scratch]
    func run(_ words: String...) throws -> Installation.Result {
      try installation.run(bytes: (root + words).map { Array($0.utf8) })
    }
    let dry = try run("outer", "-Dj")
    #expect(dry.error == "")
    let task = try JSON.read(Array(dry.output.utf8), limit: 1 << 20)["tasks"]?.array?.first
    #expect(task?["claims"] == ["jail:Outer", "jail:Inner"])
    #expect(task?["steps"]?.array?.compactMap { $0["id"]?.string } == ["folder", "call.w"])
    // Its own manifest counts for the invoked plan.
    try installation.plugin("inner", reply: plan("Inner", write(installation, "w", "b")))
    #expect(try run("outer", "-D").error.hasPrefix("jailer: inner: unexpected argument \"a\""))
    try installation.plugin(
      "inner",
      #""commands":[{"path":["inner"],"summary":"s","changes":true,"operands":[{"name":"what","type":"jail"}]}]"#,
      reply: plan("Inner", write(installation, "w", "b")))
    #expect(try run("outer", "-D").error.hasPrefix("jailer: the plugin inner may not write ROOT/root/made/b"))
    try installation.plugin(
      "inner",
      Self.text
        + #","commands":[{"path":["inner"],"summary":"s","changes":true,"operands":[{"name":"what","type":"jail"}]}]"#,
      reply: plan("Inner", call))
    #expect(try run("outer", "-D").error == "jailer: the plugin inner invokes inner a, which leads back to it\n")
    try FileManager.default.removeItem(atPath: "\(installation.plugins)/inner.json")
    #expect(try run("outer", "-D").error == "jailer: the plugin outer invokes inner a: there is no such verb\n")
  }

  @Test func handover() throws {
    let installation = try Installation()
    try installation.plugin(
      "p", #""commands":[{"path":["p"],"summary":"s"}],"# + Self.text,
      reply: #""handover":{"argv":["/bin/sh","-c","echo a b"],"environment":{"TERM":"vt100"}}"#)
    #expect(try installation.run("p", "-D").output == "Command on the terminal =>\n  sh -c \"echo a b\"\n")
    #expect(try installation.run("p", "-j").status == 64)
    #expect(
      try installation.run("p", "-Dj").output
        == "{\n  \"handover\": {\n    \"argv\": [\n      \"/bin/sh\",\n      \"-c\",\n      \"echo a b\"\n    ]\n  }\n}\n"
    )
    try installation.plugin(
      "q", #""commands":[{"path":["q"],"summary":"s"}]"#, reply: #""handover":{"argv":["/bin/sh"]}"#)
    #expect(try installation.run("q").error.hasPrefix("jailer: the plugin q may not hand the terminal to /bin/sh"))
  }

  @Test func wordsAndRoots() throws {
    let installation = try Installation()
    #expect(
      try installation.run(bytes: [[0x6C, 0xFF]])
        == .init(status: 64, output: "", error: "jailer: argument 1 is not UTF-8: \"l\u{FFFD}\"\n"))
    #expect(try installation.run("-x") == .init(status: 64, output: "", error: "jailer: unknown option \"-x\"\n"))
    #expect(
      try installation.run("nix", "-j").output
        == "{\n  \"error\": {\n    \"code\": \"usage\",\n    \"message\": \"no verb \\\"nix\\\"\",\n    \"hint\": \"jailer help lists the verbs\"\n  }\n}\n"
    )
    #expect(try installation.run("version", "x").error == "jailer: version: unexpected argument \"x\"\n")
    try installation.plugin(
      "p", #""commands":[{"path":["p"],"summary":"s"}]"#,
      script: #"printf '{"protocol":1,"id":"%s","view":{"text":"%s"}}' "$id" "$JAILER_ROOT""#)
    #expect(try installation.run("p").output == "")
    #expect(try installation.run("p", "--root", "/").output == "")
    #expect(try installation.run("p", "--root", installation.scratch + "/../root/").output == "ROOT/root\n")
    installation.variables["JAILER_ROOT"] = installation.scratch
    #expect(try installation.run("p").output == "ROOT/root\n")
    #expect(try installation.run("p", "--root=/nowhere").error == "jailer: --root: \"/nowhere\" is not a folder\n")
    #expect(try installation.run("p", "--root=").error == "jailer: --root needs a folder\n")
  }

  @Test func facts() throws {
    let installation = try Installation()
    try installation.plugin(
      "p", #""commands":[{"path":["p"],"summary":"s","facts":["config"]}]"#,
      script:
        #"case $request in *'"facts":{"config":{'*) found=yes;; esac; printf '{"protocol":1,"id":"%s","view":{"text":"%s"}}' "$id" "$found""#
    )
    #expect(try installation.run("p", "--root", installation.scratch) == .init(status: 0, output: "yes\n", error: ""))
  }

  @Test func rootIsNeeded() throws {
    let installation = try Installation()
    try installation.plugin("p", Self.text, reply: plan("X", folder(installation)))
    #expect(
      try installation.run(as: 1234, "p")
        == .init(status: 77, output: "", error: "jailer: p needs root\n  with -D, anyone can see what it would do\n"))
  }

  @Test func outputThatFails() throws {
    let installation = try Installation()
    try installation.plugin("p", #""commands":[{"path":["p"],"summary":"s"}]"#, reply: #""view":{"text":"x"}"#)
    #expect(
      try installation.run(output: open("/dev/full", O_WRONLY), "p")
        == .init(status: 74, output: "", error: "jailer: the output can't be written: No space left on device\n"))
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    close(ends[0])
    #expect(try installation.run(output: ends[1], "p") == .init(status: 74, output: "", error: ""))
    #expect(try installation.run(output: open("/dev/full", O_WRONLY), "help").status == 74)
  }
}
