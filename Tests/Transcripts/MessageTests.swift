import Foundation
import TestSupport
import Testing

private let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Every message between the host and jailer's own plugins is what docs/schemas says.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .needs(.python), .serialized)
struct MessageTests {
  private static let validate = repository.appending(path: "Tests/Tools/validate.py").path

  /// Runs the real plugin and keeps what it read and wrote.
  private static let recorder = """
    #!/bin/sh
    message=$(mktemp -d /mnt/messages/XXXXXX)
    cat > "$message/request"
    "/mnt/real/${0##*/}" < "$message/request" > "$message/reply"
    status=$?
    cat "$message/reply"
    exit $status

    """

  @Test(arguments: [Store.tmpfs, .zfs])
  func `what core plugins read and write is as the schemas say`(on store: Store) throws {
    let world = try World(store)
    try record(in: world)
    try world.initialise()
    try world.copy(Archive.busybox.get(), to: "/mnt/busybox.tar.gz")
    let commands = [
      "init info", "image import busybox /mnt/busybox.tar.gz", "image import other -", "image list",
      "image use busybox", "image use",
      "network use", "network use eb", "network use", "create -D -c www0", "create -a 10.0.0.10 www0",
      "create -c -t inherit -d example.org -e 9.9.9.9 -n db0",
      "create www0", "create -a 10.0.0.10 again", "create -r none x", "create -b none0 x", "list", "info www0",
      "info none", "info",
      "start www0", "stop www0", "stop www0 db0 none", "startall", "restart www0 db0", "stopall", "start www0",
      "exec www0 true", "exec none true",
      "console -D www0", "edit www0", "destroy none", "destroy www0", "destroy -f www0 -y", "destroy db0 -y",
      "image remove busybox", "image remove busybox",
    ]
    for command in commands {
      let input = command.hasSuffix(" -") ? "no archive\n" : ""
      let run = try world.jailer(command.split(separator: " ").map(String.init), input: input)
      // 70 and 76 are the host's word for a plugin that crashed or broke the protocol.
      #expect(![70, 76].contains(run.status), "\(run)")
    }
    let lines = """
      cd /mnt/messages
      for message in *; do
        printf 'request\\t'; cat "$message/request"; echo
        printf 'reply\\t'; cat "$message/reply"; echo
      done
      for manifest in /mnt/prefix/libexec/jailer/*.json; do printf 'manifest\\t'; tr -d '\\n' < "$manifest"; echo; done
      """
    let messages = try world.sh(lines).orFail().output
    let verdict = try world.run(["/usr/bin/python3", Self.validate], input: messages)
    if verdict.status == 77 { try Test.cancel("needs Debian's python3-jsonschema") }
    let verdicts = verdict.output.split(separator: "\n", omittingEmptySubsequences: false)
    for (message, verdict) in zip(messages.split(separator: "\n"), verdicts) where verdict != "ok" {
      Issue.record("\(verdict): \(message.prefix(2000))")
    }
    #expect(verdict.status == 0)
    #expect(messages.split(separator: "\n").filter { $0.hasPrefix("reply") }.count >= commands.count)
  }

  private func record(in world: World) throws {
    let folder = "\(World.prefix)/libexec/jailer"
    try world.sh("mkdir /mnt/real /mnt/messages && chmod 1777 /mnt/messages && cp -a \(folder)/* /mnt/real/").orFail()
    for file in try world.sh("cd \(folder) && ls *.json").orFail().output.split(separator: "\n") {
      let name = String(file.dropLast(5))
      let manifest = try #require(world.read("\(folder)/\(file)"))
      // The tree's files have several names; writing to one would change all.
      try world.sh("rm \(folder)/\(name)").orFail()
      try world.addPlugin(name, executable: Self.recorder, manifest: manifest)
    }
  }
}
