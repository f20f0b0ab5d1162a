import Foundation
import TestSupport
import Testing

/// What can't be done is refused with a clear error and the right status, and changes nothing.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct BadInputTests {
  private static func ready() throws -> World {
    let world = try World(.tmpfs)
    try world.withBusybox()
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.5", "taken"]).orFail()
    return world
  }

  private struct Case: Sendable {
    let arguments: [String]
    let status: Int32
    let says: String
  }

  private static let cases: [Case] = [
    Case(arguments: ["create", ""], status: 64, says: "it is empty"),
    Case(arguments: ["create", String(repeating: "a", count: 300)], status: 64, says: "longer than 63 characters"),
    Case(arguments: ["create", "--", "-x"], status: 64, says: "it begins with -"),
    Case(arguments: ["create", "a/b"], status: 64, says: "only letters, digits, _ and - are allowed"),
    Case(arguments: ["create", ".."], status: 64, says: "only letters, digits, _ and - are allowed"),
    Case(arguments: ["create", "a b"], status: 64, says: "only letters, digits, _ and - are allowed"),
    Case(arguments: ["create", "image"], status: 64, says: "the store uses this name itself"),
    Case(arguments: ["create", "12345"], status: 64, says: "digits alone would be taken for a jid"),
    Case(arguments: ["create", "a\u{1B}[31mb"], status: 64, says: "only letters, digits, _ and - are allowed"),
    Case(arguments: ["create", "taken"], status: 73, says: "the jail taken exists"),
    Case(arguments: ["create", "leftover"], status: 73, says: "exists already"),
    Case(arguments: ["create", "confonly"], status: 73, says: "the jail confonly exists"),
    Case(arguments: ["create", "-r", "nosuch", "x"], status: 66, says: "there is no image nosuch"),
    Case(arguments: ["create", "-r", "a", "-r", "b", "x"], status: 64, says: "-r"),
    Case(arguments: ["create", "-t", "ng", "x"], status: 64, says: "is not inherit, new or eb"),
    Case(arguments: ["create", "-t", "eb", "-a", "10.0.0.999", "x"], status: 64, says: "10.0.0.999"),
    Case(
      arguments: ["create", "-t", "eb", "-a", "10.0.0.5", "x"], status: 73,
      says: "the address 10.0.0.5 is in use: by the jail taken"),
    Case(
      arguments: ["create", "-t", "eb", "-a", "10.0.0.1", "x"], status: 73,
      says: "the address 10.0.0.1 is in use: by the host's bridge0"),
    Case(arguments: ["create", "-t", "eb", "-a", "10.0.0.0", "x"], status: 64, says: "the network's own address"),
    Case(
      arguments: ["create", "-t", "eb", "-a", "10.0.0.7", "-b", "bridge9", "x"], status: 66,
      says: "there is no interface bridge9"),
    Case(
      arguments: ["create", "-t", "eb", "-a", "10.0.0.7", "-g", "10.0.1.1", "x"], status: 64,
      says: "outside the jail's network"),
    Case(arguments: ["create", "-t", "eb", "x"], status: 69, says: "no DHCP server is known on bridge0"),
    Case(arguments: ["create", "-a", "10.0.0.7", "x"], status: 64, says: "-a needs a network of its own"),
    Case(arguments: ["create", "-d", "a b", "x"], status: 64, says: "is not a domain"),
    Case(arguments: ["create", "-d", "a;reboot", "x"], status: 64, says: "is not a domain"),
    Case(arguments: ["create", "-e", "nowhere", "x"], status: 64, says: "nowhere"),
    Case(arguments: ["create", "x", "y"], status: 64, says: "y"),
    Case(arguments: ["create", "-t", "eb", "--vlan", "0", "x"], status: 64, says: "0 is not a VLAN"),
    Case(arguments: ["create", "-t", "eb", "--vlan", "4095", "x"], status: 64, says: "4095 is not a VLAN"),
    Case(arguments: ["create", "-t", "eb", "--vlan=-1", "x"], status: 64, says: "-1 is not a VLAN"),
    Case(arguments: ["create", "-t", "eb", "--vlan", "ten", "x"], status: 64, says: "\"ten\" is not a number"),
    Case(
      arguments: ["create", "-t", "new", "-b", "bridge0", "--vlan", "10", "x"], status: 64,
      says: "VLANs are for jails of the type eb, and the type is new"),
    Case(arguments: ["create", "--vlan", "10", "x"], status: 64, says: "the type is inherit"),
    // A bridge that filters VLANs, and traffic in them, need a kernel with CONFIG_BRIDGE_VLAN_FILTERING: not tried here.
    Case(
      arguments: ["create", "-t", "eb", "-a", "10.0.0.7/24", "--vlan", "10", "x"], status: 69,
      says: "the bridge bridge0 doesn't tell VLANs apart"),
    Case(arguments: ["start", "nosuch"], status: 66, says: "there is no jail nosuch"),
    Case(arguments: ["start"], status: 64, says: "jail"),
    Case(arguments: ["start", "taken"], status: 73, says: "the jail taken is running"),
    Case(arguments: ["stop", "leftover"], status: 66, says: "there is no jail leftover"),
    Case(arguments: ["destroy", "nosuch"], status: 66, says: "there is no jail nosuch"),
    Case(arguments: ["destroy", "leftover"], status: 66, says: "there is no jail leftover"),
    Case(arguments: ["destroy", "confonly"], status: 77, says: "the root of confonly was not made by jailer"),
    Case(arguments: ["exec", "nosuch", "true"], status: 66, says: "there is no jail nosuch"),
    Case(arguments: ["exec", "taken"], status: 64, says: "COMMAND is missing"),
    Case(
      arguments: ["image", "import", "busybox", "/mnt/busybox.tar.gz"], status: 73, says: "the image busybox exists"),
    Case(arguments: ["image", "import", "../x", "/mnt/busybox.tar.gz"], status: 64, says: "image"),
    Case(arguments: ["image", "import", "new", "/nosuch.tar"], status: 66, says: "/nosuch.tar"),
    Case(arguments: ["image", "use", "nosuch"], status: 66, says: "there is no image nosuch"),
    Case(arguments: ["image", "frobnicate"], status: 64, says: "frobnicate"),
    Case(arguments: ["init", "-y"], status: 73, says: "jailer is set up already"),
    Case(arguments: ["network", "use", "ng"], status: 64, says: "is not inherit, new or eb"),
    Case(arguments: ["crate"], status: 64, says: "did you mean create?"),
    Case(arguments: ["list", "--frob"], status: 64, says: "--frob"),
  ]

  @Test func `each refusal says what and why, and leaves everything as it was`() throws {
    let world = try Self.ready()
    try world.sh("mkdir /mnt/store/jails/leftover").orFail()
    try world.write("/mnt/root/etc/jail.conf.d/confonly.conf", "confonly { path = \"/mnt/elsewhere\"; persist; }\n")
    try world.expectNothingLeft {
      for item in Self.cases {
        let run = try world.jailer(item.arguments)
        #expect(run.status == item.status, "\(run)")
        #expect(run.error.contains(item.says), "\(run)")
        #expect(run.error.hasPrefix("jailer: "), "\(run)")
        #expect(run.output.isEmpty, "\(run)")
        #expect(!run.error.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(run)")
        let json = try world.jailer(["-j"] + item.arguments)
        #expect(json.status == item.status, "\(json)")
        let document = try json.json() as? [String: [String: String]]
        #expect(document?["error"]?["message"]?.isEmpty == false, "\(json)")
      }
    }
    #expect(try world.jailer(["exec", "taken", "true"]).status == 0)
  }

  @Test func `a name that is not UTF-8 is refused`() throws {
    let world = try Self.ready()
    let run = try world.sh("jailer --root /mnt/root create $(printf 'a\\377b')")
    #expect(run.status == 64)
    #expect(run.error.contains("is not UTF-8"))
  }

  @Test func `without a store, and without root`() throws {
    let world = try World(.tmpfs)
    let bare = try world.jailer(["create", "x"])
    #expect(bare.status == 78)
    #expect(bare.error == "jailer: no store is configured\n  jailer init\n")
    let user = "setpriv --reuid 65534 --regid 65534 --clear-groups jailer --root /mnt/root"
    let refused = try world.sh("\(user) create x")
    #expect(refused.status == 77)
    #expect(refused.error == "jailer: create needs root\n  with -D, anyone can see what it would do\n")
    #expect(try world.sh("\(user) list").status == 0)
  }

  @Test(arguments: Archive.Nasty.refused)
  func `an archive that is broken or would leave its root makes no image`(kind: Archive.Nasty) throws {
    let world = try World(.ext4)
    try world.initialise()
    try world.copy(Archive.nasty(kind), to: "/mnt/nasty")
    try world.expectNothingLeft {
      for arguments in [["image", "import", "bad", "/mnt/nasty"]] {
        let run = try world.jailer(arguments)
        #expect(run.status == 65, "\(run)")
        #expect(run.error.hasPrefix("jailer: "), "\(run)")
      }
      let piped = try world.sh("jailer --root /mnt/root image import bad - < /mnt/nasty")
      #expect(piped.status == 65, "\(piped)")
    }
    #expect(try world.jailer(["image", "list"]).output == "")
  }

  @Test(arguments: Archive.Nasty.honest)
  func `what looks odd but is honest is unpacked`(kind: Archive.Nasty) throws {
    let world = try World(.ext4)
    try world.initialise()
    try world.copy(Archive.nasty(kind), to: "/mnt/odd")
    let run = try world.jailer(["image", "import", "odd", "/mnt/odd"])
    #expect(run.status == 0, "\(run)")
    #expect(try world.jailer(["image", "list"]).output == "  odd\n")
  }

  @Test func `a store on a full filesystem is refused and nothing of it stays`() throws {
    let world = try World(.full)
    try world.expectNothingLeft {
      let run = try world.jailer(["init", "--store", "dir:/mnt/store/deep/er/jails", "-y"])
      #expect(run.status == 1, "\(run)")
      #expect(run.error.contains("No space left on device"), "\(run)")
    }
    #expect(try world.jailer(["create", "x"]).status == 78)
  }

  @Test func `an image that doesn't fit leaves nothing`() throws {
    let world = try World(.ext4)
    try world.initialise()
    try world.sh(
      "mkdir /mnt/big && head -c 90000000 /dev/urandom > /mnt/big/file && tar -cf /mnt/big.tar -C /mnt/big ."
    ).orFail()
    try world.expectNothingLeft {
      let run = try world.jailer(["image", "import", "big", "/mnt/big.tar"])
      #expect(run.status == 1, "\(run)")
      #expect(run.error.contains("is full"), "\(run)")
      #expect(run.output == "Importing big: Failed!\n")
    }
  }
}
