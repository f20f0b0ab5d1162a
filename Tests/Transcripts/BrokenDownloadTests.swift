import Foundation
import TestSupport
import Testing

/// Downloads that break, and are gone on with; and two at once.
@Suite(.needs(.root), .needs(.busybox), .needs(.python), .serialized) struct BrokenDownloadTests {
  typealias It = ImageFetchTests

  /// A jailer in the middle of the download: the server has sent half of it and waits for /mnt/go.
  private static func halfway(_ world: World) throws -> (child: Child, half: Int) {
    let half = world.size("\(try world.release("12-busybox"))/base.txz") / 2
    let child = try world.startJailer(["image", "fetch", "12-busybox"])
    try #require(try world.until { world.size(It.part) == half })
    return (child, half)
  }

  @Test func `a connection that breaks is made anew, and what has come stays for the next command`() throws {
    let world = try It.ready("cut")
    let whole = world.size("\(try world.release("12-busybox"))/base.txz")
    let first = try world.jailer(["image", "fetch", "12-busybox"])
    #expect(first.status == 1 && first.output == "Fetching 12-busybox: Failed!\n", "\(first)")
    #expect(first.error.hasSuffix("  run the command again: it goes on with what has arrived\n"), "\(first)")
    #expect(world.size(It.part) == 1_500_000)
    #expect(try world.jailer(["image", "list"]).output == "")
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
    let answers = world.served().filter { $0.sent > 9 }
    #expect(answers.map(\.sent).reduce(0, +) == whole, "no byte twice")
    #expect(answers.dropFirst().allSatisfy { $0.status == 206 })
  }

  @Test func `one that always breaks and knows no ranges comes to an end`() throws {
    let world = try It.ready("cutwhole")
    let run = try world.jailer(["image", "fetch", "12-busybox"])
    #expect(run.status == 1 && run.output == "Fetching 12-busybox: Failed!\n", "\(run)")
    try world.useMirror("plain")
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
  }

  @Test func `a killed one leaves what has come, and the next goes on`() throws {
    let world = try It.ready("gate")
    let (child, half) = try Self.halfway(world)
    child.signal(SIGKILL)
    _ = child.wait()
    #expect(try world.until { try world.sh("pgrep curl").status != 0 })
    try world.write("/mnt/go", "")
    let again = try world.jailer(["image", "fetch", "12-busybox"])
    #expect(again.output == It.done, "\(again)")
    #expect(world.served().last?.range == "bytes=\(half)-")
  }

  @Test func `an interrupted one is taken back but for what has come`() throws {
    let world = try It.ready("gate")
    try world.expectNothingLeft(allowing: ["file \(It.cache)*", "file /mnt/root/var/cache/ *"]) {
      let (child, half) = try Self.halfway(world)
      child.signal(SIGINT)
      let run = child.wait()
      #expect(run.status == 130, "\(run)")
      #expect(world.size(It.part) == half)
      try world.write("/mnt/go", "")
    }
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
  }

  @Test func `what the mirror has changed meanwhile is fetched from its beginning`() throws {
    let world = try It.ready("gate")
    let (child, _) = try Self.halfway(world)
    child.signal(SIGKILL)
    _ = child.wait()
    try world.write("/mnt/go", "")
    try world.sh(
      "rm -r \(world.release("12-busybox")); echo other > /mnt/base/other; tar -C /mnt/base -cf /mnt/base.tar ."
    )
    .orFail()
    try world.addRelease("12-busybox")
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
    #expect(world.read("/mnt/store/jails/image/12-busybox/other") == "other\n")
  }

  @Test func `bytes of another file before it are found out by the digest`() throws {
    let world = try It.ready()
    try world.write(It.part, String(repeating: "x", count: 5_000))
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
    #expect(world.served().filter { $0.sent > 9 }.map(\.status) == [206, 200])
    // Longer than the file: the server has nothing to add.
    try world.jailer(["image", "remove", "12-busybox"]).orFail()
    try world.sh("mv \(It.cache)/12-busybox.base.txz \(It.part) && echo x >> \(It.part)").orFail()
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
  }

  @Test func `two at once are one download, and both have the image`() throws {
    let world = try It.ready("gate")
    let (first, _) = try Self.halfway(world)
    let second = try world.startJailer(["image", "fetch", "12-busybox"])
    let third = try world.startJailer(["image", "fetch", "12-busybox"])
    // They wait when they have said so; that goes to their standard error, which is read at their end.
    try world.write("/mnt/go", "")
    #expect(first.wait().output == It.done)
    for child in [second, third] {
      let run = child.wait()
      #expect(run.status == 0 && run.output == "The image 12-busybox is there already.\n", "\(run)")
    }
    #expect(world.served().filter { $0.status == 200 }.count == 1)
  }

  @Test func `whoever waits goes on where one that was killed has stopped`() throws {
    let world = try It.ready("gate")
    let (first, half) = try Self.halfway(world)
    let second = try world.terminal(World.command(["image", "fetch", "12-busybox"]))
    #expect(second.expect("jailer: waiting for process"))
    try world.write("/mnt/go", "")
    first.signal(SIGKILL)
    _ = first.wait()
    #expect(second.expect("Fetching 12-busybox: "))
    #expect(second.expect("Done!"))
    #expect(second.finish().status == 0)
    #expect(world.served().last?.range == "bytes=\(half)-")
  }

  @Test func `a full filesystem fails it, and is not left full`() throws {
    let world = try It.ready()
    try world.sh("mkdir -p \(It.cache) && mount -t tmpfs -o size=600k tmpfs \(It.cache)").orFail()
    let run = try world.jailer(["image", "fetch", "12-busybox"])
    #expect(run.status == 1 && run.output == "Fetching 12-busybox: Failed!\n", "\(run)")
    #expect(run.error.contains("the filesystem of \(It.cache) is full"), "\(run)")
    #expect(world.size(It.part) == 0)
    #expect(try world.jailer(["image", "list"]).output == "")
    try world.sh("mount -o remount,size=20m \(It.cache)").orFail()
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
  }
}
