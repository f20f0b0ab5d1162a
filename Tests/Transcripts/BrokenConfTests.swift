import Foundation
import TestSupport
import Testing

/// Confs that can't be read, whatever is in their place: each is shown with its reason, and none stops anything else.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct BrokenConfTests {
  private static let folder = "/mnt/root/etc/jail.conf.d"

  /// What is put there by sh(1), in the folder of the confs, and what is said of it.
  private static let broken: [(name: String, script: String, error: String)] = [
    ("syntax", "printf 'syntax {\\n  persist;\\n  path = ;\\n}\\n' > F", "syntax.conf line 3: ;: syntax error"),
    ("end", "printf 'end {\\n  persist;\\n' > F", "end.conf: unexpected EOF"),
    ("string", "printf 'string {\\n  path = \"/x;\\n}\\n' > F", "string.conf line 2: unterminated string"),
    ("comment", "printf '\\n/* comment { }' > F", "comment.conf line 2: unterminated comment"),
    (
      "variable", "printf 'variable {\\n\\n  path = \"/j/$nope\";\\n}\\n' > F",
      "variable.conf line 3: path: variable \"nope\" not found"
    ),
    (
      "loop", "printf '$a = \"$b\"; $b = \"$a\";\\nloop { path = \"$a\"; }\\n' > F",
      "loop.conf line 1: a: variable loop"
    ),
    (
      "reserved", "printf 'reserved {\\n  $path = x;\\n}\\n' > F",
      "reserved.conf line 2: variable \"$path\" cannot have the same name as a parameter."
    ),
    (
      "doubling",
      "{ echo 'doubling { $v0 = 0123456789;'; n=0; while [ $n -lt 40 ]; do m=$((n + 1)); echo \"\\$v$m = \\\"\\$v$n\\$v$n\\\";\"; n=$m; done; echo '}'; } > F",
      "doubling.conf line 17: v16: variables grow too large"
    ),
    ("other", "echo 'another { persist; }' > F", "other.conf: it defines no jail other"),
    ("empty", ": > F", "empty.conf: it defines no jail empty"),
    (
      "mark", "printf '\\357\\273\\277mark { persist; }\\n' > F",
      "mark.conf line 1: it ends here for jail(8), for the byte is not ASCII"
    ),
    (
      "link", "echo 'link { persist; }' > /mnt/elsewhere; ln -s /mnt/elsewhere F",
      "link.conf: it is a symbolic link, and those are not followed"
    ),
    ("dangling", "ln -s /nowhere F", "dangling.conf: it is a symbolic link, and those are not followed"),
    ("ring", "ln -s ring.conf F", "ring.conf: it is a symbolic link, and those are not followed"),
    ("huge", "truncate -s 100M F", "huge.conf: it is longer than 1 MiB"),
    ("folder", "mkdir F", "folder.conf: it is a folder"),
    ("fifo", "mkfifo F", "fifo.conf: it is no regular file"),
    ("device", "ln /dev/null F 2>/dev/null || mknod F c 1 3", "device.conf: it is no regular file"),
    (
      "include", "printf 'include { persist; }\\n.include \"no.conf\";\\n' > F",
      "include.conf line 2: \(folder)/no.conf: No such file or directory"
    ),
    (
      "cycle", "printf 'cycle { persist; }\\n.include \"cycle.conf\";\\n' > F",
      "\(folder)/cycle.conf line 2: maximum include depth exceeded"
    ),
    (
      "special", "mkfifo /mnt/fifo; printf 'special { persist; }\\n.include \"/mnt/fifo\";\\n' > F",
      "special.conf line 2: /mnt/fifo: Invalid argument"
    ),
  ]

  @Test func `each is shown with file and line, and the others are as they were`() throws {
    let world = try World(.tmpfs)
    try world.withBusybox()
    try world.jailer(["create", "-c", "good"]).orFail()
    try world.jailer(["create", "-c", "idle"]).orFail()
    try world.jailer(["stop", "idle"]).orFail()
    for item in Self.broken {
      let script = item.script.replacing(" F", with: " \(Self.folder)/\(item.name).conf")
      try world.sh(script).orFail()
    }
    // Names that are no jail's: an editor's leftovers.
    try world.sh("cd \(Self.folder); : > .good.conf.swp; : > good.conf~; : > '#x.conf'; : > a.b.conf").orFail()

    let list = try world.jailer(["list", "-j"], limit: 20).orFail()
    let rows = try #require(try list.json() as? [[String: String]])
    #expect(rows.compactMap { $0["name"] } == (Self.broken.map(\.name) + ["good", "idle"]).sorted())
    #expect(rows.first { $0["name"] == "good" }?["state"] == "Active")
    #expect(rows.first { $0["name"] == "idle" }?["state"] == "Stopped")
    for item in Self.broken {
      let row = rows.first { $0["name"] == item.name }
      #expect(row == ["name": item.name, "state": "Broken", "error": item.error])
      let info = try world.jailer(["info", item.name], limit: 20)
      #expect(info.output.contains("Broken\n"), "\(info)")
      #expect(info.output.contains(item.error), "\(info)")
      let start = try world.jailer(["start", item.name], limit: 20)
      #expect(start.status == 65, "\(start)")
      #expect(start.error.contains(item.error), "\(start)")
    }
    #expect(try world.jailer(["list"]).output.contains("\nmark      Broken"))
    // All the other verbs go on.
    #expect(try world.jailer(["start", "idle"]).status == 0)
    #expect(try world.jailer(["exec", "good", "true"]).status == 0)
    #expect(try world.jailer(["create", "-c", "more"]).status == 0)
    #expect(try world.jailer(["-y", "destroy", "good"]).status == 0)
    #expect(try world.jailer(["stopall"]).status == 0)
  }

  @Test func `what can't be opened says so, and is nothing to root`() throws {
    let world = try World(.tmpfs)
    try world.initialise()
    try world.write("\(Self.folder)/secret.conf", "secret { persist; }\n", mode: 0)
    #expect(try world.jailer(["list"]).output.contains("secret  Stopped"))
    let user = "setpriv --reuid 65534 --regid 65534 --clear-groups jailer --root /mnt/root"
    let info = try world.sh("\(user) info secret")
    #expect(info.output.contains("secret.conf: Permission denied"), "\(info)")
  }

  /// A writer that never stops, and confs that come and go: lists end, and know the others.
  @Test func `a conf that grows or vanishes while it is read`() throws {
    let world = try World(.tmpfs)
    try world.initialise()
    try world.write("\(Self.folder)/calm.conf", "calm { persist; }\n")
    let writer = try world.start([
      "/bin/sh", "-c",
      "cd \(Self.folder); while :; do echo 'grows { persist; }' >> grows.conf; echo 'gone { }' > gone.conf; rm gone.conf; done",
    ])
    for _ in 0..<40 {
      let list = try world.jailer(["list", "-j"], limit: 20).orFail()
      let rows = try #require(try list.json() as? [[String: String]])
      #expect(rows.contains(["name": "calm", "state": "Stopped"]))
      for row in rows { #expect(["calm", "grows", "gone"].contains(row["name"] ?? "")) }
      // There or not, it is never taken for broken because it has gone.
      #expect(rows.first { $0["name"] == "gone" }?["error"]?.contains("No such file") != true)
    }
    writer.signal(SIGKILL)
    _ = writer.wait()
  }
}
