import Foundation
import TestSupport
import Testing

/// contrib/completions/jailer.bash, as it is installed, in a real bash.
@Suite(.needs(.root), .needs(.program("bash")), .needs(.program("jq")), .needs(.runtime), .needs(.busybox))
struct CompletionTests {
  private static let file = "\(World.prefix)/share/bash-completion/completions/jailer"

  private static func world() throws -> World {
    let world = try World(.tmpfs)
    try world.withBusybox()
    for name in ["app0", "app1", "db0"] { try world.jailer(["create", "-c", name]).orFail() }
    for name in ["app0@one", "app0@2023-03-05-21:12:20", "db0@one"] { try world.jailer(["snap", name]).orFail() }
    return world
  }

  /// For each of the lines behind `jailer`, whose last word is being typed: `LINE=ANSWERS`, as bash hands it to the
  /// function. `@`, `:` and `=` are words of their own, but with `@` bash replaces it too.
  private static let script = """
    . \(file)
    while IFS= read -r line; do
      COMP_LINE="jailer $line"
      COMP_POINT=${#COMP_LINE}
      mapfile -t COMP_WORDS < <(printf '%s' "$COMP_LINE" | grep -oE '[^ @:=]+|[@:=]+')
      case $line in *' ' | '') COMP_WORDS+=("") ;; esac
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      word=${COMP_WORDS[COMP_CWORD]}
      case $word in [:=]*) word= ;; esac
      case $line in *"@$word") word=@${word#@} ;; esac
      _jailer jailer "$word" "${COMP_WORDS[COMP_CWORD - 1]}"
      echo "$line=${COMPREPLY[*]}"
    done
    """

  private func expect(
    _ expected: [String: String], in world: World, as command: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let lines = expected.keys.sorted()
    let run = try world.run(
      command + ["bash", "-c", Self.script], input: lines.map { "\($0)\n" }.joined(),
      environment: ["JAILER_ROOT": World.root])
    #expect(run.error == "", sourceLocation: sourceLocation)
    #expect(
      run.output == lines.map { "\($0)=\(expected[$0] ?? "")\n" }.joined(), sourceLocation: sourceLocation)
  }

  @Test func `everything that manifests know can be completed`() throws {
    let world = try Self.world()
    let contrib = URL(fileURLWithPath: World.repository + "/contrib")
    try world.addPlugin(
      "backup", executable: "#!/bin/sh\n",
      manifest: String(contentsOf: contrib.appending(path: "plugins/backup.json"), encoding: .utf8))
    try world.write("/mnt/b/one two.tar.zst", "")
    try expect(
      [
        "sta": "start startall", "im": "image", "nosuch ": "",
        "-": "--dry-run --json --verbose --yes --root --facts --color --help", "fac": "facts",
        "facts i": "images interfaces", "--facts /mnt/b/o": "/mnt/b/one two.tar.zst",
        "--color ": "auto always never", "--color=never --root=/mnt/root start ap": "app0 app1",
        "image ": "import fetch list use remove", "image u": "use", "help ba": "backup",
        "create -t ": "inherit new eb", "create --type n": "new", "create -b br": "bridge0", "create -r b": "busybox",
        "create --d": "--domain --dry-run", "--root /mnt/root start ap": "app0 app1",
        "--root /mnt/root stop app0 d": "db0",
        "--root /mnt/root -j backup --live ": "app0 app1 db0", "backup app0 /mnt/b/o": "/mnt/b/one two.tar.zst",
        "--root /mnt/root image use ": "busybox", "exec app0 busyb": "busybox", "--root /mnt/root exec d": "db0",
      ], in: world)
  }

  @Test func `snapshots are offered where one that is there is asked for`() throws {
    let world = try Self.world()
    let all = "app0@one app0@2023-03-05-21:12:20 db0@one"
    let here = "--root /mnt/root"
    try expect(
      [
        "\(here) snap rollback ": all, "\(here) snap remove ": all, "\(here) create -s ": all,
        "\(here) create -c --snapshot ": all, "\(here) snap rollback -f -r db": "db0@one",
        "\(here) snap remove app0@": "@one @2023-03-05-21:12:20", "\(here) snap remove app0@o": "@one",
        "\(here) create -s app0@2023-03-05-21:": "12:20", "\(here) create -s app0@2023-03-05-21:1": "12:20",
        "\(here) snap remove app1@": "", "\(here) snap ": "list rollback remove app0 app1 db0",
        "\(here) snap app0@": "", "\(here) snap list d": "db0", "\(here) create -s app0@one ": "app0 app1 db0",
        "--root=/mnt/root snap rollback db": "db0@one",
        // Nothing is set up there.
        "--root /mnt/none snap rollback ": "", "--root /mnt/none start ": "",
      ], in: world)
    // Whoever may not ask jailer is shown nothing, and no word of that.
    try world.sh("chmod 700 /mnt/root").orFail()
    let nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    let asked = try world.run(nobody + World.command(["snap", "list", "-j"]))
    #expect(asked.status != 0, "\(asked)")
    try expect(["\(here) snap rollback ": "", "\(here) snap ro": "rollback"], in: world, as: nobody)
    try world.sh("chmod 755 /mnt/root").orFail()
    let open = try world.run(nobody + World.command(["snap", "list", "-j"]))
    try expect(["\(here) snap rollback ": open.status == 0 ? all : ""], in: world, as: nobody)
  }

  @Test func `bash puts it into the line`() throws {
    let world = try Self.world()
    let bash = try world.terminal(["bash", "--norc", "-i"])
    bash.send(". \(Self.file); echo rea''dy\n")
    #expect(bash.expect("ready"))
    bash.send("jailer --root /mnt/root snap remove app0@2\t")
    #expect(bash.expect("app0@2023-03-05-21:12:20 "), "\(bash.shown)")
    bash.send("\n")
    #expect(bash.expect("Removing the snapshot app0@2023-03-05-21:12:20: "), "\(bash.shown)")
    bash.send("exit\n")
    _ = bash.finish()
    #expect(try world.jailer(["snap", "list", "app0", "-j"]).output.contains("2023-03-05") == false)
  }
}
