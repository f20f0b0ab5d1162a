import Foundation
import TestSupport
import Testing

/// `image fetch SUITE` on Linux: mmdebstrap over a repository on this machine.
@Suite(.needs(.root), .needs(.busybox), .needs(.program("mmdebstrap")), .needs(.program("dpkg-deb")), .serialized)
struct DebianSuiteTests {
  @Test(arguments: [Store.tmpfs, .zfs])
  func `a suite becomes an image`(on store: Store) throws {
    let world = try World(store)
    try world.withDebian()
    let run = try world.jailer(["image", "fetch", "toy"])
    #expect(run.output == "Fetching toy: Done!\n" && run.status == 0, "\(run)")
    #expect(try world.jailer(["image", "list"]).output == "  toy\n")
    let rows = try #require(try world.jailer(["image", "list", "-j"]).json() as? [[String: Any]])
    let path = try #require(rows.first?["path"] as? String)
    #expect(try world.run(["chroot", path, "/bin/sh", "-c", "echo it runs"]).output == "it runs\n")
  }

  @Test func `a dry run shows the command`() throws {
    let world = try World(.tmpfs)
    try world.withDebian()
    try world.expectNothingLeft {
      let run = try world.jailer(["image", "fetch", "-D", "toy"])
      #expect(
        run.output.contains(
          """
          Debian commands =>
            mmdebstrap --quiet --mode=root --variant=minbase --format=directory toy /mnt/store/jails/image/.import-
          """), "\(run)")
      #expect(run.output.contains(" \"deb [trusted=yes] copy:///mnt/repo toy main\"\n"), "\(run)")
    }
  }

  @Test(arguments: [Store.tmpfs, .zfs])
  func `a suite that isn't there leaves nothing`(on store: Store) throws {
    let world = try World(store)
    try world.withDebian()
    try world.expectNothingLeft {
      let run = try world.jailer(["image", "fetch", "nosuch"])
      #expect(run.status == 1 && run.output == "Fetching nosuch: Failed!\n", "\(run)")
      #expect(run.error.contains("mmdebstrap"), "\(run)")
    }
    #expect(try world.jailer(["image", "fetch", "Bookworm"]).status == 64)
    let bare = try world.jailer(["image", "fetch"])
    #expect(bare.status == 64 && bare.error.contains("jailer image fetch bookworm"), "\(bare)")
    let none = try world.jailer(["image", "fetch", "12-RELEASE"])
    #expect(none.status == 78 && none.error.hasPrefix("jailer: no mirror of releases is configured"), "\(none)")
  }

  @Test func `one that is killed, with its mounts, is taken back`() throws {
    let world = try World(.tmpfs)
    try world.withDebian(holding: true)
    try world.expectNothingLeft {
      let child = try world.startJailer(["image", "fetch", "toy"])
      let held = "ls /mnt/store/jails/image/.import-*/etc/held"
      #expect(try world.until { try world.sh(held).status == 0 })
      child.signal(SIGKILL)
      _ = child.wait()
      #expect(try world.jailer(["recover"]).output.contains("was taken back"))
    }
    #expect(try world.jailer(["image", "list"]).output == "")
  }
}
