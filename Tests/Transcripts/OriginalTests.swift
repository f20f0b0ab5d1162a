import Foundation
import TestSupport
import Testing

/// Jails whose confs the original Jailer wrote: what `destroy` may take for jailer's own, and what it must not touch.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .needs(.zfs), .serialized) struct OriginalTests {
  private func conf(_ name: String, path: String? = nil, id: Int? = 6) throws -> String {
    try OriginalConf.inherit.text(name, id: id, path: path ?? "/mnt/root/usr/local/jails/\(name)")
  }

  private func write(_ world: World, _ name: String, _ text: String) throws {
    try world.write("/mnt/root/etc/jail.conf.d/\(name).conf", text)
  }

  @Test func `its dataset goes with the jail, and only its`() throws {
    let world = try World(.zfs)
    try world.withBusybox()
    try world.sh("zfs create pool/jails/old0; zfs create pool/jails/old1; touch /mnt/root/usr/local/jails/old0/file")
      .orFail()
    try write(world, "old0", conf("old0"))
    let info = try world.jailer(["info", "old0"])
    #expect(info.output.contains("State     Stopped") && info.output.contains("Network   inherit"), "\(info)")
    let plan = try world.jailer(["-D", "destroy", "old0"])
    #expect(plan.output.contains("zfs destroy -r pool/jails/old0\n"), "\(plan)")
    #expect(try world.jailer(["-y", "destroy", "old0"]).output == "Destroying old0: Done!\n")
    #expect(try world.sh("zfs list -H -o name pool/jails/old0").status == 1)
    #expect(try world.sh("zfs list -H -o name pool/jails/old1").status == 0)
    #expect(!world.exists("/mnt/root/etc/jail.conf.d/old0.conf"))
  }

  @Test func `what is not surely the original's stays`() throws {
    let world = try World(.zfs)
    try world.withBusybox()
    try world.sh(
      """
      set -e; cd /mnt/root/usr/local/jails
      zfs create -o mountpoint=/mnt/elsewhere pool/jails/moved
      zfs create pool/jails/unmounted; zfs unmount pool/jails/unmounted; mkdir -p unmounted; touch unmounted/mine
      zfs create pool/jails/another; zfs create pool/other; mkdir folder
      zfs create pool/jails/nameless
      """
    ).orFail()
    // The dataset is mounted elsewhere, not at all, is another jail's, is none; the conf is not the original's.
    try write(world, "moved", conf("moved"))
    try write(world, "unmounted", conf("unmounted"))
    try write(world, "thief", conf("thief", path: "/mnt/root/usr/local/jails/another"))
    try write(world, "folder", conf("folder"))
    try write(world, "nameless", conf("nameless", id: nil))
    try write(world, "outside", conf("outside", path: "/mnt/elsewhere"))
    try world.expectNothingLeft {
      for name in ["moved", "unmounted", "thief", "folder", "nameless", "outside"] {
        let run = try world.jailer(["-y", "destroy", name])
        #expect(run.status == 77, "\(run)")
        #expect(run.error.contains("the root of \(name) was not made by jailer"), "\(run)")
      }
    }
  }
}
