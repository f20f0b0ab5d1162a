import Foundation
import TestSupport
import Testing

/// What could be neither done nor taken back, and the ways out of it.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct RecoverTests {
  /// A plugin whose step fails, and whose undo can't work while /mnt/stuck is there.
  private static func stuck() throws -> World {
    let world = try World(.tmpfs)
    try world.withBusybox()
    try world.addPlugin(
      "stick",
      executable: """
        #!/bin/sh
        jq -c '{id, plan: {tasks: [{title: "Sticking", claims: ["jail:x"], steps: [
          {id: "a", do: {run: ["/bin/touch", "/mnt/a"]}, undo: {run: ["/bin/test", "!", "-e", "/mnt/stuck"]}},
          {id: "b", do: {run: ["/bin/false"]}, undo: "nothing"}]}]}}'

        """,
      manifest: """
        {"manifest": 1, "name": "stick", "version": "1", "protocol": 1, "summary": "stick",
         "commands": [{"path": ["stick"], "summary": "stick", "changes": true}],
         "permissions": {"run": [["/bin/touch", "/mnt/a"], ["/bin/test", "!", "-e", "/mnt/stuck"], ["/bin/false"]]}}
        """)
    try world.sh("touch /mnt/stuck").orFail()
    let run = try world.jailer(["stick"])
    #expect(run.status == 4, "\(run)")
    #expect(run.output == "Sticking: Failed!\n")
    #expect(run.error.contains("test '!' -e /mnt/stuck"), "\(run)")
    #expect(try world.jailer(["create", "x"]).status == 75)
    return world
  }

  @Test func `what is mended by hand is brought to its end by recover`() throws {
    let world = try Self.stuck()
    let preview = try world.jailer(["recover", "-D"])
    #expect(preview.status == 0)
    #expect(preview.output.contains("would be taken back\n  test '!' -e /mnt/stuck\n"), "\(preview)")
    #expect(try world.jailer(["recover"]).status == 4)
    #expect(try world.jailer(["create", "x"]).status == 75)
    try world.sh("rm /mnt/stuck").orFail()
    let run = try world.jailer(["recover"])
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("was taken back"), "\(run)")
    #expect(try world.jailer(["create", "x"]).status == 0)
  }

  @Test func `what can't be mended can be given up`() throws {
    let world = try Self.stuck()
    let run = try world.jailer(["recover", "--abandon"])
    #expect(run.status == 4, "\(run)")
    #expect(run.output.contains("it was given up, its journal is /mnt/root/var/db/jailer/journal/"), "\(run)")
    #expect(run.output.hasSuffix("  test '!' -e /mnt/stuck\n"), "\(run)")
    #expect(try world.jailer(["recover"]).output == "")
    #expect(try world.jailer(["create", "x"]).status == 0)
  }

  @Test func `a jail that can't be started again is left stopped by restart, and can be destroyed`() throws {
    let world = try World(.tmpfs)
    try world.withBusybox()
    try world.expectNothingLeft {
      try world.jailer(["create", "-c", "www0"]).orFail()
      let path = "/mnt/root/etc/jail.conf.d/www0.conf"
      let conf = try #require(world.read(path))
      try world.write(
        path, conf.replacingOccurrences(of: "  persist;", with: "  exec.start = \"/bin/false\";\n  persist;"))
      let run = try world.jailer(["restart", "www0"])
      #expect(run.status == 1, "\(run)")
      #expect(run.output == "Restarting www0: Failed!\n")
      #expect(run.error.contains("jail: www0: /bin/false: failed"), "\(run)")
      #expect(try world.jailer(["list"]).output.contains("www0  Stopped"))
      #expect(try world.jailer(["destroy", "www0"]).output == "Destroying www0: Done!\n")
    }
  }

  @Test func `edit replaces the conf only with one that can be read`() throws {
    let world = try World(.tmpfs)
    try world.withBusybox()
    try world.jailer(["create", "-c", "www0"]).orFail()
    try world.write("/mnt/bad", "#!/bin/sh\necho 'www0 {' > \"$1\"\n", mode: 0o755)
    try world.write("/mnt/good", "#!/bin/sh\nsed -i 's/^  persist;/  # mine\\n  persist;/' \"$1\"\n", mode: 0o755)
    let path = "/mnt/root/etc/jail.conf.d/www0.conf"
    let before = try #require(world.read(path))
    let bad = try world.jailerOnTerminal(["edit", "www0"], environment: ["EDITOR": "/mnt/bad"])
    #expect(bad.expect("Edit again? (y/N)"))
    bad.send("n\n")
    #expect(bad.finish().status == 1)
    #expect(world.read(path) == before)
    let good = try world.jailerOnTerminal(["edit", "www0"], environment: ["EDITOR": "/mnt/good"])
    // In colour, on a terminal.
    #expect(good.expect("Changing www0: \u{1B}["), "\(good.shown)")
    #expect(good.finish().status == 0)
    #expect(world.read(path)?.contains("  # mine\n  persist;") == true)
  }
}
