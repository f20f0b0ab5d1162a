import Foundation
import TestSupport
import Testing

/// Mirrors that lie or are broken make no image; and https.
@Suite(.needs(.root), .needs(.busybox), .needs(.python), .serialized) struct LyingMirrorTests {
  typealias It = ImageFetchTests

  private struct Case: Sendable, CustomTestStringConvertible {
    let mode: String
    let status: Int32
    let says: String
    var testDescription: String { mode }
  }

  private static let cases: [Case] = [
    Case(mode: "wrong", status: 65, says: "12-busybox.base.txz is not the file that it should be: its SHA-256 is "),
    Case(mode: "short", status: 65, says: "12-busybox.base.txz is not the file that it should be: its SHA-256 is "),
    Case(mode: "missing", status: 66, says: "12-busybox.base.txz can't be fetched: no server has http://127.0.0.1"),
    Case(mode: "error", status: 1, says: "12-busybox.MANIFEST can't be fetched: "),
    Case(mode: "file", status: 1, says: "the server leads to another kind of address"),
    Case(mode: "loop", status: 1, says: "redirects"),
    Case(mode: "endless", status: 65, says: "12-busybox.MANIFEST is larger than 1048576 bytes"),
    Case(mode: "http://127.0.0.1:9", status: 1, says: "127.0.0.1 port 9"),
    Case(mode: "http://nosuch.invalid", status: 1, says: "nosuch.invalid"),
    Case(mode: "http://user:secret@127.0.0.1:8080/plain", status: 78, says: "is not an http or https URL"),
  ]

  @Test func `each fault has its words and its status, and no image is made`() throws {
    let world = try It.ready()
    for item in Self.cases {
      try world.useMirror(item.mode)
      let allowed = ["file \(It.cache)*", "file /mnt/root/var/cache/ *"]
      try world.expectNothingLeft(allowing: allowed) {
        let run = try world.jailer(["image", "fetch", "12-busybox"])
        #expect(run.status == item.status, "\(item.mode): \(run)")
        #expect(run.error.contains(item.says), "\(item.mode): \(run)")
        #expect(run.error.hasPrefix("jailer: ") && !run.output.contains("Done!"), "\(item.mode): \(run)")
      }
      #expect(world.size(It.part) == 0, "\(item.mode)")
    }
    #expect(try world.jailer(["image", "list"]).output == "")
    try world.useMirror("plain")
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
  }

  @Test func `a MANIFEST counts only where it names the file itself`() throws {
    let world = try It.ready()
    let manifest = "\(try world.release("12-busybox"))/MANIFEST"
    let good = try #require(world.read(manifest))
    for bad in [
      good.replacingOccurrences(of: "base.txz", with: "base-dbg.txz"), "base.txz\tabc\n", "<html>no</html>\n", "",
    ] {
      try world.write(manifest, bad)
      let run = try world.jailer(["image", "fetch", "12-busybox"])
      #expect(run.status == 65, "\(run)")
      #expect(run.error.contains("MANIFEST has no digest of base.txz"), "\(run)")
    }
    #expect(world.served().isEmpty)
    try world.write(manifest, "base-dbg.txz\t\(String(repeating: "0", count: 64))\t1\tx\t\"x\"\ton\n" + good)
    #expect(try world.jailer(["image", "fetch", "12-busybox"]).output == It.done)
  }

  @Test(arguments: [Store.tmpfs, .zfs])
  func `an archive that would leave its root makes no image, right digest or not`(on store: Store) throws {
    let world = try It.ready(on: store)
    try world.copy(Archive.nasty(.dotDot), to: "/mnt/nasty.tar")
    try world.addRelease("13-nasty", of: "/mnt/nasty.tar")
    try world.expectNothingLeft(allowing: ["file \(It.cache)*", "file /mnt/root/var/cache/ *"]) {
      let run = try world.jailer(["image", "fetch", "13-nasty"])
      #expect(run.status == 65 && run.error.contains("has .. in its name"), "\(run)")
    }
  }

  @Test(.needs(.program("openssl"))) func `https with certificates of one's own, and never down to http`() throws {
    let world = try It.ready()
    try world.sh(
      """
      set -e; cd /mnt
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem
      openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1 -keyout web.key -out web.csr
      echo subjectAltName=IP:127.0.0.1 > web.ext
      openssl x509 -req -in web.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile web.ext -out web.pem
      """
    ).orFail()
    try world.serve(port: 8443, tls: ("/mnt/web.pem", "/mnt/web.key"))
    let trust = ["SSL_CERT_FILE": "/mnt/ca.pem"]
    try world.useMirror("https://127.0.0.1:8443/plain")
    let stranger = try world.jailer(["image", "fetch", "12-busybox"])
    #expect(stranger.status == 1 && stranger.error.contains("certificate"), "\(stranger)")
    #expect(stranger.error.contains("SSL_CERT_FILE can name a file with the certificates to trust"), "\(stranger)")
    #expect(try world.jailer(["image", "list", "remote"]).status == 1)
    #expect(try world.jailer(["image", "list", "remote"], environment: trust).output == "  12-busybox\n")
    try world.useMirror("https://127.0.0.1:8443/down")
    let down = try world.jailer(["image", "fetch", "12-busybox"], environment: trust)
    #expect(down.status == 1 && down.error.contains("another kind of address"), "\(down)")
    try world.useMirror("https://127.0.0.1:8443/plain")
    #expect(try world.jailer(["image", "fetch", "12-busybox"], environment: trust).output == It.done)
  }
}
