import Testing
import Wire

@Suite struct ManifestTests {
  @Test func saysLittleMeansLittle() throws {
    let manifest = try Manifest(
      [
        "manifest": 1, "protocol": 1, "name": "a", "version": "2", "summary": "s",
        "commands": [["path": ["a"], "summary": "t"]],
      ])
    #expect(manifest.deadline == 10_000)
    #expect(manifest.permissions == Permissions())
    #expect(!manifest.core && manifest.aliases.isEmpty && manifest.description.isEmpty)
    let verb = try #require(manifest.commands.first)
    #expect(verb.path == ["a"] && !verb.changes && verb.operands.isEmpty && verb.options.isEmpty && verb.facts.isEmpty)
  }

  @Test func everyFieldArrives() throws {
    let manifest = try Manifest(try JSON.read(Array(richManifest.utf8), limit: Limits.manifest))
    #expect(
      manifest.version == "1" && manifest.summary == "s" && manifest.description == ["p"] && manifest.aliases == ["b"])
    #expect(manifest.core && manifest.deadline == 5)
    let verb = try #require(manifest.commands.first)
    #expect(verb.path == ["a", "b"] && verb.changes && verb.facts == [.host] && verb.description == ["p"])
    #expect(verb.examples.map(\.command) == ["c"] && verb.examples.map(\.does) == ["d"])
    let operand = try #require(verb.operands.first)
    #expect(
      operand.type == .choice && operand.choices == ["p"] && operand.required && operand.repeats && operand.rest
        && operand.help == "h")
    #expect(verb.options.map(\.spellings) == [["--p", "-p"], ["--q"], ["--f"]])
    #expect(verb.options.map(\.type) == [.path, .choice, .flag])
    #expect(verb.options.map(\.value) == ["v", "choice", ""])
    #expect(manifest.permissions.run == [["zfs", "a", "*"], ["/sbin/zfs", "**"]])
    #expect(manifest.permissions.write == ["{store}/*/a/**", "/a"])
    #expect(manifest.permissions.fetch == ["u"] && manifest.permissions.invoke == [["a"]])
  }

  @Test func everyPartOfAStepArrives() throws {
    let reply = try Reply(try JSON.read(Array(richReplies[0].utf8), limit: Limits.reply))
    guard case .plan(let plan, let view) = reply.body else {
      Issue.record("no plan")
      return
    }
    #expect(view == View(.text("t")))
    let task = try #require(plan.tasks.first)
    #expect(plan.independent && plan.waits && plan.heading == "h" && task.label == "l")
    #expect(task.title == "t" && task.claims == ["jail:a"] && task.steps.count == 13)
    #expect(
      task.steps[0]
        == Step(
          "1", section: "s", .run(["/a", "b"]), absent: [Thing(.dataset, "a/b")], gone: [Thing(.path, "/a")],
          undo: .action(.run(["/a"])), retry: 5, lock: "l", progress: "bytes"))
    #expect(task.steps[2].action == .write(path: "/a", text: "t", mode: 0o644, within: "/a"))
    #expect(task.steps[2].undo == .action(.remove(path: "/a", tree: true)))
    #expect(
      task.steps[3]
        == Step("4", section: "Commands", .copy(from: "/a", to: "/b", mode: 0o644, within: nil), undo: .inherent))
    #expect(task.steps[5].action == .directory(path: "/a", mode: 0o755, within: nil))
    #expect(task.steps[9].action == .wait(gone: [Thing(.interface, "a")], atMost: 5))
    #expect(
      task.steps[10].action
        == .fetch(Download(["https://a"], to: "/a", digest: .listed(manifest: "/a", member: "b"), limit: 5)))
    #expect(task.steps[4].undo == .nothing && task.steps[12].undo == .irreversible)
  }
}
