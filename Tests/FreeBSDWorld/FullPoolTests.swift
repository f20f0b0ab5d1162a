import Foundation
import TestSupport
import Testing

/// A pool whose disk is full: not a quota, no block left.
@Suite struct FullPoolTests {
  /// Set up on a pool of 128 MB beside zroot, with the image `small` of 20 MB.
  private static func ready() throws -> FreeBSD {
    let freeBSD = try FreeBSD()
    try freeBSD.sh("truncate -s 128M /tiny.img && /linux/usr/sbin/zpool create -m none tiny /tiny.img").orFail()
    try freeBSD.jailer(["init", "-d", "tiny/jails", "-y"]).orFail()
    try freeBSD.addBridge()
    try freeBSD.sh(
      """
      set -e
      mkdir -p /tmp/root/bin /tmp/root/etc /tmp/root/dev /tmp/root/sbin /tmp/root/var/db
      cd /tmp/root && touch bin/sh sbin/ifconfig etc/rc etc/rc.shutdown
      head -c 20000000 /dev/urandom >big && tar -cf /tmp/small.tar .
      """
    ).orFail()
    let imported = try freeBSD.jailer(["image", "import", "small", "/tmp/small.tar"])
    #expect(imported.status == 0, "\(imported)")
    return freeBSD
  }

  /// Leaves less than the image has.
  private func fill(_ freeBSD: FreeBSD) throws {
    try freeBSD.sh(
      """
      set -e
      zfs create -o mountpoint=/filler tiny/filler
      while [ "$(zfs get -Hpo value available tiny)" -gt 14000000 ]; do
        head -c 2000000 /dev/urandom >>/filler/file
        sync -f /filler/file
      done
      """
    ).orFail()
  }

  private func makeRoom(_ freeBSD: FreeBSD) throws {
    try freeBSD.sh(
      """
      # zfs-fuse finds it busy at the first try.
      n=0; until zfs destroy tiny/filler; do n=$((n + 1)); [ $n -lt 100 ] || exit 1; done
      n=0; until [ "$(zfs get -Hpo value available tiny)" -gt 60000000 ]; do n=$((n + 1)); [ $n -lt 100 ] || exit 2; done
      """
    ).orFail()
  }

  @Test func `in the middle of recv all is taken back, and a second try with room works`() throws {
    let freeBSD = try Self.ready()
    try fill(freeBSD)
    let create = ["create", "-t", "eb", "-a", "10.0.0.10", "db0"]
    try freeBSD.expectNothingLeft {
      for _ in 0..<2 {
        let run = try freeBSD.jailer(create)
        #expect(run.status == 1 && run.output == "Creating db0: Failed!\n", "\(run)")
        let said = "zfs recv tiny/jails/db0 exited with status 1: cannot receive new filesystem stream: out of space"
        #expect(run.error.contains(said) && run.error.hasSuffix("\n  make room on that filesystem\n"), "\(run)")
      }
    }
    #expect(try freeBSD.jailer(["list", "-j"]).output == "[]\n")
    #expect(try freeBSD.jailer(["recover"]).status == 0)
    try makeRoom(freeBSD)
    let run = try freeBSD.jailer(create)
    #expect(run.output == "Creating db0: Done!\n" && run.status == 0, "\(run)")
    #expect(try freeBSD.sh("cmp /usr/local/jails/db0/big /usr/local/jails/image/small/big").status == 0)
    try freeBSD.jailer(["-y", "destroy", "db0"]).orFail()
  }

  @Test func `an image that has no room is taken back, and a second try with room works`() throws {
    let freeBSD = try Self.ready()
    try fill(freeBSD)
    try freeBSD.expectNothingLeft {
      for _ in 0..<2 {
        let run = try freeBSD.jailer(["image", "import", "more", "/tmp/small.tar"])
        #expect(run.status == 1 && run.output == "Importing more: Failed!\n", "\(run)")
        let said = "jailer: the filesystem of /usr/local/jails/image/more is full: "
        #expect(run.error.hasPrefix(said) && run.error.hasSuffix("\n  make room on it\n"), "\(run)")
      }
    }
    #expect(try freeBSD.jailer(["image", "list"]).output == "  small\n")
    try makeRoom(freeBSD)
    let run = try freeBSD.jailer(["image", "import", "more", "/tmp/small.tar"])
    #expect(run.output == "Importing more: Done!\n" && run.status == 0, "\(run)")
    #expect(try freeBSD.jailer(["image", "list"]).output == "  more\n  small\n")
  }
}
