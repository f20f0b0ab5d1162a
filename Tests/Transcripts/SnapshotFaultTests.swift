import Foundation
import TestSupport
import Testing

/// Snapshots, clones and renames that can't be, that meet each other, or that are killed.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct SnapshotFaultTests {
  private struct Case: Sendable {
    let arguments: [String]
    let status: Int32
    let says: String
    init(_ line: String, _ status: Int32, _ says: String, last: String? = nil) {
      arguments = line.split(separator: " ").map(String.init) + (last.map { [$0] } ?? [])
      self.status = status
      self.says = says
    }
  }

  private static let cases: [Case] = [
    Case("snap", 64, "JAIL is missing"),
    Case("snap app0 more", 64, "more"),
    Case("snap", 64, "it is empty", last: ""),
    Case("snap app0@", 64, "it is empty"),
    Case("snap @b", 64, "it is empty"),
    Case("snap app0@b@c", 64, "only letters, digits, _ - . and : are allowed"),
    Case("snap", 64, "longer than 63 characters", last: "app0@" + String(repeating: "a", count: 300)),
    Case("snap", 64, "longer than 63 characters", last: String(repeating: "a", count: 300) + "@a"),
    Case("snap app0@../x", 64, "it must begin with a letter or a digit"),
    Case("snap app0@x/../../y", 64, "only letters"),
    Case("snap ../app0@x", 64, "only letters"),
    Case("snap app0@.new", 64, "it must begin with a letter or a digit"),
    Case("snap", 64, "only letters", last: "app0@a\u{1B}[31mb"),
    Case("snap", 64, "only letters", last: "app0@a\nb"),
    Case("snap", 64, "only letters", last: "app0@a b"),
    Case("snap app0@base", 64, "jailer needs that name itself"),
    Case("snap app0@prod", 73, "the snapshot app0@prod exists"),
    Case("snap nosuch@x", 66, "there is no jail nosuch"),
    Case("snap confonly@x", 77, "the root of confonly was not made by jailer"),
    Case("snap broken@x", 65, "the conf of broken can't be read"),
    Case("snap list nosuch", 66, "there is no jail nosuch"),
    Case("snap list app0@prod", 64, "only letters"),
    Case("snap rollback", 64, "SNAPSHOT is missing"),
    Case("snap rollback app0", 64, "a snapshot of app0 is to be named"),
    Case("snap rollback app0@nosuch", 66, "there is no snapshot app0@nosuch"),
    Case("snap rollback nosuch@prod", 66, "there is no jail nosuch"),
    Case("snap rollback app0@base", 66, "there is no snapshot app0@base"),
    Case("snap rollback app0@prod", 75, "the jail app0 is running"),
    Case("snap remove app0", 64, "a snapshot of app0 is to be named"),
    Case("snap remove app0@nosuch", 66, "there is no snapshot app0@nosuch"),
    Case("snap remove app0@base", 66, "there is no snapshot app0@base"),
    Case("create -s app0 x", 64, "a snapshot of app0 is to be named"),
    Case("create -s app0@nosuch x", 66, "there is no snapshot app0@nosuch"),
    Case("create -s nosuch@prod x", 66, "there is no jail nosuch"),
    Case("create -s app0@prod -r busybox x", 64, "a jail is made of an image or of a snapshot"),
    Case("create -s app0@prod app0", 73, "the jail app0 exists"),
    Case("create -s app0@prod leftover", 73, "leftover exists already"),
    Case("clone app0", 64, "NAME is missing"),
    Case("clone app0 app0", 73, "the jail app0 exists"),
    Case("clone nosuch x", 66, "there is no jail nosuch"),
    Case("clone app0 image", 64, "the store uses this name itself"),
    Case("clone app0 ../x", 64, "only letters"),
    Case("clone app0 leftover", 73, "leftover exists already"),
    Case("clone confonly x", 77, "the root of confonly was not made by jailer"),
    Case("clone -a 10.0.0.9 app0 x", 64, "-a needs a network of its own"),
    Case("rename app0 x", 75, "the jail app0 is running"),
    Case("rename db0", 64, "NAME is missing"),
    Case("rename nosuch x", 66, "there is no jail nosuch"),
    Case("rename db0 db0", 73, "the jail db0 exists"),
    Case("rename db0 app0", 73, "the jail app0 exists"),
    Case("rename db0 leftover", 73, "leftover exists already"),
    Case("rename db0 12", 64, "digits alone would be taken for a jid"),
    Case("rename db0", 64, "longer than 63 characters", last: String(repeating: "a", count: 300)),
    Case("rename db0", 64, "only letters", last: "a\u{1B}[31mb"),
    Case("rename confonly x", 77, "the root of confonly was not made by jailer"),
  ]

  @Test(arguments: [Store.tmpfs, .zfs]) func `each refusal says what and why, and leaves everything as it was`(
    store: Store
  )
    throws
  {
    let world = try SnapshotTests.world(store)
    for name in ["app0", "db0"] { try world.jailer(["create", "-c", name]).orFail() }
    try world.jailer(["stop", "db0"]).orFail()
    try world.jailer(["snap", "app0@prod"]).orFail()
    try world.sh(store == .zfs ? "zfs create pool/jails/leftover" : "mkdir /mnt/store/jails/leftover").orFail()
    try world.write("/mnt/root/etc/jail.conf.d/confonly.conf", "confonly { path = \"/mnt/elsewhere\"; persist; }\n")
    try world.write("/mnt/root/etc/jail.conf.d/broken.conf", "broken {\n")
    try world.expectNothingLeft {
      for item in Self.cases {
        let run = try world.jailer(item.arguments)
        #expect(run.status == item.status, "\(run)")
        #expect(run.error.contains(item.says), "\(run)")
        #expect(run.error.hasPrefix("jailer: ") && run.output.isEmpty, "\(run)")
        #expect(!run.error.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(run)")
        let json = try world.jailer(["-j"] + item.arguments)
        #expect(json.status == item.status, "\(json)")
        #expect((try json.json() as? [String: [String: String]])?["error"]?["message"]?.isEmpty == false, "\(json)")
      }
    }
    #expect(try world.jailer(["exec", "app0", "true"]).status == 0)
  }

  @Test func `what doesn't fit leaves nothing`() throws {
    let world = try SnapshotTests.world(.ext4)
    try world.jailer(["create", "app0"]).orFail()
    try world.jailer(["exec", "app0", "sh", "-c", "head -c 15000000 /dev/urandom > /big"]).orFail()
    try world.jailer(["snap", "app0@prod"]).orFail()
    try world.jailer(["exec", "app0", "sh", "-c", "head -c 15000000 /dev/urandom > /big2"]).orFail()
    try world.expectNothingLeft {
      let all = [
        ("snap app0@two", "Taking the snapshot app0@two"), ("clone app0 app1", "Cloning app0 to app1"),
        ("create -s app0@prod app1", "Creating app1"),
      ]
      for (line, title) in all {
        let run = try world.jailer(line.split(separator: " ").map(String.init))
        #expect(run.status == 1, "\(run)")
        #expect(run.output == "\(title): Failed!\n", "\(run)")
        #expect(run.error.contains("No space left on device"), "\(run)")
      }
    }
    // The jail runs again as it was.
    let run = try world.jailer(["snap", "rollback", "-f", "app0@prod"])
    #expect(run.status == 1 && run.output == "Rolling back to app0@prod: Failed!\n", "\(run)")
    #expect(try world.jailer(["exec", "app0", "test", "-e", "/big2"]).status == 0)
  }

  @Test(arguments: [Store.ext4, .zfs]) func `a jail that can't be started as it was is left stopped`(store: Store)
    throws
  {
    let world = try SnapshotTests.world(store)
    try world.jailer(["create", "app0"]).orFail()
    try world.jailer(["snap", "app0@bare"]).orFail()
    try world.jailer(["exec", "app0", "touch", "/needed"]).orFail()
    let path = "/mnt/root/etc/jail.conf.d/app0.conf"
    let conf = try #require(world.read(path))
    try world.write(
      path, conf.replacingOccurrences(of: "  persist;", with: "  exec.start = \"/bin/cat /needed\";\n  persist;"))
    try world.jailer(["restart", "app0"]).orFail()
    let run = try world.jailer(["snap", "rollback", "-f", "app0@bare"])
    #expect(run.status == 1, "\(run)")
    #expect(run.output == "Rolling back to app0@bare: Done!\nStarting app0: Failed!\n", "\(run)")
    #expect(try world.jailer(["list"]).output.contains("app0  Stopped"))
    #expect(try world.jailer(["recover"]).output == "")
    try world.write(path, conf)
    #expect(try world.jailer(["start", "app0"]).status == 0)
  }

  @Test(arguments: [Store.tmpfs, .zfs]) func `one name asked for several times at once is taken once`(store: Store)
    throws
  {
    let world = try SnapshotTests.world(store)
    try world.jailer(["create", "-c", "app0"]).orFail()
    let snaps = try (0..<4).map { _ in try world.startJailer(["snap", "app0@same"]) }.map { $0.wait() }
    #expect(snaps.filter { $0.status == 0 }.count == 1)
    #expect(snaps.allSatisfy { [0, 73, 75].contains($0.status) }, "\(snaps)")
    #expect((try world.jailer(["snap", "list", "-j"]).json() as? [Any])?.count == 1)
    // Many may be made of one, and none of it can go meanwhile.
    let makers = try (0..<3).map { try world.startJailer(["create", "-c", "-s", "app0@same", "new\($0)"]) }
    let remove = try world.jailer(["snap", "remove", "app0@same"])
    let destroy = try world.jailer(["destroy", "app0"])
    for maker in makers {
      let run = maker.wait()
      #expect(run.status == 0 || remove.status == 0 || destroy.status == 0, "\(run)")
      #expect([0, 66, 75].contains(run.status), "\(run)")
    }
    for name in ["new0", "new1", "new2"] where try world.jailer(["info", name]).status == 0 {
      #expect(try world.jailer(["exec", name, "true"]).status == 0)
    }
  }

  /// The delays only spread the kills over the command's life; whatever moment they hit, the jail is there as a whole
  /// and nothing else is.
  @Test(arguments: [Store.ext4, .zfs]) func `what is killed is taken back or finished`(store: Store) throws {
    let world = try SnapshotTests.world(store)
    var recovered = 0
    try world.expectNothingLeft {
      for (victim, line) in [
        "snap": "snap app0@two", "rollback": "snap rollback -r app0@one", "clone": "clone app0 app1",
        "rename": "rename app0 app1", "remove": "snap remove app0@one",
      ].sorted(by: { $0.key < $1.key }) {
        for milliseconds in stride(from: 3, through: 63, by: 20) {
          try world.jailer(["create", "-c", "app0"]).orFail()
          try world.jailer(["exec", "app0", "sh", "-c", "echo one > /file"]).orFail()
          try world.jailer(["snap", "app0@one"]).orFail()
          try world.jailer(["exec", "app0", "sh", "-c", "echo two > /file"]).orFail()
          try world.jailer(["stop", "app0"]).orFail()
          let child = try world.startJailer(line.split(separator: " ").map(String.init))
          try world.sh("sleep 0.0\(milliseconds < 10 ? "0" : "")\(milliseconds)").orFail()
          child.signal(SIGKILL)
          _ = child.wait()
          let outcome = try world.jailer(["recover"])
          #expect(outcome.status == 0, "\(victim) after \(milliseconds) ms: \(outcome)")
          if !outcome.output.isEmpty { recovered += 1 }
          let rows = try #require(try world.jailer(["list", "-j"]).json() as? [[String: String]])
          let names = rows.compactMap { $0["name"] }
          #expect(victim == "clone" ? names.contains("app0") : names.count == 1, "\(victim): \(names)")
          let jail = names.contains("app0") ? "app0" : "app1"
          try world.jailer(["start", jail]).orFail()
          let content = try world.jailer(["exec", jail, "cat", "/file"]).output
          #expect(content == "two\n" || victim == "rollback" && content == "one\n", "\(victim): \(content)")
          for name in names.sorted().reversed() { try world.jailer(["destroy", name]).orFail() }
          #expect(try world.jailer(["snap", "list", "-j"]).output == "[]\n")
        }
      }
    }
    #expect(recovered > 0, "no kill hit a transaction")
  }
}
