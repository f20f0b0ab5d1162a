import Foundation
import TestSupport
import Testing

/// Jails made of other jails, and jails that get other names.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct CloneTests {
  private static func path(_ jail: String) -> String { "/mnt/root/etc/jail.conf.d/\(jail).conf" }

  @Test(arguments: SnapshotTests.kinds) func `a clone is what the other jail is now, with its conf`(
    _ kind: (Store, thin: Bool)
  ) throws {
    let world = try SnapshotTests.world(kind.0)
    try world.expectNothingLeft {
      try world.jailer(["create", "-t", "eb", "-a", "10.0.0.10"] + (kind.thin ? ["-c"] : []) + ["app0"]).orFail()
      let conf = try #require(world.read(Self.path("app0")))
      let mine = "  # mine\n  exec.poststart = \"/bin/touch /mnt/started-${name}\";\n  persist;"
      try world.write(Self.path("app0"), conf.replacingOccurrences(of: "  persist;", with: mine))
      try world.jailer(["exec", "app0", "sh", "-c", "echo now > /file"]).orFail()
      let noAddress = try world.jailer(["clone", "app0", "app1"])
      #expect(noAddress.status == 69 && noAddress.error.contains("give the jail an address with -a"), "\(noAddress)")
      let cloned = try world.jailer(["clone", "-a", "10.0.0.11", "app0", "app1"])
      #expect(cloned.output == "Cloning app0 to app1: Done!\n", "\(cloned)")
      #expect(try world.jailer(["exec", "app1", "sh", "-c", "cat /file; hostname"]).output == "now\napp1.jailhost\n")
      for address in ["10.0.0.10", "10.0.0.11"] { #expect(try world.sh("ping -c1 -W5 \(address)").status == 0) }
      let new = try #require(world.read(Self.path("app1")))
      #expect(new.hasPrefix("# vim: set syntax=sh:\napp1 {") && new.contains("# mine\n"))
      #expect(world.exists("/mnt/started-app1"))
      let macs = [conf, new].map { $0.firstMatch(of: /58:9c:fc[0-9a-f:]{9}/).map { String($0.output) } }
      #expect(macs[0] != nil && macs[0] != macs[1])
      try world.jailer(["exec", "app1", "sh", "-c", "echo other > /file"]).orFail()
      #expect(try world.jailer(["exec", "app0", "cat", "/file"]).output == "now\n")
      if kind.0 == .zfs {
        let refused = try world.jailer(["destroy", "app0"])
        #expect(refused.status == 75 && refused.error.contains("thin clones of its snapshots are app1"), "\(refused)")
        try world.jailer(["destroy", "app1"]).orFail()
        #expect(try world.jailer(["snap", "list", "-j"]).output == "[]\n")
      } else {
        try world.jailer(["restart", "app1"]).orFail()
        try world.jailer(["destroy", "app1"]).orFail()
      }
      try world.jailer(["destroy", "app0"]).orFail()
      try world.sh("rm -f /mnt/started-*").orFail()
    }
  }

  @Test(arguments: SnapshotTests.kinds) func `a jail is the same under another name`(_ kind: (Store, thin: Bool)) throws
  {
    let world = try SnapshotTests.world(kind.0)
    try world.expectNothingLeft {
      try world.jailer(["create", "-t", "eb", "-a", "10.0.0.10"] + (kind.thin ? ["-c"] : []) + ["app0"]).orFail()
      try world.jailer(["exec", "app0", "sh", "-c", "echo same > /file"]).orFail()
      try world.jailer(["snap", "app0@prod"]).orFail()
      try world.jailer(["create", "-c", "-s", "app0@prod", "thin"]).orFail()
      try world.sh("mkdir -p /mnt/root/var/log/jail; echo line >> /mnt/root/var/log/jail/app0.log").orFail()
      let running = try world.jailer(["rename", "app0", "shop"])
      #expect(
        running.status == 75 && running.error == "jailer: the jail app0 is running\n  jailer stop app0\n", "\(running)")
      try world.jailer(["stop", "app0"]).orFail()
      if kind.0 == .zfs {
        let refused = try world.jailer(["rename", "app0", "shop"])
        #expect(
          refused.status == 69 && refused.error.contains("zfs-fuse can't rename what has clones: thin"), "\(refused)")
        try world.jailer(["destroy", "thin"]).orFail()
      }
      let renamed = try world.jailer(["rename", "app0", "shop"])
      #expect(renamed.output == "Renaming app0 to shop: Done!\n" && renamed.status == 0, "\(renamed)")
      let left = try world.sh(
        "grep -rlw app0 /mnt/root/etc /mnt/root/var; find /mnt/store /mnt/root /mnt/usr -name '*app0*' 2>/dev/null; zfs list -H -o name -t all 2>/dev/null | grep app0"
      )
      #expect(left.output == "", "\(left)")
      #expect(world.read("/mnt/root/var/log/jail/shop.log")?.contains("line\n") == true)
      try world.jailer(["start", "shop"]).orFail()
      #expect(try world.jailer(["exec", "shop", "sh", "-c", "cat /file; hostname"]).output == "same\nshop.jailhost\n")
      #expect(try world.sh("ping -c1 -W5 10.0.0.10").status == 0)
      #expect(try world.jailer(["exec", "app0", "true"]).status == 66)
      // Its snapshot has come along, and so has what was made of it.
      if kind.0.isDirectory {
        try world.jailer(["restart", "thin"]).orFail()
        #expect(try world.jailer(["exec", "thin", "cat", "/file"]).output == "same\n")
        #expect(try world.jailer(["destroy", "shop"]).error.contains("are thin\n"))
      }
      try world.jailer(["snap", "rollback", "-f", "shop@prod"]).orFail()
      if kind.0.isDirectory { try world.jailer(["destroy", "thin"]).orFail() }
      try world.jailer(["destroy", "shop"]).orFail()
    }
  }
}
