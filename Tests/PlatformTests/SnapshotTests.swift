import Platform
import Testing
import Wire

@Suite struct SnapshotTests {
  @Test(arguments: [
    (0, 0, "1970-01-01-00:00:00"), (1_678_050_740, 0, "2023-03-05-21:12:20"), (951_782_399, 1, "2000-02-29-00:00:00"),
    (4_107_542_399, 0, "2100-02-28-23:59:59"), (4_107_542_400, 0, "2100-03-01-00:00:00"),
    (-1, 0, "1969-12-31-23:59:59"), (1_700_000_000, 19_800, "2023-11-15-03:43:20"),
  ])
  func `seconds are a date`(seconds: Int, offset: Int, stamp: String) {
    #expect(Calendar(seconds, offset: offset).stamp == stamp)
  }

  @Test(arguments: [
    ("/s/a", "/s/b"), ("/s/a/x:/s/a,up=/s/a/work", "/s/b/x:/s/b,up=/s/b/work"), ("/s/a2 /s/a-b /s/a.old", nil),
    ("/mnt/s/a", nil), ("dataset:/s/a", "dataset:/s/b"), ("/s/ä/s/a", nil), ("", nil),
  ])
  func `a path is another only as a whole`(text: String, wanted: String?) {
    #expect(PathText.replaced(text, "/s/a", "/s/b") == wanted ?? text)
  }

  @Test(arguments: [
    ("overlay /j/a overlay lowerdir=/j/image/x,upperdir=/u,workdir=/w 0 0", ["/j/image/x"]),
    (#"overlay /j/a overlay ro,lowerdir=/j/21\:12/files:/j/image/x,upperdir=/u"#, ["/j/21:12/files", "/j/image/x"]),
    ("overlay /j/b overlay lowerdir=/x 0 0", []), ("/x /j/a nullfs lowerdir=/x 0 0", []), ("", []),
  ])
  func `what an overlay lies over is read from its line`(line: String, folders: [String]) {
    #expect(Overlay.lower(of: line, on: "/j/a") == folders)
  }

  private static let conf = """
    # vim: set syntax=sh:
    app0 {
      $jailer_id      = "6";
      $jailer_root    = "overlay:/j/app0";
      $jailer_address = "10.0.0.10/24";
      # mine
      mount           = "overlay /j/app0 overlay lowerdir=/j/image/x,upperdir=/j/.overlay/app0/upper 0 0";
      mount          += "/srv/app0 /j/app0/srv nullfs rw 0 0";
      exec.created    = "ip link add epair${jailer_id}a address 58:9c:fc:01:02:03 netns ${name}";
      host.hostname   = "app0.${domain}";
      $domain         = "lan";
      path            = "/j/${name}";
      persist;
    }

    """

  private var store: Store {
    Store(StoreFact(kind: .directory(overlay: true, reflink: false), path: "/j"), host: Sample.host, transaction: "T")
  }

  @Test func `under another name the conf means the same, and keeps what was added`() throws {
    let text = try RenamedConf("app0", to: "shop", in: store, logs: "/log").own(Self.conf)
    #expect(
      text
        == Self.conf.replacing("\napp0 {", with: "\nshop {").replacing("/j/app0", with: "/j/shop")
        .replacing("overlay/app0", with: "overlay/shop").replacing("\"app0.$", with: "\"shop.$"))
  }

  /// The paths and names in an included file would stay those of the old jail.
  @Test func `a conf that includes others is not given another name`() throws {
    let text = Self.conf.replacing("\napp0 {", with: "\napp0 {\n  .include \"common\";")
    let refused = fault { () throws(Fault) in
      _ = try RenamedConf("app0", to: "shop", in: store, logs: "/log").own(text)
    }
    #expect(refused?.code == .badData && refused?.message == "the conf of app0 can't be changed")
    #expect(refused?.cause == "it includes other files, and what they say of the jail can't be changed with it")
    let other = RenamedConf("db0", to: "db1", in: store, logs: "/log")
    let depending = text.replacing("common\";", with: "common\";\n  depend = \"db0\";")
    #expect(try other.other(depending, of: "app0") == depending.replacing("\"db0\"", with: "\"db1\""))
  }

