import Foundation
import Testing
import Wire

@testable import Host

/// Planners that do what they must not. None of them may hang the host, crash it, or be believed.
struct PlannerTests {
  static let view = #""view":{"text":"here"}"#

  /// What `jailer p` says when its plugin is this script.
  func run(_ script: String, _ manifest: String = "", words: [String] = []) throws -> Installation.Result {
    let installation = try Installation()
    try installation.plugin(
      "p", #""commands":[{"path":["p"],"summary":"s","operands":[{"name":"word","repeats":true}]}]"# + manifest,
      script: script)
    return try installation.run(bytes: (["p"] + words).map { Array($0.utf8) })
  }

  func fault(_ script: String, _ manifest: String = "") throws -> String {
    let result = try run(script, manifest)
    #expect(result.output == "")
    return "\(result.status) " + result.error
  }

  static let answer = #"printf '{"protocol":1,"id":"%s","view":{"text":"here"}}' "$id""#

  @Test func wellBehaved() throws {
    #expect(try run(Self.answer) == .init(status: 0, output: "here\n", error: ""))
    #expect(try run(Self.answer + "; echo note >&2") == .init(status: 0, output: "here\n", error: ""))
    #expect(try run(Self.answer + "; printf ' \\n'").status == 0)
  }

  @Test func noAnswer() throws {
    #expect(try fault("exit 0") == "76 jailer: the plugin p gave no answer: exited with status 0\n")
    #expect(
      try fault("echo 'oh\u{1B}[1m no' >&2; exit 3")
        == "70 jailer: the plugin p failed without an answer: exited with status 3\n  it said:\n  oh\\x1b[1m no\n")
    #expect(
      try fault("printf ' \\n'").hasPrefix("76 jailer: the plugin p did not answer with one JSON document: empty"))
  }

  @Test func junk() throws {
    #expect(
      try fault("echo junk")
        == "76 jailer: the plugin p did not answer with one JSON document: line 1, column 4: invalid token (exited with status 0)\n"
    )
    #expect(
      try fault(Self.answer + ";" + Self.answer).contains("did not answer with one JSON document: line 1, column"))
    #expect(try fault(Self.answer + "; printf x").contains("did not answer with one JSON document"))
    #expect(try fault("printf '\\377\\376'").contains("did not answer with one JSON document"))
    #expect(try fault("head -c 1000 /dev/zero").contains("did not answer with one JSON document"))
    #expect(
      try fault(#"printf '{"protocol":1,"id":"%s","id":"%s","view":{"text":""}}' "$id" "$id""#).contains(
        "duplicate object key"))
    #expect(try fault("head -c 200000 /dev/zero | tr '\\0' '['").contains("did not answer with one JSON document"))
  }

  @Test func tooMuch() throws {
    #expect(
      try fault("head -c 100000000 /dev/zero")
        == "76 jailer: the plugin p answered with more than 8 MiB and was ended\n")
    let loud = try run("head -c 3000000 /dev/zero | tr '\\0' x >&2; echo end >&2; exit 1")
    #expect(loud.status == 70)
    #expect(loud.error.utf8.count < 70_000)
    #expect(loud.error.hasSuffix("end\n"))
  }

  @Test func wrongShape() throws {
    let no = "76 jailer: the plugin p answered with what the protocol does not allow: "
    func reply(_ members: String) throws -> String {
      try fault("printf '{\"protocol\":1,\"id\":\"%s\",%s}' \"$id\" '\(members)'")
    }
    #expect(
      try reply(#""view":{"text":"x"},"extra":1"#) == no + "has an unknown field \"extra\" (exited with status 0)\n")
    #expect(
      try reply(#""view":{"text":"x"},"ask":{"question":"","kind":"text","name":"n"}"#) == no
        + "must have exactly one of plan, view, ask, handover and error (exited with status 0)\n")
    #expect(
      try reply(
        #""plan":{"tasks":[{"title":"t","steps":[{"id":"a","do":{"run":["/bin/true"]},"undo":"nothing","sudo":true}]}]}"#
      ) == no + "plan.tasks[0].steps[0]: has an unknown field \"sudo\" (exited with status 0)\n")
    let relative = try reply(
      #""plan":{"tasks":[{"title":"t","steps":[{"id":"a","do":{"run":["true"]},"undo":"nothing"}]}]}"#)
    #expect(
      relative == no
        + "plan.tasks[0].steps[0].do.run: the program \"true\" must be an absolute path without . .. or // (exited with status 0)\n"
    )
    #expect(try reply(#""error":{"code":"partly-undone","message":"x"}"#).contains("error.code: must be one of"))
    #expect(
      try reply(#""plan":{"tasks":[]}"#)
        == "76 jailer: the plugin p answered p with a plan: its manifest says that this command changes nothing\n")
  }

  @Test func disagreement() throws {
    #expect(
      try fault(#"printf '{"protocol":1,"id":"other","view":{"text":"x"}}'"#)
        == "76 jailer: the plugin p answered another request: id \"other\"\n")
    #expect(
      try fault(Self.answer + "; exit 1")
        == "76 jailer: the plugin p answered without an error: but exited with status 1\n")
    let error =
      #"printf '{"protocol":1,"id":"%s","error":{"code":"not-found","message":"no jail app0","hint":"jailer list"}}' "$id""#
    #expect(try fault(error) == "76 jailer: the plugin p answered with an error: but exited with status 0\n")
    #expect(try fault(error + "; exit 1") == "66 jailer: no jail app0\n  jailer list\n")
    #expect(try fault(error + "; kill -9 $$") == "70 jailer: the plugin p was killed by signal 9\n")
    #expect(
      try fault(#"printf '{"protocol":2,"id":"%s","view":{"text":"x"}}' "$id""#).contains("protocol: is version 2"))
  }

  @Test func late() throws {
    #expect(
      try fault("echo busy >&2; sleep 1000", #","deadline":300"#)
        == "76 jailer: the plugin p gave no answer within 300 ms and was ended\n  it said:\n  busy\n")
    #expect(try fault("sleep 1000 >&- 2>&-", #","deadline":300"#).contains("within 300 ms"))
    #expect(try fault("exec >&- 2>&-; exec sleep 1000", #","deadline":300"#).contains("within 300 ms"))
    // TERM alone doesn't end this one.
    #expect(try fault("trap '' TERM; while :; do sleep 1; done", #","deadline":300"#).contains("within 300 ms"))
  }

  @Test func leftBehind() throws {
    let sleeper = "\(Int.random(in: 100_000...999_999))"
    #expect(
      try fault("sleep \(sleeper) & " + Self.answer)
        == "76 jailer: the plugin p ended, but left a process behind that holds its output\n")
    // What holds nothing disturbs nobody, and goes all the same.
    #expect(try run("sleep \(sleeper) >/dev/null 2>&1 & " + Self.answer).status == 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { pid in
      let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
      return line == Data("sleep\0\(sleeper)\0".utf8)
    }
    #expect(left == [])
  }

  @Test func died() throws {
    #expect(try fault("kill -SEGV $$") == "70 jailer: the plugin p was killed by signal 11\n")
    #expect(try fault("ulimit -t 1; kill -KILL $$") == "70 jailer: the plugin p was killed by signal 9\n")
  }

  @Test func notRunnable() throws {
    let installation = try Installation()
    try installation.plugin("p", #""commands":[{"path":["p"],"summary":"s"}]"#, script: "")
    try installation.write("no program", to: "\(installation.plugins)/p", mode: 0o755)
    #expect(try installation.run("p").status == 69)
    #expect(
      try installation.run("p").error.hasPrefix("jailer: the plugin p can't be run: exec ROOT/libexec/jailer/p: "))
  }

  @Test func readsNothing() throws {
    // More than a pipe holds, for a planner that closes its input at once.
    let words = [String](repeating: String(repeating: "x", count: 1000), count: 1000)
    let script = "#!/bin/sh\nexec <&-\nprintf '{\"protocol\":1,\"id\":\"none\",\"view\":{\"text\":\"\"}}'\n"
    let installation = try Installation()
    try installation.plugin(
      "p", #""commands":[{"path":["p"],"summary":"s","operands":[{"name":"word","repeats":true}]}]"#, script: "")
    try installation.write(script, to: "\(installation.plugins)/p", mode: 0o755)
    let result = try installation.run(bytes: (["p"] + words).map { Array($0.utf8) })
    #expect(
      result == .init(status: 76, output: "", error: "jailer: the plugin p answered another request: id \"none\"\n"))
    #expect(try run(Self.answer, words: words).output == "here\n")
  }

  @Test func environment() throws {
    let installation = try Installation()
    installation.variables = [
      "PATH": "/tmp", "LANG": "C", "TZ": "UTC", "HOME": "/root", "LD_PRELOAD": "", "JAILER_SECRET": "x",
    ]
    try installation.plugin(
      "p", #""commands":[{"path":["p"],"summary":"s"}]"#,
      script:
        #"printf '{"protocol":1,"id":"%s","view":{"text":"%s"}}' "$id" "$(pwd; ls /proc/$$/fd | grep -v 10 | tr '\n' ' '; env | cut -d= -f1 | grep -vE '^(_|PWD|OLDPWD|SHLVL)$' | sort | tr '\n' ' '; id -u; grep -E '^(NoNewPrivs|Groups)' /proc/self/status | tr -d '\t\n')" | tr '\n' ' '"#
    )
    let result = try installation.run("p")
    #expect(result.error == "")
    let user = asRoot ? "65534 Groups: NoNewPrivs:1" : "\(geteuid()) "
    #expect(result.output.hasPrefix("/ 0 1 2 "))
    #expect(result.output.contains(" JAILER JAILER_LIBEXEC JAILER_ROOT JAILER_VERSION LANG PATH TZ " + user))
  }
}
