import Foundation
import TestSupport
import Testing

/// What a jail's root tries with its network, and what others notice of it.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .needs(.python), .needs(.program("nft")), .serialized)
struct GuardTests {
  /// The jails `a` (10.0.0.10, fd00::10) and `b` (10.0.0.11, fd00::11) on bridge0 (10.0.0.1, fd00::1).
  private static func ready() throws -> World {
    let world = try World()
    try world.withBusybox()
    try world.sh("ip address add fd00::1/64 dev bridge0 nodad").orFail()
    for (name, number) in [("a", 10), ("b", 11)] {
      try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.\(number),fd00::\(number)", name]).orFail()
    }
    return world
  }

  /// As root of the jail `a` would, whatever programs it has.
  @discardableResult
  private static func forge(_ words: String, _ world: World, in jail: String = "a", _ interface: String = "epair1b")
    throws -> Run
  {
    let enter = jail.isEmpty ? "" : "ip netns exec \(jail) "
    return try world.sh("\(enter)python3 \(World.repository)/Tests/Tools/forge.py \(interface) \(words)")
  }

  private static func ether(_ jail: String, _ world: World) throws -> String {
    let conf = world.read("/mnt/root/etc/jail.conf.d/\(jail).conf") ?? ""
    return String(try #require(conf.firstMatch(of: /58:9c:fc[0-9a-f:]{9}/)).output)
  }

  /// What the kernel makes of the jail's hardware address in a network.
  private static func address(of jail: String, in network: String, _ world: World) throws -> String {
    let parts = try Self.ether(jail, world).split(separator: ":").map(String.init)
    return "\(network)5a9c:fcff:fe\(parts[3]):" + (parts[4] + parts[5]).trimmingPrefix { $0 == "0" }
  }

  /// Where the host sends what is for this address.
  private static func known(_ address: String, _ world: World) throws -> String {
    try world.sh("ip neighbour show \(address) dev bridge0").output
  }

  private static func reaches(_ address: String, _ world: World) throws -> Bool {
    try world.sh("ping -c1 -W5 \(address)").status == 0
  }

  /// What was sent before is there when this is answered.
  private static func passed(_ world: World) throws -> Bool {
    try world.sh("ip netns exec a ping -c1 -W5 10.0.0.1").status == 0
  }

  /// Lets all of the jails' lies through.
  private static func unguard(_ world: World) throws { try world.sh("nft delete table netdev jailer").orFail() }

  private func expectNoTheft(_ world: World) throws {
    let ether = try Self.ether("b", world)
    #expect(try Self.reaches("10.0.0.11", world))
    for words in ["arp 10.0.0.11", "arp 10.0.0.11 58:9c:fc:66:66:66"] {
      #expect(try Self.forge(words, world).status == 0)
      #expect(try Self.passed(world))
      #expect(try Self.known("10.0.0.11", world).contains(" lladdr \(ether) "))
    }
    // Asked anew, only its owner answers.
    try world.sh("ip -n a address add 10.0.0.11/32 dev epair1b").orFail()
    for _ in 0..<3 {
      try world.sh("ip neighbour flush dev bridge0").orFail()
      #expect(try Self.reaches("10.0.0.11", world))
      #expect(try Self.known("10.0.0.11", world).contains(" lladdr \(ether) "))
    }
    try world.sh("ip -n a address delete 10.0.0.11/32 dev epair1b").orFail()
  }

  @Test func `a jail can't take another one's address of IPv4`() throws {
    let world = try Self.ready()
    try expectNoTheft(world)
    try world.jailer(["stop", "a"]).orFail()
    #expect(!(try world.sh("nft list table netdev jailer").output.contains("epair1a")))
    try world.jailer(["start", "a"]).orFail()
    try expectNoTheft(world)
    try world.jailer(["restart", "a"]).orFail()
    try expectNoTheft(world)
    // Another jail with the number of one that was ended by force.
    try world.jailer(["destroy", "-f", "a"]).orFail()
    // Its epair goes a moment after it, and keeps the number until then.
    #expect(try world.until { try world.sh("ip link show epair1a").status != 0 })
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.10", "a"]).orFail()
    #expect(world.read("/mnt/root/etc/jail.conf.d/a.conf")?.contains("$jailer_id      = \"1\"") == true)
    try expectNoTheft(world)
    // The same lies without the guard: they would have been believed.
    try Self.unguard(world)
    try Self.forge("arp 10.0.0.11", world).orFail()
    #expect(try Self.passed(world))
    #expect(try Self.known("10.0.0.11", world).contains(" lladdr \(Self.ether("a", world)) "))
  }

  @Test func `a jail that was killed is guarded again`() throws {
    let world = try Self.ready()
    let pid = "import json; print(json.load(open('/mnt/root/run/jail/a/state.json'))['init']['pid'])"
    try world.sh("kill -9 $(python3 -c \"\(pid)\")").orFail()
    // Clears up after a jail that is dead, without its commands.
    let cleared = try world.sh("jail --root /mnt/root -f /mnt/root/etc/jail.conf.d/a.conf -r a")
    #expect(cleared.error == "jail: \"a\" not found\n")
    #expect(try !world.sh("nft list table netdev jailer").output.contains("epair1a"))
    try world.jailer(["start", "a"]).orFail()
    try expectNoTheft(world)
  }

  @Test func `a jail can't take another one's address of IPv6`() throws {
    let world = try Self.ready()
    let ether = try Self.ether("b", world)
    #expect(try Self.reaches("fd00::11", world))
    // It sends from its link-local address once that is proven to be unique.
    #expect(try world.until { try Self.forge("advert fd00::11", world).status == 0 })
    #expect(try Self.passed(world))
    #expect(try Self.known("fd00::11", world).contains(" lladdr \(ether) "))
    try world.sh("ip -n a address add fd00::11/128 dev epair1b nodad").orFail()
    for _ in 0..<3 {
      try world.sh("ip neighbour flush dev bridge0").orFail()
      #expect(try Self.reaches("fd00::11", world))
      #expect(try Self.known("fd00::11", world).contains(" lladdr \(ether) "))
    }
    try world.sh("ip -n a address delete fd00::11/128 dev epair1b").orFail()
    // Its own it may tell.
    try Self.forge("advert fd00::10", world).orFail()
    try Self.unguard(world)
    try Self.forge("advert fd00::11", world).orFail()
    #expect(try Self.passed(world))
    #expect(try Self.known("fd00::11", world).contains(" lladdr \(Self.ether("a", world)) "))
  }

  @Test func `what comes from another address or as a server goes nowhere`() throws {
    let world = try Self.ready()
    try world.sh("ip -n a address add 10.0.0.11/32 dev epair1b").orFail()
    let script = """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("10.0.0.1", 9999))
      open("/mnt/listens", "w").close()
      print(*s.recvfrom(9)[1])
      """
    let listener = try world.start(["python3", "-c", script])
    #expect(try world.until { world.exists("/mnt/listens") })
    try Self.forge("datagrams 10.0.0.1 9999", world).orFail()
    #expect(listener.wait().output == "10.0.0.10 5001\n")
    let ether = try Self.ether("a", world)
    try world.sh("ip -n a link set epair1b address 58:9c:fc:66:66:66").orFail()
    #expect(try world.sh("ping -c1 -W1 10.0.0.10").status != 0)
    try world.sh("ip -n a link set epair1b address \(ether)").orFail()
    #expect(try Self.reaches("10.0.0.10", world))
  }

  @Test func `nothing is left of a guard`() throws {
    let world = try Self.ready()
    let chains = { try world.sh("nft list table netdev jailer").output.matches(of: /chain epair/).count }
    #expect(try chains() == 2)
    try world.jailer(["stop", "-f", "a"]).orFail()
    #expect(try chains() == 1)
    try world.jailer(["start", "a"]).orFail()
    #expect(try chains() == 2)
    try world.jailer(["destroy", "-f", "a"]).orFail()
    try world.jailer(["destroy", "b"]).orFail()
    #expect(try chains() == 0)
    // A start that fails takes it back.
    let path = "/mnt/root/etc/jail.conf.d/c.conf"
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.12", "c"]).orFail()
    try world.jailer(["stop", "c"]).orFail()
    let conf = world.read(path) ?? ""
    try world.write(path, conf.replacingOccurrences(of: "  persist;", with: "  persist;\n  exec.start = \"false\";"))
    #expect(try world.jailer(["start", "c"]).status != 0)
    #expect(try chains() == 0)
  }

  @Test func `what is a jail's own gets through`() throws {
    let world = try Self.ready()
    for address in ["10.0.0.10", "10.0.0.11", "fd00::10", "fd00::11"] { #expect(try Self.reaches(address, world)) }
    for address in ["10.0.0.11", "fd00::11", "10.0.0.1", "fd00::1"] {
      #expect(try world.jailer(["exec", "a", "ping", "-c1", "-W5", address]).status == 0, "\(address)")
    }
    // TCP from the host to a jail, and from jail to jail.
    let server = try world.startJailer(["exec", "b", "sh", "-c", "while :; do nc -l -p 80 -e echo hello; done"])
    for from in ["", "/mnt/prefix/sbin/jexec --root /mnt/root a "] {
      for address in ["10.0.0.11", "fd00::11"] {
        #expect(
          try world.until { try world.sh("\(from)/bin/busybox nc \(address) 80 </dev/null").output == "hello\n" },
          "\(from)\(address)")
      }
    }
    server.signal(SIGKILL)
  }

  @Test func `only a router's advertisements give addresses`() throws {
    let world = try Self.ready()
    try world.jailer(["create", "-c", "-t", "eb", "-a", "10.0.0.12,auto", "c"]).orFail()
    // The kernel of a jail that wasn't told to takes one too; it must not lead nowhere.
    let other = try Self.address(of: "b", in: "fd00::", world)
    let addresses = { try world.sh("ip -n c -6 -br address show dev epair3b").output }
    #expect(try world.until { try Self.forge("router fd66::", world).status == 0 })
    #expect(try Self.passed(world))
    // The bridge's own, which comes later, is taken: nothing of the other is.
    #expect(
      try world.until {
        try Self.forge("router fd00::", world, in: "", "bridge0").status == 0 && addresses().contains("fd00::")
      })
    #expect(!(try addresses().contains("fd66::")))
    let mine = try Self.address(of: "c", in: "fd00::", world)
    #expect(try addresses().contains("\(mine)/64"))
    #expect(try world.until { try world.sh("ping -c1 -W1 \(mine)").status == 0 })
    #expect(try world.until { try world.sh("ping -c1 -W1 \(other)").status == 0 })
    let info = try #require(try world.jailer(["info", "-j", "c"]).json() as? [String: String])
    #expect(info["ipv4"] == "10.0.0.12/24" && info["ipv6"] == "\(mine)/64")
    // The same lie without the guard.
    try world.sh("nft flush chain netdev jailer epair1a").orFail()
    try world.sh("nft add rule netdev jailer epair1a accept").orFail()
    try Self.forge("router fd66::", world).orFail()
    #expect(try world.until { try addresses().contains("fd66::") })
  }
}
