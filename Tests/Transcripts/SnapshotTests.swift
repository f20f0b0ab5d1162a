import Foundation
import TestSupport
import Testing

/// Snapshots of jails: taken, listed, gone back to, made into other jails, removed, on every kind of store.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct SnapshotTests {
  /// A store, and whether its jails are thin clones of their image.
  static let kinds: [(Store, thin: Bool)] = [(.zfs, false), (.zfs, true), (.ext4, false), (.ext4, true)]

  static func world(_ store: Store) throws -> World {
    let world = try World(store)
    try world.withBusybox()
    // What a store keeps empty once it was used.
    if store.isDirectory { try world.sh("mkdir /mnt/store/jails/.snapshot").orFail() }
    return world
  }

  static func create(_ name: String, thin: Bool, in world: World) throws {
    try world.jailer(["create"] + (thin ? ["-c"] : []) + [name]).orFail()
  }

  /// Files whose owner, mode, attributes, links and holes a copy could lose.
  static let mark = """
    set -e; cd "$(jailer --root /mnt/root info -j app0 | jq -r .path)"
    echo first > file; chown 1234:4321 file; chmod 4750 file
    mkdir -p dir/sub; chmod 1777 dir; ln file dir/hard; ln -s ../file dir/soft
    truncate -s 1M sparse; mkfifo pipe; touch -d 2001-02-03T04:05:06 old
    """
  static let attributes = """
    cd "$(jailer --root /mnt/root info -j app0 | jq -r .path)"
    setfattr -n user.note -v kept file && setfattr -n trusted.note -v kept dir
    """
  static let look = """
    cd "$(jailer --root /mnt/root info -j app0 | jq -r .path)"
    cat file; find file dir sparse pipe old -printf '%p %M %U:%G %s %n %l %TY\\n' | sort
    [ file -ef dir/hard ] && echo linked; du -k sparse | cut -f 1
    getfattr -d -m - file dir 2>/dev/null | grep note
    """

  @Test(arguments: kinds) func `a jail is again what it was`(_ kind: (Store, thin: Bool)) throws {
    let world = try Self.world(kind.0)
    try Self.create("app0", thin: kind.thin, in: world)
    try world.sh(Self.mark).orFail()
    if world.store.isDirectory { try world.sh(Self.attributes).orFail() }
    let before = try world.sh(Self.look).output
    #expect(before.contains("file -rwsr-x--- 1234:4321 6 2"), "\(before)")
    let taken = try world.jailer(["snap", "app0@prod"])
    #expect(taken.output == "Taking the snapshot app0@prod: Done!\n" && taken.error == "" && taken.status == 0)
    try world.jailer([
      "exec", "app0", "sh", "-c", "echo second > /file; rm -r /dir /pipe; echo x > /new; rm /etc/passwd",
    ])
    .orFail()

    let running = try world.jailer(["snap", "rollback", "app0@prod"])
    #expect(running.status == 75)
    #expect(
      running.error
        == "jailer: the jail app0 is running\n  jailer stop app0, or -f: it is stopped and started\n")
    let back = try world.jailer(["snap", "rollback", "-f", "app0@prod"])
    #expect(back.output == "Rolling back to app0@prod: Done!\nStarting app0: Done!\n", "\(back)")
    #expect(back.status == 0)
    #expect(try world.sh(Self.look).output == before)
    let inside = "test ! -e /new && test -f /etc/passwd && cat /file"
    #expect(try world.jailer(["exec", "app0", "sh", "-c", inside]).output == "first\n")
    // And again, of a jail that is stopped.
    try world.jailer(["exec", "app0", "sh", "-c", "echo third > /file"]).orFail()
    try world.jailer(["stop", "app0"]).orFail()
    #expect(try world.jailer(["snap", "rollback", "app0@prod"]).output == "Rolling back to app0@prod: Done!\n")
    #expect(try world.jailer(["list"]).output.contains("app0  Stopped"))
    try world.jailer(["start", "app0"]).orFail()
    #expect(try world.jailer(["exec", "app0", "cat", "/file"]).output == "first\n")
  }

  @Test(arguments: kinds) func `snapshots go with their jail, and nothing is left`(_ kind: (Store, thin: Bool)) throws {
    let world = try Self.world(kind.0)
    try world.expectNothingLeft {
      try Self.create("app0", thin: kind.thin, in: world)
      try world.jailer(["snap", "app0@one"]).orFail()
      try world.jailer(["snap", "app0@two"]).orFail()
      #expect(try world.jailer(["snap", "remove", "app0@one"]).output == "Removing the snapshot app0@one: Done!\n")
      let destroyed = try world.jailer(["destroy", "app0"])
      #expect(destroyed.output == "Destroying app0: Done!\n", "\(destroyed)")
    }
  }

  @Test(arguments: [Store.zfs, .ext4]) func `lists have the oldest first, and not what jailer needs itself`(
    store: Store
  )
    throws
  {
    let world = try Self.world(store)
    #expect(try world.jailer(["snap", "list"]).output == "SNAPSHOT  TAKEN  SIZE  CLONES\n")
    #expect(try world.jailer(["snap", "list", "-j"]).output == "[]\n")
    for name in ["app0", "db0"] { try Self.create(name, thin: false, in: world) }
    for name in ["app0@z", "app0@a", "db0"] { try world.jailer(["snap", name]).orFail() }
    let all = try #require(try world.jailer(["snap", "list", "-j"]).json() as? [[String: Any]])
    #expect(all.map { $0["jail"] as? String } == ["app0", "app0", "db0"])
    #expect(all.prefix(2).map { $0["name"] as? String } == ["z", "a"])
    let stamp = try #require(all[2]["name"] as? String)
    #expect(stamp.wholeMatch(of: /20[0-9]{2}-[01][0-9]-[0-3][0-9]-[0-2][0-9]:[0-5][0-9]:[0-5][0-9]/) != nil, "\(stamp)")
    let place = store == .zfs ? "pool/jails/app0@z" : "/mnt/store/jails/.snapshot/app0/z"
    #expect(all[0]["place"] as? String == place)
    let lines = try world.jailer(["snapshot", "list", "db0"]).output.split(separator: "\n")
    #expect(lines.count == 2 && lines[1].hasPrefix("db0@\(stamp)  20"), "\(lines)")
  }

  @Test(arguments: kinds) func `newer snapshots go only when that is asked for`(_ kind: (Store, thin: Bool)) throws {
    let world = try Self.world(kind.0)
    try Self.create("app0", thin: kind.thin, in: world)
    for name in ["a", "b", "c"] {
      try world.jailer(["exec", "app0", "sh", "-c", "echo \(name) > /file"]).orFail()
      try world.jailer(["snap", "app0@\(name)"]).orFail()
    }
    try world.jailer(["stop", "app0"]).orFail()
    let refused = try world.jailer(["snap", "rollback", "app0@a"])
    #expect(refused.status == 73)
    #expect(refused.error == "jailer: there are newer snapshots of app0: app0@b, app0@c\n  -r removes them\n")
    let back = try world.jailer(["snap", "rollback", "-r", "app0@a"])
    #expect(back.output == "Removing app0@b, app0@c and rolling back to app0@a: Done!\n", "\(back)")
    let names = (try world.jailer(["snap", "list", "-j"]).json() as? [[String: Any]])?.compactMap {
      $0["name"] as? String
    }
    #expect(names == ["a"])
    try world.jailer(["start", "app0"]).orFail()
    #expect(try world.jailer(["exec", "app0", "cat", "/file"]).output == "a\n")
  }

  @Test(arguments: kinds, [false, true]) func `a jail is made of a snapshot`(_ kind: (Store, thin: Bool), cloned: Bool)
    throws
  {
    let world = try Self.world(kind.0)
    try world.expectNothingLeft {
      try Self.create("app0", thin: kind.thin, in: world)
      try world.jailer(["exec", "app0", "sh", "-c", "echo then > /file; rm /etc/group; rm -r /srv; echo gone > /late"])
        .orFail()
      // A name with colons, which mean something in an overlay's options.
      try world.jailer(["snap", "app0@2023-03-05-21:12:20"]).orFail()
      try world.jailer(["exec", "app0", "sh", "-c", "echo now > /file; rm /late"]).orFail()
      let arguments = ["create", "-t", "eb", "-a", "10.0.0.11", "-s", "app0@2023-03-05-21:12:20", "app01"]
      let made = try world.jailer(arguments + (cloned ? ["-c"] : []))
      #expect(made.output == "Creating app01: Done!\n", "\(made)")
      let inside = "cat /file /late; test ! -e /etc/group && test ! -e /srv && hostname"
      #expect(try world.jailer(["exec", "app01", "sh", "-c", inside]).output == "then\ngone\napp01.jailhost\n")
      #expect(try world.sh("ping -c1 -W5 10.0.0.11").status == 0)
      try world.jailer(["exec", "app01", "sh", "-c", "echo mine > /file"]).orFail()
      #expect(try world.jailer(["exec", "app0", "cat", "/file"]).output == "now\n")
      if cloned {
        let remove = try world.jailer(["snap", "remove", "app0@2023-03-05-21:12:20"])
        #expect(remove.status == 75)
        #expect(remove.error.contains("is in use: thin clones of it are app01"), "\(remove)")
        let destroy = try world.jailer(["destroy", "app0"])
        #expect(destroy.status == 75)
        #expect(
          destroy.error
            == "jailer: the jail app0 is in use: thin clones of its snapshots are app01\n  destroy those first\n")
        #expect(try world.jailer(["exec", "app0", "true"]).status == 0)
        try world.jailer(["destroy", "app01"]).orFail()
      }
      try world.jailer(["destroy", "app0"]).orFail()
      if !cloned {
        #expect(try world.jailer(["exec", "app01", "cat", "/file"]).output == "mine\n")
        try world.jailer(["restart", "app01"]).orFail()
        try world.jailer(["destroy", "app01"]).orFail()
      }
    }
    #expect(try world.jailer(["image", "remove", "busybox"]).status == 0)
  }
}
