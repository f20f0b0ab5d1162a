import Foundation
import TestSupport
import Testing

/// Releases from a mirror, over a real server.
@Suite(.needs(.root), .needs(.busybox), .needs(.python), .serialized) struct ImageFetchTests {
  static let cache = "/mnt/root/var/cache/jailer"
  static let part = "\(cache)/12-busybox.base.txz.part"
  static let done = "Fetching 12-busybox: Done!\n"

  static func ready(_ mode: String = "plain", on store: Store = .tmpfs) throws -> World {
    let world = try World(store)
    try world.withMirror()
    try world.useMirror(mode)
    return world
  }

  @Test(arguments: [Store.tmpfs, .zfs])
  func `a release is fetched, checked and made an image, and not fetched again`(on store: Store) throws {
    let world = try Self.ready(on: store)
    let run = try world.jailer(["image", "fetch", "12-busybox"])
    #expect(run.output == Self.done && run.error == "" && run.status == 0, "\(run)")
    #expect(try world.jailer(["image", "list"]).output == "  12-busybox\n")
    let again = try world.jailer(["image", "fetch", "12-busybox"])
    #expect(again.output == "The image 12-busybox is there already.\n" && again.status == 0, "\(again)")
    // What is in the cache is whole, so nothing comes over the network but the MANIFEST.
    try world.jailer(["image", "remove", "12-busybox"]).orFail()
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == Self.done)
    #expect(world.served().filter { $0.status == 200 }.count == 1)
    let files = try FileManager.default.contentsOfDirectory(atPath: world.outer(Self.cache)).sorted()
    #expect(files == ["12-busybox.MANIFEST", "12-busybox.base.txz"])
  }

  @Test(.needs(.runtime)) func `a jail can be made of it`() throws {
    let world = try Self.ready()
    try world.jailer(["image", "fetch", "12-busybox"]).orFail()
    #expect(try world.jailer(["create", "www0"]).output == "Creating www0: Done!\n")
    #expect(try world.jailer(["exec", "www0", "/bin/sh", "-c", "wc -c < /ballast"]).output == "1200000\n")
  }

  @Test func `a dry run shows all of it and fetches nothing`() throws {
    let world = try Self.ready()
    let machine = try world.sh("uname -m").line
    let url = "http://127.0.0.1:8080/plain/releases/\(machine)"
    try world.expectNothingLeft {
      let run = try world.jailer(["image", "fetch", "-D", "12-busybox"])
      #expect(
        run.output.replacing(/import-[a-z0-9]+/, with: "import-ID") == """
          Fetch commands =>
            mkdir -p \(Self.cache)
            curl -fL -o \(Self.cache)/12-busybox.MANIFEST \(url)/\(machine)/12-busybox/MANIFEST ||
            curl -fL -o \(Self.cache)/12-busybox.MANIFEST \(url)/12-busybox/MANIFEST
            curl -fL -o \(Self.cache)/12-busybox.base.txz \(url)/\(machine)/12-busybox/base.txz ||
            curl -fL -o \(Self.cache)/12-busybox.base.txz \(url)/12-busybox/base.txz
            # its SHA-256 must be that of base.txz in \(Self.cache)/12-busybox.MANIFEST
          Store commands =>
            mkdir -p /mnt/store/jails/image/.import-ID
          Archive =>
            tar -xpf \(Self.cache)/12-busybox.base.txz -C /mnt/store/jails/image/.import-ID
          Store commands =>
            mv -n /mnt/store/jails/image/.import-ID /mnt/store/jails/image/12-busybox

          """, "\(run)")
      #expect(try world.jailer(["image", "fetch", "-D", "-j", "12-busybox"]).status == 0)
    }
    #expect(world.served("").isEmpty)
  }

  @Test(arguments: ["redirect", "away", "norange", "trickle"])
  func `a server may lead elsewhere, be slow or know no ranges`(mode: String) throws {
    let world = try Self.ready(mode)
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == Self.done)
    #expect(world.served("").allSatisfy { !$0.hadCredentials })
  }

  @Test func `the mirror of the environment wins, and a release that is not there says so`() throws {
    let world = try Self.ready("error")
    let good = ["FreeBSD_mirror": "http://127.0.0.1:8080/plain/"]
    try world.expectNothingLeft {
      let missing = try world.jailer(["image", "fetch", "11-nosuch"], environment: good)
      #expect(missing.status == 66 && missing.output == "Fetching 11-nosuch: Failed!\n", "\(missing)")
      #expect(missing.error.contains("11-nosuch.MANIFEST can't be fetched: no server has http://127"), "\(missing)")
    }
    #expect(try world.jailer(["image", "fetch", "12-busybox"], environment: good).output == Self.done)
  }

  @Test func `on a terminal there is a bar with the speed and the time that is left`() throws {
    let world = try Self.ready("trickle")
    let terminal = try world.jailerOnTerminal(["--color", "never", "image", "fetch", "12-busybox"])
    #expect(terminal.expect("Fetching 12-busybox: "))
    #expect(terminal.expect("[#"), "\(terminal.shown)")
    #expect(terminal.expect("/s  0:0"), "\(terminal.shown)")
    #expect(terminal.expect(" left"), "\(terminal.shown)")
    #expect(terminal.expect("Done!"), "\(terminal.shown)")
    #expect(terminal.finish().status == 0)
  }

  @Test func `what the mirror has is listed by version`() throws {
    let world = try Self.ready()
    for version in ["9.3-RELEASE", "13.10-RELEASE", "13.9-RELEASE"] { try world.addRelease(version) }
    try world.sh("mkdir -p \(world.release("ISO-IMAGES"))").orFail()
    try world.jailer(["image", "fetch", "12-busybox"]).orFail()
    let list = "  9.3-RELEASE\n  12-busybox\n  13.9-RELEASE\n  13.10-RELEASE\n"
    #expect(try world.jailer(["image", "list", "remote"]).output == list)
    let rows = try #require(try world.jailer(["image", "list", "remote", "-j"]).json() as? [[String: Any]])
    #expect(rows.map { $0["name"] as? String } == ["9.3-RELEASE", "12-busybox", "13.9-RELEASE", "13.10-RELEASE"])
    #expect(rows.map { $0["local"] as? Bool } == [false, true, false, false])
    try world.useMirror("http://127.0.0.1:9/x")
    let unreachable = try world.jailer(["image", "list", "remote"])
    #expect(unreachable.status == 1 && unreachable.error.contains("the mirror http://127.0.0.1:9/x can't be read"))
    try world.useMirror("ftp://elsewhere")
    #expect(try world.jailer(["image", "list", "remote"]).status == 78)
  }
}
