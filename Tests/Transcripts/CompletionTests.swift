import Foundation
import TestSupport
import Testing

/// contrib/completions/jailer.bash in a real bash.
@Suite(.needs(.root), .needs(.program("bash")), .needs(.program("jq")), .needs(.runtime), .needs(.busybox))
struct CompletionTests {
  @Test func `everything that manifests know can be completed`() throws {
    let world = try World(.tmpfs)
    try world.withBusybox()
    let contrib = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "contrib")
    try world.copy(contrib.appending(path: "completions/jailer.bash").path, to: "/mnt/jailer.bash")
    try world.addPlugin(
      "backup", executable: "#!/bin/sh\n",
      manifest: String(contentsOf: contrib.appending(path: "plugins/backup.json"), encoding: .utf8))
    for name in ["app0", "app1", "db0"] { try world.jailer(["create", "-c", name]).orFail() }
    try world.write("/mnt/b/one two.tar.zst", "")
    let expected = [
      "sta": "start startall", "im": "image", "nosuch ": "",
      "-": "--dry-run --json --verbose --yes --root --facts --color --help", "fac": "facts",
      "facts i": "images interfaces", "--facts /mnt/b/o": "/mnt/b/one two.tar.zst",
      "--color ": "auto always never", "image ": "import fetch list use remove", "image u": "use", "help ba": "backup",
      "create -t ": "inherit new eb", "create --type n": "new", "create -b br": "bridge0", "create -r b": "busybox",
      "create --d": "--domain --dry-run", "--root /mnt/root start ap": "app0 app1",
      "--root /mnt/root stop app0 d": "db0",
      "--root /mnt/root -j backup --live ": "app0 app1 db0", "backup app0 /mnt/b/o": "/mnt/b/one two.tar.zst",
      "--root /mnt/root image use ": "busybox", "exec app0 busyb": "busybox", "--root /mnt/root exec d": "db0",
    ]
    // What bash hands to the function for `jailer WORDS`, the last word being typed.
    let script = """
      . /mnt/jailer.bash
      while IFS= read -r line; do
        IFS=' ' read -r -a COMP_WORDS <<< "jailer $line"
        case $line in *' ') COMP_WORDS+=("") ;; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _jailer jailer "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "$line=${COMPREPLY[*]}"
      done
      """
    let environment = ["JAILER_ROOT": World.root]
    let lines = expected.keys.sorted()
    let run = try world.run(
      ["bash", "-c", script], input: lines.map { "\($0)\n" }.joined(), environment: environment)
    #expect(run.error == "")
    #expect(run.output == lines.map { "\($0)=\(expected[$0] ?? "")\n" }.joined())
  }
}
