import Foundation
import TestSupport
import Testing

/// The stores that the fixture makes, and the archives.
@Suite struct WorldStoreTests {
  @Test(arguments: [(Store.ext4, "ext2/ext3"), (.btrfs, "btrfs"), (.xfs, "xfs"), (.tmpfs, "tmpfs")])
  func directoryStores(store: Store, name: String) throws {
    let world = try World(store)
    #expect(try world.sh("stat -f -c %T /mnt/store").line == name)
    #expect(try world.sh("echo x >/mnt/store/x && cat /mnt/store/x").output == "x\n")
  }

  @Test func overlayOnEachFileSystem() throws {
    for store in [Store.ext4, .btrfs, .xfs, .tmpfs] {
      let world = try World(store)
      let overlay = """
        cd /mnt/store; mkdir l u w m; echo low >l/f
        mount -t overlay none -o lowerdir=l,upperdir=u,workdir=w m && echo up >>m/f && cat m/f
        """
      #expect(try world.sh(overlay).output == "low\nup\n", "\(store)")
    }
  }

  @Test func fullStoreIsFull() throws {
    let world = try World(.full)
    let run = try world.sh("/usr/bin/printf x >/mnt/store/x")
    #expect(run.status != 0)
    #expect(run.error.contains("No space left on device"))
  }

  @Test func poolClonesAndMounts() throws {
    let world = try World(.zfs)
    let before = try world.snapshot()
    let script = """
      set -e
      zfs create -o mountpoint=/mnt/root/jails pool/jails
      zfs create pool/jails/a
      echo x >/mnt/root/jails/a/x
      zfs snapshot pool/jails/a@base
      zfs clone pool/jails/a@base pool/jails/b
      cat /mnt/root/jails/b/x
      """
    #expect(try world.sh(script).output == "x\n")
    let lines = before.difference(to: try world.snapshot())
    #expect(lines.contains("left behind: dataset pool/jails/a@base\t-"), "\(lines)")
    #expect(lines.contains { $0.hasPrefix("left behind: mount /mnt/root/jails/b ") }, "\(lines)")
    // zfs-fuse learns of an unmount a little later than the kernel; until then the dataset is busy.
    let destroy = """
      for d in pool/jails/b pool/jails/a pool/jails; do
        zfs unmount $d; until zfs destroy -r $d 2>/dev/null; do sleep 0.01; done
      done; rmdir /mnt/root/jails
      """
    try world.sh(destroy, limit: 20).orFail()
    let rest = before.difference(to: try world.snapshot(), allowing: World.kept)
    #expect(rest == [])
  }

  @Test func poolsAreApart() throws {
    let (one, two) = (try World(.zfs), try World(.zfs))
    try one.run(["zfs", "create", "pool/mine"]).orFail()
    #expect(try two.run(["zfs", "list", "-H", "-o", "name"]).output == "pool\n")
  }

  @Test func nothingOutlivesAWorld() throws {
    let world = try World(.ext4)
    let sleeper = try world.start(["sleep", "1000"])
    try world.sh("setsid sleep 1000 >/dev/null 2>&1 </dev/null &").orFail()
    world.close()
    #expect(sleeper.wait().status == 137)
    #expect(kill(sleeper.pid, 0) != 0)
    #expect(throws: (any Error).self) { try world.sh("true") }
  }

  @Test func busyboxImageIsASystem() throws {
    let world = try World(.tmpfs)
    try world.copy(Archive.busybox.get(), to: "/mnt/busybox.tar.gz")
    try world.sh("mkdir /mnt/image && tar -C /mnt/image -xzf /mnt/busybox.tar.gz").orFail()
    let run = try world.run([
      "chroot", "/mnt/image", "/bin/sh", "-c", "id; ls / | wc -l; cat /etc/hosts",
    ])
    #expect(run.output == "uid=0(root) gid=0(root)\n13\n127.0.0.1 localhost\n")
  }

  @Test func nastyArchivesAreWhatTheySay() throws {
    let world = try World(.tmpfs)
    for kind in Archive.Nasty.allCases {
      try world.copy(Archive.nasty(kind), to: "/mnt/nasty/\(kind)")
    }
    try world.sh("mkdir /mnt/o && cd /mnt/o").orFail()
    for kind in Archive.Nasty.honest {
      let run = try world.sh(
        "mkdir /mnt/o/\(kind) && tar --xattrs --xattrs-include='*' -C /mnt/o/\(kind) -xf /mnt/nasty/\(kind)"
      )
      #expect(run.status == 0, "\(run)")
    }
    #expect(
      try world.sh("stat -c '%F %t' /mnt/o/devices/dev/null").line == "character special file 1")
    #expect(try world.sh("stat -c %h /mnt/o/hardLinks/one").line == "3")
    #expect(
      try world.sh("du -k --apparent-size /mnt/o/sparse/sparse; du -k /mnt/o/sparse/sparse").output
        == "65536\t/mnt/o/sparse/sparse\n4\t/mnt/o/sparse/sparse\n")
    #expect(try world.sh("stat -c %a /mnt/o/setId/su").line == "4755")
    #expect(try world.sh("tar -tf /mnt/nasty/dotDot 2>&1").output.contains("../jailer-escaped"))
    #expect(try world.sh("tar -tf /mnt/nasty/absolute 2>&1").output.contains("/jailer-escaped"))
    for kind in [Archive.Nasty.truncated, .truncatedGzip, .noArchive] {
      #expect(try world.sh("tar -tf /mnt/nasty/\(kind) >/dev/null").status != 0, "\(kind)")
    }
  }
}
