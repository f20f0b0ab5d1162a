import Testing

@testable import Posix

@Suite struct TextTests {
  @Test func readsUsers() {
    let passwd =
      "root:x:0:0:root:/root:/bin/sh\nbroken\n#a:x:1:1::/:\nweb:x:80:80::/srv:\nweb:x:81:81::/:\nmax:x:4294967296:1::/:\n"
    let users = Users(
      passwd: passwd,
      group: "wheel:*:0:root,web\nweb:x:80:\nadm:x:4:web,web\n")
    #expect(users.user("root")?.shell == "/bin/sh")
    #expect(users.user("web")?.uid == 80)
    #expect(users.user("#a") == nil)
    #expect(users.user("max") == nil)
    for name in ["root", "web", "#a", "max", "we", "broken", ""] {
      #expect(Users.user(name, passwd: passwd) == users.user(name))
    }
    #expect(users.user("web").map { users.groupIDs(of: $0) } == [80, 0, 4])
    let master = Users(passwd: "toor:*:0:0:daemon:0:0:Bourne:/root:/bin/sh\n")
    #expect(master.user("toor")?.home == "/root")
    #expect(master.user("toor")?.loginClass == "daemon")
  }

  @Test func writesTimes() {
    #expect(Clock.iso(0) == "1970-01-01T00:00:00Z")
    #expect(Clock.iso(1_795_358_991_999) == "2026-11-22T14:49:51Z")
    #expect(Clock.iso(-1) == "1969-12-31T23:59:59Z")
  }

  @Test func writesErrors() {
    #expect("\(PosixError("open", "/x", errno: 2))" == "open /x: No such file or directory")
    #expect("\(PosixError("fork", errno: 11))" == "fork: Resource temporarily unavailable")
  }

  @Test func readsMounts() throws {
    let text = """
      36 35 98:0 /mnt1 /mnt\\040with\\134 rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue
      nonsense
      37 35 0:5 / /proc rw - proc proc rw
      """
    let mounts = Mounts.parse(text)
    #expect(mounts.count == 2)
    #expect(mounts.first?.target == "/mnt with\\")
    #expect(mounts.first?.propagation == ["shared:1", "master:2"])
    #expect(mounts.last?.type == "proc")
    #expect(try Mounts.current().contains { $0.target == "/proc" })
  }

  @Test func countsMountsAsTheTableNamesThem() throws {
    for mount in try Mounts.current() {
      #expect(try Mounts.count(at: mount.target) == Mounts.current().filter { $0.target == mount.target }.count)
    }
    #expect(try Mounts.count(at: "/pro") == 0)
    let all = try Mounts.current()
    #expect(try Mounts.current(from: "") == all)
    #expect(try Mounts.current(from: "proc") == all.filter { $0.source.hasPrefix("proc") })
    #expect(Mounts.escape("/a b\\c\td\ne") == #"/a\040b\134c\011d\012e"#)
    #expect(Mounts.unescape(Mounts.escape("/a b\\c\td\ne")) == "/a b\\c\td\ne")
  }

  @Test func writesAddresses() {
    #expect(Network.text([10, 0, 0, 1]) == "10.0.0.1")
    #expect(
      Network.text([0x20, 1, 0xd, 0xb8] + Array(repeating: 0, count: 11) + [1]) == "2001:db8::1")
    #expect(Network.text([1]) == "")
  }

  @Test func seesItsOwnLoopback() throws {
    let network = try Network()
    #expect(try network.links().contains { $0.name == "lo" })
    _ = try network.addresses()
    _ = try network.gateways()
  }

  @Test func drawsRandomText() throws {
    #expect(try Random.text(20).count == 20)
    #expect(try Random.bytes(1000) != Random.bytes(1000))
  }
}
