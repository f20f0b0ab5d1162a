import Glibc
import Posix
import Testing
import Wire

@testable import Host

@Suite struct UnpackTests {
  let it: Scratch
  init() throws { it = try Scratch() }

  var archive: String { "\(it.outside)/archive" }

  /// As an image is imported: unpacked into a new folder, which is then renamed.
  func importing(_ archive: String? = nil) -> Plan {
    plan(
      step(.directory(path: it.path("new"), mode: 0o755, within: nil), absent: [it.thing("new")]),
      step(
        .unpack(archive: archive ?? self.archive, into: it.path("new")),
        undo: .action(.remove(path: it.path("new"), tree: true))),
      step(.rename(from: it.path("new"), to: it.path("image")), absent: [it.thing("image")]))
  }

  func put(_ bytes: [UInt8]) throws { try Files.write(bytes, to: archive) }

  func packed(_ bytes: [UInt8], by program: String) throws -> [UInt8] {
    let command = Command(["/usr/bin/env", program, "-c"], environment: ["PATH": "/usr/bin:/bin"])
    return try command.run(input: bytes, keep: 64 << 20).output
  }

  static let small = TarMaker.archive { tar in
    tar.add("./", type: "5", change: { $0[100..<108] = TarMaker.octal(0o755, 8)[...] })
    tar.add("bin/", type: "5", change: { $0[100..<108] = TarMaker.octal(0o755, 8)[...] })
    tar.add("bin/sh", "#!\n", change: { $0[100..<108] = TarMaker.octal(0o4755, 8)[...] })
    tar.add("bin/bash", type: "1", link: "bin/sh")
    tar.add("mtab", type: "2", link: "/proc/mounts")
  }
  static let tree = [
    "/etc/ 755", "/image/ 755", "/image/bin/ 755", "/image/bin/bash 4755 #!\n",
    "/image/bin/sh 4755 #!\n",
    "/image/mtab -> /proc/mounts",
  ]

  @Test(
    .enabled(if: isRoot, "owners and set-id bits need root"),
    arguments: ["", "gzip", "xz", "zstd", "bzip2"])
  func everyCompression(_ program: String) throws {
    guard program.isEmpty || Command.search(program, in: ["/usr/bin", "/bin"]) != nil else {
      return
    }
    try put(program.isEmpty ? Self.small : try packed(Self.small, by: program))
    let result = try it.apply(importing())
    #expect(result.status == 0, "\(result.output)")
    #expect(try it.tree() == Self.tree)
    let links = try [Files.lstat(it.path("image/bin/sh")), Files.lstat(it.path("image/bin/bash"))]
      .map { $0?.inode }
    #expect(links[0] == links[1])
  }

  @Test(.enabled(if: isRoot, "owners and set-id bits need root")) func standardInput() throws {
    for bytes in [Self.small, try packed(Self.small, by: "gzip")] {
      // As a file, and as a pipe.
      #expect(try it.apply(importing("-"), input: bytes).status == 0)
      #expect(try it.tree() == Self.tree)
      try Tree.remove(it.path("image"))
      try put(bytes)
      let shell = Command(
        [
          "/bin/sh", "-c",
          "cat \(archive) | \(Scratch.driver) apply \(it.root) \(try it.save(importing("-")))",
        ],
        environment: ["PATH": "/usr/bin:/bin"])
      #expect(try shell.run().status == .exited(0))
      #expect(try it.tree() == Self.tree)
      try Tree.remove(it.path("image"))
    }
  }

  /// More than any pipe holds, so that all of its ends wait for each other.
  @Test func bigArchives() throws {
    var maker = TarMaker()
    for number in 0..<40 {
      maker.add("f\(number)", String(repeating: "\(number % 10)", count: 200_000))
    }
    for bytes in [maker.archive, try packed(maker.archive, by: "gzip")] {
      #expect(try it.apply(importing("-"), input: bytes).status == 0)
      #expect(try Files.read(it.path("image/f39"), limit: 1 << 20).count == 200_000)
      try Tree.remove(it.path("image"))
    }
  }