  @Test func `a clone's conf has an id and addresses of its own`() throws {
    let network = Sample.eb(["10.0.0.11/24"])
    let jail = NewJail(
      name: "app1", id: 7, domain: "", image: "x", network: network, hardwareAddress: "58:9c:fc:aa:bb:cc",
      path: "/j/app1",
      root: "overlay:/j/app1", mounts: [])
    let text = try jail.conf(cloning: Self.conf, of: "app0", on: .linux, store.places(of: "app0", as: "app1"))
    #expect(text.contains("app1 {\n  $jailer_id      = \"7\";\n  $jailer_root    = \"overlay:/j/app1\";\n"))
    #expect(text.contains("\"10.0.0.11/24\"") && !text.contains("10.0.0.10"))
    #expect(text.contains("ip link add epair${jailer_id}a address 58:9c:fc:aa:bb:cc netns ${name}"))
    #expect(text.contains("\"/srv/app0 /j/app1/srv nullfs rw 0 0\""))
    #expect(text.contains("  # mine\n") && text.contains("\"app1.${domain}\""))
  }

  @Test func `a clone's network must be of the same kind`() {
    let jail = NewJail(
      name: "app1", id: 7, domain: "", image: "x", network: .inherit, hardwareAddress: "", path: "/j/app1", root: "",
      mounts: [])
    #expect(fault { () throws(Fault) in try jail.conf(cloning: Self.conf, of: "app0", on: .linux, []) }?.code == .usage)
  }

  @Test func `other jails' confs follow where they need the jail`() throws {
    let renamed = RenamedConf("app0", to: "shop", in: store, logs: "/log")
    let thin = """
      thin {
        $jailer_origin = "app0@prod";
        mount = "overlay /j/thin overlay lowerdir=/j/.snapshot/app0/prod/files,upperdir=/u 0 0";
        depend = "app0", "db0";
        exec.start = "echo app0";
      }

      """
    let wanted = thin.replacing("\"app0@", with: "\"shop@").replacing("snapshot/app0", with: "snapshot/shop")
    let new = try #require(try renamed.other(thin, of: "thin"))
    #expect(new.contains("\"shop@prod\"") && new.contains("/j/.snapshot/shop/prod/files"))
    #expect(new.contains("\"shop\"") && new.contains("\"db0\"") && new.contains("echo app0"))
    #expect(wanted != thin)
    #expect(try renamed.other("b { exec.start = \"echo app0\"; }\n", of: "b") == nil)
  }

  private var jail: JailFact { Sample.jail("db0", root: "dataset:zroot/jails/db0") }
  private func snapshot(_ name: String) -> SnapshotFact {
    SnapshotFact(jail: "db0", name: name, time: 0, place: "zroot/jails/db0@\(name)")
  }

  @Test func `newer snapshots go one by one before a rollback, the newest first`() throws {
    let store = Store(Sample.pool, host: Sample.host, transaction: "T")
    let alone = try store.rollBack(jail, to: snapshot("a"), removing: [])
    #expect(alone.final.isEmpty && alone.aside.map(\.undo) == [.nothing])
    let change = try store.rollBack(jail, to: snapshot("a"), removing: [snapshot("b"), snapshot("c")])
    #expect(
      change.final.map(\.action) == [
        .run(["/sbin/zfs", "destroy", "zroot/jails/db0@c"]), .run(["/sbin/zfs", "destroy", "zroot/jails/db0@b"]),
        .run(["/sbin/zfs", "rollback", "zroot/jails/db0@a"]),
      ])
    #expect(change.aside.isEmpty && change.final.allSatisfy { $0.undo == .irreversible && $0.lock == "zfs" })
  }

  @Test func `OpenZFS renames in one step`() throws {
    let fact = StoreFact(kind: .zfs(dataset: "zroot/jails", fuse: false), path: "/usr/local/jails")
    let steps = try Store(fact, host: Sample.host, transaction: "T").rename(jail, to: "shop", clones: ["thin"])
    #expect(steps.map(\.action) == [.run(["/sbin/zfs", "rename", "zroot/jails/db0", "zroot/jails/shop"])])
    #expect(steps[0].undo == .action(.run(["/sbin/zfs", "rename", "zroot/jails/shop", "zroot/jails/db0"])))
  }
}
