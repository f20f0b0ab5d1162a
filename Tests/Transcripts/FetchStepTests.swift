import TestSupport
import Testing

/// The step `fetch` and plans that wait, from plugins of others.
@Suite(.needs(.root), .needs(.busybox), .needs(.python), .needs(.program("jq")), .serialized) struct FetchStepTests {
  private static func addGrab(to world: World) throws {
    try world.addPlugin(
      "grab",
      executable: """
        #!/bin/sh
        exec jq -c '.arguments as $a | .facts.host.paths.cache as $c | {id, plan: {tasks: [{title: "Grabbing", steps: [
          {id: "folder", section: "Grab commands", do: {directory: {path: $c}}},
          {id: "file", section: "Grab commands", do: {fetch: {url: $a.urls, to: "\\($c)/grabbed", sha256: $a.digest}},
           absent: ["path:\\($c)/grabbed"], undo: {remove: "\\($c)/grabbed"}}]}]}}'

        """,
      manifest: """
        {"manifest": 1, "name": "grab", "version": "1", "protocol": 1, "summary": "grab",
         "commands": [{"path": ["grab"], "summary": "grab", "changes": true, "facts": ["host"],
           "operands": [{"name": "digest", "required": true}, {"name": "urls", "required": true, "repeats": true}]}],
         "permissions": {"fetch": ["http://127.0.0.1:8080/*"], "write": ["{cache}", "{cache}/*"]}}
        """)
  }

  @Test func `a file with a known digest comes from the first place that has it`() throws {
    let world = try ImageFetchTests.ready()
    try Self.addGrab(to: world)
    let file = "\(try world.release("12-busybox"))/base.txz"
    let digest = try world.sh("sha256sum <\(file) | cut -c 1-64").line
    let url = "http://127.0.0.1:8080/plain\(file.dropFirst(World.mirror.count))"
    let dry = try world.jailer(["grab", "-D", digest, url])
    #expect(
      dry.output == """
        Grab commands =>
          mkdir -p /mnt/root/var/cache/jailer
          curl -fL -o /mnt/root/var/cache/jailer/grabbed \(url)
          echo "\(digest)  /mnt/root/var/cache/jailer/grabbed" | sha256sum -c

        """, "\(dry)")
    let run = try world.jailer(["grab", digest, "http://127.0.0.1:8080/plain/nosuch", url])
    #expect(run.output == "Grabbing: Done!\n", "\(run)")
    #expect(try world.sh("cmp /mnt/root/var/cache/jailer/grabbed \(file)").status == 0)
  }

  @Test func `what is not permitted, no address or not the file is refused, and nothing is left`() throws {
    let world = try ImageFetchTests.ready()
    try Self.addGrab(to: world)
    let wrong = String(repeating: "0", count: 64)
    let manifest = "http://127.0.0.1:8080/plain/releases/\(try world.sh("uname -m").line)/12-busybox/MANIFEST"
    let cases: [([String], Int32, String)] = [
      ([wrong, manifest], 65, "grabbed is not the file that it should be"),
      ([wrong, "http://127.0.0.2:8080/plain/x"], 77, "may not fetch http://127.0.0.2:8080/plain/x"),
      ([wrong, "file:///etc/passwd"], 76, "https or http URLs"), ([wrong, "-o/etc/passwd"], 76, "https or http URLs"),
      (["abc", manifest], 76, "64 lower-case hexadecimal digits"),
      ([wrong, "http://127.0.0.1:8080/plain/nosuch"], 66, "no server has"),
    ]
    try world.expectNothingLeft {
      for (arguments, status, says) in cases {
        let run = try world.jailer(["grab", "--"] + arguments)
        #expect(run.status == status && run.error.contains(says), "\(run)")
      }
    }
  }

  @Test func `a plan that invokes one that waits waits too`() throws {
    let world = try ImageFetchTests.ready("gate")
    try world.addPlugin(
      "both",
      executable: """
        #!/bin/sh
        exec jq -c '.facts.images as $i | {id, plan: {tasks: [{title: "Both", steps: (
          if any($i[]; .name == "12-busybox") then [] else
            [{id: "f", do: {invoke: ["image", "fetch", "12-busybox"]}}] end
          + [{id: "w", do: {write: {path: "/mnt/root/etc/both", text: "x"}}}])}]}}'

        """,
      manifest: """
        {"manifest": 1, "name": "both", "version": "1", "protocol": 1, "summary": "both",
         "commands": [{"path": ["both"], "summary": "both", "changes": true, "facts": ["images"]}],
         "permissions": {"invoke": [["image", "fetch", "*"]], "write": ["/mnt/root/etc/both"]}}
        """)
    let first = try world.startJailer(["image", "fetch", "12-busybox"])
    try #require(try world.until { world.size(ImageFetchTests.part) > 0 })
    let second = try world.terminal(World.command(["both"]))
    #expect(second.expect("jailer: waiting for process"), "\(second.shown)")
    try world.write("/mnt/go", "")
    #expect(first.wait().output == ImageFetchTests.done)
    #expect(second.expect("Done!"))
    #expect(second.finish().status == 0)
    #expect(world.served().filter { $0.status == 200 }.count == 1)
  }
}
