import Foundation
import Testing
import Wire

private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "contrib/plugins")

private func isInstalled(_ programs: String...) -> Bool {
  programs.allSatisfy { name in
    ["/usr/local/bin", "/usr/bin", "/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }
}

/// contrib/plugins as filters: a request in, a reply out.
@Suite struct ExamplePluginTests {
  @Suite(.enabled(if: isInstalled("jq", "tar"), "needs jq and tar"))
  struct Backup {
    @Test func plansAnArchiveOfAStoppedJail() throws {
      let plan = try plan(try ask("backup", ["jail": "www0", "file": "/b/w.tar.zst"]))
      let tar = try #require(["/usr/bin/tar", "/bin/tar"].first { FileManager.default.isExecutableFile(atPath: $0) })
      let task = try #require(plan.tasks.first)
      #expect(task.title == "Archiving www0")
      #expect(task.claims == ["jail:www0", "path:/b/w.tar.zst"])
      #expect(
        task.steps == [
          Step(
            "file", section: "Archive commands", .write(path: "/b/w.part.tar.zst", text: "", mode: 0o600, within: nil),
            absent: [Thing(.path, "/b/w.part.tar.zst"), Thing(.path, "/b/w.tar.zst")], undo: .inherent),
          Step(
            "pack", section: "Archive commands",
            .run([
              tar, "--create", "--zstd", "--file", "/b/w.part.tar.zst", "--directory", "/j/www0", "--numeric-owner",
              "--one-file-system", "--acls", "--xattrs", "--xattrs-include=*", "--sparse", ".",
            ]), undo: .nothing),
          Step(
            "name", section: "Archive commands", .rename(from: "/b/w.part.tar.zst", to: "/b/w.tar.zst"), undo: .inherent
          ),
        ])
    }

    @Test func plansForFreeBSDWithItsOwnTar() throws {
      let plan = try plan(try ask("backup", ["jail": "run0", "file": "/b/w.tar.zst", "live": true], system: "FreeBSD"))
      guard case .run(let argv)? = plan.tasks.first?.steps.dropFirst().first?.action else {
        Issue.record("no command")
        return
      }
      #expect(
        argv.dropFirst() == [
          "--create", "--zstd", "--file", "/b/w.part.tar.zst", "--directory", "/j/run0", "--numeric-owner",
          "--one-file-system", ".",
        ])
    }

    @Test(arguments: [
      ("nobody", "/b/w.tar.zst", "not-found: there is no jail nobody"),
      ("run0", "/b/w.tar.zst", "usage: the jail run0 is running"),
      ("thin", "/b/w.tar.zst", "usage: the jail thin is a thin clone: its files are together only while it runs"),
      ("bad", "/b/w.tar.zst", "configuration: it is not known where the files of bad are"),
      ("www0", "-", "usage: the archive must be called something.tar.zst"),
      ("www0", "/b/.tar.zst", "usage: the archive must be called something.tar.zst"),
      ("www0", "/b/w.tar.zst\n", "usage: the archive must be called something.tar.zst"),
      ("www0", "/1/2/3/4/5/6/7/8/w.tar.zst", "usage: the archive may be in at most seven folders"),
      ("www0", "/j/www0/w.tar.zst", "usage: the archive can not be in the jail that goes into it"),
    ])
    func refuses(jail: String, file: String, fault: String) throws {
      #expect(try refusal(try ask("backup", ["jail": .string(jail), "file": .string(file)])) == fault)
    }
  }

  @Suite(.enabled(if: isInstalled("python3"), "needs python3"))
  struct Hosts {
    @Test func writesItsLinesAmongOthers() throws {
      try withHosts("127.0.0.1 localhost\n") { root throws in
        let plan = try plan(try ask("hosts", root: root))
        #expect(plan.tasks.map(\.title) == ["Writing the jails' names to \(root)/etc/hosts"])
        #expect(try written(plan, root) == "127.0.0.1 localhost\n" + lines)
      }
    }

    @Test(arguments: [
      ("", lines), ("no newline", "no newline\n" + lines), ("\n\n", "\n\n" + lines),
      ("a\n# jails: kept by jailer hosts\n1.2.3.4\tgone\n# end of jails\nb\n", "a\n\(lines)b\n"),
    ])
    func keepsWhatIsNotItsOwn(before: String, after: String) throws {
      try withHosts(before) { root throws in #expect(try written(try plan(try ask("hosts", root: root)), root) == after)
      }
    }

    @Test func doesNothingWhereThereIsNothingToDo() throws {
      try withHosts("a\n\(lines)b\n") { root throws in
        #expect(try plan(try ask("hosts", root: root)).tasks.isEmpty)
        #expect(try written(try plan(try ask("hosts", ["remove": true], root: root)), root) == "a\nb\n")
      }
      try withHosts("a\nb\n") { root throws in
        #expect(try plan(try ask("hosts", ["remove": true], root: root)).tasks.isEmpty)
      }
    }

    @Test func aMissingFileIsEmpty() throws {
      try withHosts(nil) { root throws in #expect(try written(try plan(try ask("hosts", root: root)), root) == lines) }
    }

    @Test(arguments: [
      ("# jails: kept by jailer hosts\n", "can't be told from others"),
      ("# end of jails\n# jails: kept by jailer hosts\n", "can't be told from others"),
      (lines + lines, "can't be told from others"), ("a\u{0}b", "does not look like a hosts file"),
      (String(repeating: "a", count: 1_048_577), "does not look like a hosts file"),
    ])
    func leavesAloneWhatItDoesNotUnderstand(text: String, fault: String) throws {
      try withHosts(text) { root throws in
        #expect(try refusal(try ask("hosts", root: root)).contains(fault))
      }
    }

    private func withHosts(_ text: String?, _ body: (String) throws -> Void) throws {
      let root = FileManager.default.temporaryDirectory.appending(path: "hosts-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: root.appending(path: "etc"), withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: root) }
      if let text { try Data(text.utf8).write(to: root.appending(path: "etc/hosts")) }
      try body(root.path)
    }

    private func written(_ plan: Plan, _ root: String) throws -> String? {
      guard case .write(path: "\(root)/etc/hosts", let text, _, within: nil)? = plan.tasks.first?.steps.first?.action
      else { return nil }
      return text
    }
  }
}

private let lines =
  "# jails: kept by jailer hosts\n10.0.0.3\trun0.host run0\nfd00::3\trun0.host run0\n10.0.0.5\todd\n# end of jails\n"

private let jails: JSON = [
  ["name": "bad", "state": "Broken", "error": "line 3"],
  [
    "name": "run0", "state": "Active", "jid": 4, "hostname": "run0.host", "path": "/j/run0",
    "addresses": ["10.0.0.3/24", "dhcp", "127.0.0.1/8", "fe80::1/64", "fd00::3/64"],
  ],
  ["name": "odd", "state": "Active", "jid": 5, "hostname": "x y\n6.6.6.6 evil", "addresses": ["10.0.0.5"]],
  ["name": "thin", "state": "Stopped", "path": "/j/thin", "root": "overlay:/j/thin", "addresses": ["10.0.0.9/24"]],
  ["name": "www0", "state": "Stopped", "path": "/j/www0", "root": "directory:/j/www0"],
]

/// The plugin's answer, which must end with the status that it asks for.
private func ask(_ plugin: String, _ arguments: JSON.Object = [:], system: String = "Linux", root: String = "") throws
  -> Reply
{
  let host: JSON = ["system": .string(system), "root": .string(root), "tools": ["zstd": "/usr/bin/zstd"]]
  let request = Request(id: "7", command: [plugin], arguments: arguments, facts: ["host": host, "jails": jails])
  let process = Process()
  process.executableURL = folder.appending(path: plugin)
  process.environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
  let input = Pipe()
  let output = Pipe()
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  try input.fileHandleForWriting.write(contentsOf: Data(request.json.bytes))
  try input.fileHandleForWriting.close()
  let bytes = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let reply = try Reply(JSON.read(bytes, limit: Limits.reply))
  #expect(reply.id == "7")
  if case .error = reply.body {
    #expect(process.terminationStatus == 1)
  } else {
    #expect(process.terminationStatus == 0)
  }
  return reply
}

private func plan(_ reply: Reply) throws -> Plan {
  guard case .plan(let plan, _) = reply.body else {
    Issue.record("no plan: \(reply.json.text())")
    return Plan()
  }
  return plan
}

private func refusal(_ reply: Reply) throws -> String {
  guard case .error(let fault) = reply.body else { return "no error: \(reply.json.text())" }
  return "\(fault.code.word): \(fault.message)"
}
