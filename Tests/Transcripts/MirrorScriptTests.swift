import TestSupport
import Testing

/// contrib/mirror makes a mirror of any root archive.
@Suite(.needs(.root), .needs(.busybox)) struct MirrorScriptTests {
  private static let script = "XZ_OPT=-0 sh \(World.repository)/contrib/mirror/mirror"

  @Test func `each kind of archive becomes base.txz with its digest and count`() throws {
    let world = try World(.tmpfs, bridge: false)
    try world.copy(Archive.busybox.get(), to: "/mnt/bb.tar.gz")
    try world.sh(
      "gzip -dc /mnt/bb.tar.gz > /mnt/bb.tar && xz -k /mnt/bb.tar && zstd -q /mnt/bb.tar && bzip2 -k /mnt/bb.tar"
    )
    .orFail()
    let count = try world.sh("tar -tf /mnt/bb.tar | wc -l").line
    for (number, suffix) in ["tar", "tar.gz", "tar.xz", "tar.zst", "tar.bz2"].enumerated() {
      let run = try world.sh("\(Self.script) -m arm64/aarch64 /mnt/bb.\(suffix) 1\(number)-test /mnt/m")
      let folder = "/mnt/m/releases/arm64/aarch64/1\(number)-test"
      #expect(run.output == folder + "\n", "\(run)")
      let digest = try world.sh("sha256sum \(folder)/base.txz | cut -c 1-64").line
      #expect(world.read(folder + "/MANIFEST") == "base.txz\t\(digest)\t\(count)\tbase\t\"Base system\"\ton\n")
      #expect(try world.sh("xz -dc \(folder)/base.txz | cmp - /mnt/bb.tar").status == 0)
      #expect(try world.sh("stat -c %a \(folder) \(folder)/*").output == "755\n644\n644\n")
    }
  }

  @Test func `what is no archive, no version or there already is refused and leaves nothing`() throws {
    let world = try World(.tmpfs, bridge: false)
    try world.copy(Archive.busybox.get(), to: "/mnt/bb.tar.gz")
    try world.write("/mnt/junk", "this is no archive\n")
    try world.sh("\(Self.script) /mnt/bb.tar.gz 12-test /mnt/m").orFail()
    let before = try world.sh("find /mnt/m").output
    let refused = [
      "/mnt/junk 13-test /mnt/m", "/mnt/nosuch 13-test /mnt/m", "/mnt/bb.tar.gz 12-test /mnt/m",
      "/mnt/bb.tar.gz test /mnt/m", "/mnt/bb.tar.gz 1/../../x /mnt/m", "-m ../.. /mnt/bb.tar.gz 13-test /mnt/m",
    ]
    for arguments in refused {
      let run = try world.sh("\(Self.script) \(arguments)")
      #expect(run.status == 1 && run.error.contains("mirror: "), "\(run)")
    }
    #expect(try world.sh("\(Self.script) /mnt/bb.tar.gz").status == 64)
    #expect(try world.sh("find /mnt/m").output == before)
  }
}
