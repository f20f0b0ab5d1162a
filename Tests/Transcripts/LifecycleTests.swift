import Foundation
import TestSupport
import Testing

/// A jail's whole life, on every store: made, reached, used, stopped, destroyed, and nothing of it left.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct LifecycleTests {
  private static func world(_ store: Store) throws -> World {
    let world = try World(store)
    try world.withBusybox()
    return world
  }

  @Test(arguments: Store.usable, [false, true])
  func life(on store: Store, thin: Bool) throws {
    let world = try Self.world(store)
    try world.expectNothingLeft {
      let created = try world.jailer(
        ["create", "-t", "eb", "-a", "10.0.0.10"] + (thin ? ["-c"] : []) + ["www0"])
      #expect(created.output == "Creating www0: Done!\n")
      #expect(created.error == "")
      #expect(created.status == 0)

      let rows = try #require(try world.jailer(["list", "-j"]).json() as? [[String: String]])
      #expect(
        rows == [
          [
            "name": "www0", "state": "Active", "jid": "1", "hostname": "www0.jailhost",
            "ipv4": "10.0.0.10/24",
            "gateway": "10.0.0.1",
          ]
        ])
      #expect(try world.sh("ping -c1 -W5 10.0.0.10").status == 0)
      #expect(try world.jailer(["exec", "www0", "ping", "-c1", "-W5", "10.0.0.1"]).status == 0)
      #expect(try world.jailer(["exec", "www0", "hostname"]).output == "www0.jailhost\n")
      #expect(try world.jailer(["exec", "www0", "sh", "-c", "echo kept > /file"]).status == 0)

      #expect(try world.jailer(["stop", "www0"]).output == "Stopping www0: Done!\n")
      #expect(try world.sh("ping -c1 -W1 10.0.0.10").status != 0)
      #expect(
        try world.jailer(["list"]).output
          == "NAME  STATE    JID  HOSTNAME  IPv4  GW\nwww0  Stopped  -    -         -     -\n")
      #expect(try world.jailer(["start", "www0"]).output == "Starting www0: Done!\n")
      #expect(try world.jailer(["exec", "www0", "cat", "/file"]).output == "kept\n")
      #expect(try world.sh("ping -c1 -W5 10.0.0.10").status == 0)
      #expect(try world.jailer(["destroy", "www0"]).output == "Destroying www0: Done!\n")
    }
    #expect(try world.jailer(["exec", "www0", "true"]).status == 66)
  }

  @Test func `an image is not touched by what its thin clones do, and stays while they need it`()
    throws
  {
    let world = try Self.world(.ext4)
    for name in ["a", "b"] { try world.jailer(["create", "-c", name]).orFail() }
    try world.jailer(["exec", "a", "sh", "-c", "rm /etc/passwd && echo x > /new"]).orFail()
    #expect(
      try world.jailer(["exec", "b", "sh", "-c", "test -f /etc/passwd && test ! -e /new"]).status
        == 0)
    let refused = try world.jailer(["image", "remove", "busybox"])
    #expect(refused.status == 75)
    #expect(
      refused.error
        == "jailer: the image busybox is in use: by the jails a, b\n  destroy those jails first\n")
    for name in ["a", "b"] { try world.jailer(["destroy", name]).orFail() }
    #expect(try world.jailer(["image", "remove", "busybox"]).output == "Removing busybox: Done!\n")
    #expect(try world.jailer(["image", "list"]).output == "")
  }

  @Test func `the network type new reaches what is behind its interface`() throws {
    let world = try World(.tmpfs, outside: true)
    try world.withBusybox()
    try world.expectNothingLeft {
      try world.jailer(["create", "-t", "new", "-b", "ext0", "-a", "192.168.64.15", "www0"])
        .orFail()
      #expect(try world.jailer(["exec", "www0", "ping", "-c1", "-W5", "192.168.64.1"]).status == 0)
      #expect(try world.sh("ip netns exec outside ping -c1 -W5 192.168.64.15").status == 0)
      let links = try world.jailer(["exec", "www0", "ls", "/sys/class/net"]).output
      #expect(!links.contains("bridge0"))
      try world.jailer(["destroy", "www0"]).orFail()
    }
  }

  @Test func `the first network namespace that ip(8) makes on the machine is in no jail's way`() throws {
    let world = try Self.world(.tmpfs)
    try world.expectNothingLeft {
      try world.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
      try world.sh("ip netns add mine").orFail()
      #expect(try world.sh("ip -n www0 -br address").output.contains("10.0.0.10/24"))
      #expect(try world.jailer(["destroy", "www0"]).status == 0)
      try world.sh("ip netns delete mine").orFail()
    }
  }

  @Test func `inherit has the host's network and nothing of its own`() throws {
    let world = try Self.world(.tmpfs)
    try world.expectNothingLeft {
      try world.jailer(["create", "www0"]).orFail()
      #expect(try world.jailer(["exec", "www0", "ip", "addr"]).output.contains("10.0.0.1/24"))
      #expect(
        try world.jailer(["list"]).output.contains("www0  Active  1    www0.jailhost  -     -"))
      try world.jailer(["destroy", "www0"]).orFail()
    }
  }

  @Test func `status, signals and input of a command inside are its own`() throws {
    let world = try Self.world(.tmpfs)
    try world.jailer(["create", "a"]).orFail()
    #expect(try world.jailer(["exec", "a", "sh", "-c", "exit 7"]).status == 7)
    #expect(try world.jailer(["exec", "a", "cat"], input: "through\n").output == "through\n")
    #expect(try world.jailer(["exec", "a", "sh", "-c", "kill -TERM $$"]).status == 143)
    #expect(try world.jailer(["exec", "a", "ls", "-ld", "--", "/"]).status == 0)
    let child = try world.startJailer([
      "exec", "a", "sh", "-c",
      "trap 'exit 9' TERM; touch /up; while :; do sleep 0.05; done",
    ])
    // The shell's trap is set once the file is there.
    let isUp = try world.sh("for i in $(seq 400); do [ -e /mnt/store/jails/a/up ] && exit; sleep 0.05; done; exit 1")
    #expect(isUp.status == 0)
    child.signal(SIGTERM)
    #expect(child.wait().status == 9)
    #expect(try world.run(["pgrep", "-f", "while :"]).status == 1)
  }

  @Test func `console is a login as the jail's root on a real terminal`() throws {
    let world = try Self.world(.tmpfs)
    try world.jailer(["create", "a"]).orFail()
    let terminal = try world.jailerOnTerminal(["console", "a"], rows: 31, columns: 97)
    terminal.send("tty -s && echo on-$((40+2)); stty size; id -un; exit 5\n")
    #expect(terminal.expect("on-42"))
    #expect(terminal.expect("31 97"))
    #expect(terminal.expect("root"))
    #expect(terminal.finish().status == 5)
  }

  @Test func `startall and stopall name all jails on one line, and one that fails stops no other`()
    throws
  {
    let world = try Self.world(.tmpfs)
    for name in ["a", "b", "c"] { try world.jailer(["create", name]).orFail() }
    #expect(try world.jailer(["stopall"]).output == "Stopping jails: a b c.\n")
    let broken = "/mnt/root/etc/jail.conf.d/b.conf"
    let conf = try #require(world.read(broken))
    try world.write(broken, "b {")
    let started = try world.jailer(["startall"])
    #expect(started.output.hasPrefix("Starting jails: a"))
    #expect(started.status == 1)
    #expect(try world.jailer(["list"]).output.contains("b     Broken"))
    try world.write(broken, conf)
    #expect(try world.jailer(["startall"]).output == "Starting jails: b.\n")
    #expect(
      try world.jailer(["restart", "a", "b"]).output == "Restarting a: Done!\nRestarting b: Done!\n"
    )
  }
}