  /// Each with its own words, 65, and nothing left.
  @Test func archivesThatAreRefused() throws {
    let gzip = try packed(Self.small, by: "gzip")
    var damaged = gzip
    damaged[damaged.count - 6] ^= 0xFF
    let bad: [([UInt8], String)] = [
      (
        TarMaker.archive {
          $0.add("a", "x")
          $0.add("../b", "x")
        }, "member \"../b\" has .. in its name"
      ),
      (
        TarMaker.archive {
          $0.add("a", "x")
          $0.add("/b", "x")
        }, "member \"/b\" has an absolute name"
      ),
      (Array(Self.small[..<1800]), "it ends too early"),
      (Array("no archive at all".utf8), "it is not a tar archive"),
      ([UInt8](repeating: 0, count: 1024), "it has no members"),
    ]
    for (bytes, reason) in bad {
      try put(bytes)
      let result = try it.apply(importing())
      #expect(result.status == 65)
      #expect(result.fault?["message"]?.string == "the archive \(archive) can't be unpacked")
      #expect(result.fault?["cause"]?.string == reason)
    }
    for bytes in [Array(gzip[..<60]), damaged] {
      try put(bytes)
      let result = try it.apply(importing())
      #expect(result.status == 65)
      #expect(result.fault?["message"]?.string == "the archive \(archive) can't be decompressed")
    }
    try put([])
    #expect(try it.apply(importing()).status == 65)
    #expect(try it.apply(importing("/nonexistent")).status == 66)
    #expect(try it.apply(importing("/etc")).status == 65)
    #expect(try it.apply(importing("-"), input: []).fault?["cause"]?.string == "it is empty")
    #expect(try it.tree() == ["/etc/ 755"])
    #expect(it.journals == [])
  }

  /// A link that was there before could lead a member out.
  @Test func onlyAnEmptyFolderIsUnpackedInto() throws {
    try put(Self.small)
    try it.put("x", "full/x")
    let result = try it.apply(
      plan(step(.unpack(archive: archive, into: it.path("full")), undo: .nothing)))
    #expect(result.status == 73)
    #expect(try it.tree() == ["/etc/ 755", "/full/ 755", "/full/x 644 x"])
  }

  @Test(.enabled(if: isRoot, "mounting needs root")) func aFullFilesystem() throws {
    try put(
      TarMaker.archive { tar in
        for number in 0..<40 { tar.add("f\(number)", String(repeating: "x", count: 100_000)) }
      })
    let file = try it.save(importing())
    let script = """
      mount -t tmpfs -o size=1m tmpfs \(it.root) && mkdir \(it.root)/etc && mkdir -p \(it.root)/var/db/jailer &&
      mount -t tmpfs tmpfs \(it.root)/var/db/jailer &&
      \(Scratch.driver) apply \(it.root) \(file); echo $?; find \(it.root) -mindepth 1 -not -path '*/var*'
      """
    let namespace = Command(
      ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
    let output = String(decoding: try namespace.run().output, as: UTF8.self)
    let lines = output.split(separator: "\n").map(String.init)
    #expect(lines.suffix(2) == ["1", "\(it.root)/etc"])
    #expect(output.contains("the filesystem of \(it.path("new")) is full"))
  }

  /// A state folder without room: nothing is begun, nothing is left.
  @Test(.enabled(if: isRoot, "mounting needs root")) func noRoomForTheJournal() throws {
    var steps: [Step] = []
    for number in 0..<30 {
      steps.append(
        step(.write(path: it.path("etc/f\(number)"), text: "x", mode: 0o644, within: nil)))
    }
    let file = try it.save(Plan(tasks: [Plan.Task("Trying", steps: steps)]))
    for pages in 1...16 {
      let script = """
        mkdir -p \(it.root)/var/db/jailer && mount -t tmpfs -o size=\(pages * 4)k tmpfs \(it.root)/var/db/jailer &&
        \(Scratch.driver) apply \(it.root) \(file) >/dev/null; echo $?; ls \(it.root)/etc | wc -l; ls \(it.root)/var/db/jailer/journal | wc -l
        rm -f \(it.root)/etc/*
        """
      let namespace = Command(
        ["/usr/bin/unshare", "-m", "/bin/sh", "-c", script],
        environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
      let output = String(decoding: try namespace.run().output, as: UTF8.self)
      #expect(["1\n0\n0\n", "0\n30\n0\n"].contains(output), "\(pages) pages: \(output)")
    }
  }

  @Test func killedWhileUnpacking() throws {
    mkfifo(archive, 0o600)
    // tar(1) reads records of 10 KiB.
    let bytes = TarMaker.archive { tar in
      for number in 0..<9 { tar.add("f\(number)", String(repeating: "x", count: 9000)) }
    }
    let child = try it.command(["apply", it.root, try it.save(importing())]).start()
    let end = try Files.open(archive, O_WRONLY)
    try end.write(Array(bytes[..<60_000]))
    while !Files.exists(it.path("new/f1")) { try #require(try child.wait(until: 0) == nil) }
    try child.kill(SIGKILL)
    _ = try child.wait()
    #expect(try it.recover().output.hasPrefix("taken-back"))
    #expect(try it.tree() == ["/etc/ 755"])
  }
}
