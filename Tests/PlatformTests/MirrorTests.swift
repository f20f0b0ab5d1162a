import Platform
import Testing
import Wire

@Suite struct MirrorTests {
  private func mirror(
    _ url: String?, system: System = .freeBSD, _ machine: String = "arm64", _ arch: String = "aarch64"
  )
    throws(Fault) -> Mirror
  {
    var host = Sample.host
    host.paths = Paths(root: "", system: system)
    host.machine = machine
    host.architecture = arch
    var config = ConfigFact()
    config.mirror = url
    return try Mirror(config, host: host)
  }

  @Test func `a release is looked for in both forms, and then in FreeBSD's archive`() throws {
    #expect(
      try mirror("http://mirror.example/freebsd//").places(of: "13.1-RELEASE", "base.txz") == [
        "http://mirror.example/freebsd/releases/arm64/aarch64/13.1-RELEASE/base.txz",
        "http://mirror.example/freebsd/releases/arm64/13.1-RELEASE/base.txz",
        "https://ftp-archive.freebsd.org/pub/FreeBSD-Archive/old-releases/arm64/aarch64/13.1-RELEASE/base.txz",
        "https://ftp-archive.freebsd.org/pub/FreeBSD-Archive/old-releases/arm64/13.1-RELEASE/base.txz",
      ])
    #expect(try mirror(nil).base == "https://download.freebsd.org/ftp")
    #expect(
      try mirror(nil).places(of: "15.1-STABLE", "MANIFEST")[0]
        == "https://download.freebsd.org/ftp/snapshots/arm64/aarch64/15.1-STABLE/MANIFEST")
    #expect(try mirror("http://a", system: .linux, "x86_64", "x86_64").places(of: "1", "f").count == 2)
  }

  @Test func `a mirror that is none is refused, with what to do`() {
    for url in ["ftp://a/b", "mirror.example", "https://user:secret@a/b", "https://a/b?c", "", "-o/etc/passwd"] {
      let fault = #expect(throws: Fault.self, "\(url)") { try self.mirror(url) }
      #expect(fault?.code == .configuration)
    }
    let fault = #expect(throws: Fault.self) { try self.mirror(nil, system: .linux) }
    #expect(fault?.message == "no mirror of releases is configured")
  }

  @Test func `names are found in the listing of any server, and sorted as versions`() {
    let apache = """
      <html><body><h1>Index of /releases</h1><a href="../">Parent</a> <A HREF="/freebsd/releases/amd64/9.3-RELEASE/">9.3</A>
      <a href='13.10-RELEASE/'>x</a><a href=13.9-RELEASE/>x</a><a href="ISO-IMAGES/">x</a><a href="15.0-RC1/">x</a>
      <a href="15.0-RELEASE/">x</a><a href="15.0-BETA2/">x</a><a href="13.9-RELEASE/">again</a><a href="12.1.iso">x</a>
      <a href="12%0a/">x</a><a href="14-<script>/">x</a><a href="12;reboot/">x</a><a href="?C=N;O=D">x</a><a href="
      """
    #expect(
      Listing.versions(in: apache) == [
        "9.3-RELEASE", "13.9-RELEASE", "13.10-RELEASE", "15.0-BETA2", "15.0-RC1", "15.0-RELEASE",
      ])
    let plain = "drwxr-xr-x 2 ftp ftp 4096 Jan 1 2020 12.4-RELEASE\r\n13.0-RELEASE/\n\u{1B}[31m1\nISO-IMAGES\n"
    #expect(Listing.versions(in: plain) == ["12.4-RELEASE", "13.0-RELEASE"])
    #expect(Listing.versions(in: "<html>404 not found</html>") == [])
    #expect(Listing.versions(in: "") == [])
    #expect(Listing.versions(in: String(repeating: "href=", count: 100_000)) == [])
    #expect(Release.withoutPatch("14.1-RELEASE-p5") == "14.1-RELEASE")
    #expect(Release.withoutPatch("14.1-RELEASE") == "14.1-RELEASE" && Release.withoutPatch("6.1.0-pve") == "6.1.0-pve")
  }
}
