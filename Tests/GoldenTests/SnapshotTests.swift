import Platform
import Testing
import Wire

@testable import core_plugins

/// snap, clone and rename on FreeBSD: whole plans.
@Suite struct SnapshotTests {
  private func machine(release: String = "14.2-RELEASE", jid: Int? = nil) -> FreeBSD {
    var freebsd = FreeBSD(release)
    freebsd.machine.jails = [FreeBSD.jail("app0", id: 6, jid: jid)]
    freebsd.machine.config?.store?.entries = ["image", "app0"]
    freebsd.machine.snapshots = ["a", "b"].map {
      SnapshotFact(jail: "app0", name: $0, time: 1, place: "zroot/jails/app0@\($0)")
    }
    freebsd.machine.confs = [
      "app0": """
      app0 {
        $jailer_id = "6";
        $jailer_root = "dataset:zroot/jails/app0";
        $bridge = "bridge0";
        exec.prestart = "ifconfig epair${jailer_id}b ether 58:9c:fc:00:00:01";
        path = "/usr/local/jails/app0";
      }

      """
    ]
    return freebsd
  }

  /// On UFS.
  private func folder() -> FreeBSD {
    var freebsd = machine()
    freebsd.machine.config?.store = StoreFact(
      kind: .directory(overlay: false, reflink: false), path: "/usr/local/jails", entries: ["app0"], snapped: ["app0"])
    freebsd.machine.jails?[0].root = "directory:/usr/local/jails/app0"
    freebsd.machine.snapshots = [
      SnapshotFact(jail: "app0", name: "a", time: 1, place: "/usr/local/jails/.snapshot/app0/a")
    ]
    return freebsd
  }

  @Test func `a snapshot is called after the clock where it has no name`() {
    #expect(
      machine().dryRun(["snap"], Snap.plan, ["jail": "app0"])
        == "ZFS commands =>\n  zfs snapshot zroot/jails/app0@2023-11-14-22:13:20\n")
    #expect(
      folder().dryRun(["snap"], Snap.plan, ["jail": "app0@b"]) == """
        Store commands =>
          mkdir -p /usr/local/jails/.snapshot/app0/.new-T1
          mkdir -p /usr/local/jails/.snapshot/app0/.new-T1/files
          chflags -R 0 /usr/local/jails/.snapshot/app0/.new-T1/files

          (tar -cf - --one-file-system -C /usr/local/jails/app0 . |
           tar -xpf - -C /usr/local/jails/.snapshot/app0/.new-T1/files)

          echo '{"version":1,"time":1700000000,"overlay":false}' > /usr/local/jails/.snapshot/app0/.new-T1/about.json
          mv -n /usr/local/jails/.snapshot/app0/.new-T1 /usr/local/jails/.snapshot/app0/b

        """)
  }

  @Test func `a jail that runs is stopped, goes back, and is started`() {
    let arguments: JSON.Object = ["snapshot": "app0@a", "force": true, "remove-newer": true]
    #expect(
      machine(jid: 3).dryRun(["snap", "rollback"], Snap.plan, arguments) == """
        Stop commands =>
          jail -f /etc/jail.conf.d/app0.conf -r app0
        ZFS commands =>
          zfs destroy zroot/jails/app0@b
          zfs rollback zroot/jails/app0@a
        Stop commands =>
          # wait until the interface epair6a is gone, at most 10000 ms
        Start commands =>
          # wait until the interface epair6a is gone, at most 0 ms
          jail -f /etc/jail.conf.d/app0.conf -c app0

        """)
  }

  @Test func `in a folder the copy takes the root's place, and flags keep nothing from going`() {
    #expect(
      folder().dryRun(["snap", "rollback"], Snap.plan, ["snapshot": "app0@a"]) == """
        Store commands =>
          mkdir -p /usr/local/jails/.trash
          chmod 700 /usr/local/jails/.trash
          mkdir -p /usr/local/jails/.trash/new-app0.T1
          chflags -R 0 /usr/local/jails/.trash/new-app0.T1

          (tar -cf - --one-file-system -C /usr/local/jails/.snapshot/app0/a/files . |
           tar -xpf - -C /usr/local/jails/.trash/new-app0.T1)

          mv -n /usr/local/jails/app0 /usr/local/jails/.trash/app0.T1
          mv -n /usr/local/jails/.trash/new-app0.T1 /usr/local/jails/app0
          chflags -R 0 /usr/local/jails/.trash/app0.T1
          rm -r /usr/local/jails/.trash/app0.T1

        """)
  }

  @Test func `a clone keeps rc.conf but for its network`() {
    var freebsd = machine()
    freebsd.machine.rcConfs = ["app0": "sshd_enable=\"YES\"\nifconfig_epair6b=\"SYNCDHCP\"\n"]
    let text = freebsd.dryRun(["clone"], Clone.plan, ["jail": "app0", "name": "app1"])
    #expect(
      text.contains(
        """
        ZFS commands =>
          zfs snapshot zroot/jails/app0@clone-aabbccdd
          zfs clone zroot/jails/app0@clone-aabbccdd zroot/jails/app1
          zfs destroy -d zroot/jails/app0@clone-aabbccdd

        """), "\(text)")
    #expect(text.contains("sshd_enable=\"YES\"\nifconfig_epair1b=\"SYNCDHCP\"\n"), "\(text)")
    #expect(text.contains("app1 {\n  $jailer_id = \"1\";") && text.contains("58:9c:fc:a1:8a:3a"), "\(text)")
  }

  @Test func `a rename changes the conf, the list of jails and the dataset`() {
    #expect(
      machine(release: "13.4-RELEASE").dryRun(["rename"], Rename.plan, ["jail": "app0", "name": "shop"]) == """
        jail.conf file name =>
          mv -n /etc/jail.conf.d/app0.conf /etc/jail.conf.d/shop.conf
        jail.conf file =>
        shop {
          $jailer_id = "6";
          $jailer_root = "dataset:zroot/jails/shop";
          $bridge = "bridge0";
          exec.prestart = "ifconfig epair${jailer_id}b ether 58:9c:fc:00:00:01";
          path = "/usr/local/jails/shop";
        }
        rc.conf =>
          sysrc -q -f /etc/rc.conf jail_list-=app0
          sysrc -q -f /etc/rc.conf jail_list+=shop
        ZFS commands =>
          zfs rename zroot/jails/app0 zroot/jails/shop

        """)
  }

  @Test func `a jail that others are clones of stays`() {
    var freebsd = machine()
    var thin = FreeBSD.jail("thin", id: 7)
    thin.origin = "app0@a"
    freebsd.machine.jails?.append(thin)
    #expect(
      freebsd.dryRun(["destroy"], Destroy.plan, ["jail": "app0"])
        == "the jail app0 is in use: thin clones of its snapshots are thin\n")
    freebsd.machine.snapshots?[0].clones = ["thin"]
    #expect(
      freebsd.dryRun(["snap", "remove"], Snap.plan, ["snapshot": "app0@a"])
        == "the snapshot app0@a is in use: thin clones of it are thin\n")
  }
}
