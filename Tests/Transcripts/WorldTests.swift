import Foundation
import TestSupport
import Testing

/// The fixture itself: what the other end-to-end tests rely on.
@Suite struct WorldTests {
  @Test func programsAnswer() throws {
    let world = try World(.tmpfs)
    let run = try world.run(
      ["/bin/sh", "-c", "cat; echo err >&2; hostname; exit 3"], input: "in\n")
    #expect(run.status == 3)
    #expect(run.output == "in\njailhost\n")
    #expect(run.error == "err\n")
    #expect(!run.outputHeldOpen)
    #expect(try world.sh("kill -TERM $$").status == 143)
    #expect(try world.run(["/no/such"]).status == 127)
  }

  @Test func muchOutputAndInput() throws {
    let world = try World(.tmpfs)
    let text = String(repeating: "0123456789abcde\n", count: 200_000)
    #expect(try world.run(["cat"], input: text).output == text)
    #expect(try world.run(["true"], input: text).status == 0)
  }

  @Test func worldsAreApart() throws {
    let (one, two) = (try World(.tmpfs), try World(.tmpfs))
    try one.sh("ip link add br7 type bridge && ip netns add inner && touch /mnt/root/mine").orFail()
    #expect(try two.sh("ip link show br7").status != 0)
    #expect(try two.sh("ls /run/netns /mnt/root").output.contains("mine") == false)
    #expect(!FileManager.default.fileExists(atPath: "/mnt/root/mine"))
    #expect(try one.sh("ls /sys/class/net").output.contains("br7"))
    #expect(try one.sh("cat /proc/1/comm; ls -d /proc/[0-9]* | wc -l").output.hasSuffix("\n4\n"))
  }

  @Test func filesGoBothWays() throws {
    let world = try World(.tmpfs)
    try world.write("/mnt/root/etc/jailer.conf", "x=1\n", mode: 0o600)
    #expect(
      try world.sh("cat /mnt/root/etc/jailer.conf; stat -c %a /mnt/root/etc/jailer.conf").output
        == "x=1\n600\n")
    #expect(world.read("/mnt/root/none") == nil)
    #expect(!world.exists("/mnt/root/none"))
  }

  @Test func installedTreeIsThereForNobody() throws {
    let world = try World(.tmpfs)
    let walk = "setpriv --reuid 65534 --regid 65534 --clear-groups"
    #expect(try world.sh("\(walk) test -x /mnt/prefix/sbin/jailer").status == 0)
    #expect(try world.sh("\(walk) touch /mnt/prefix/sbin/x").status != 0)
    try world.addPlugin("third", executable: "#!/bin/sh\n", manifest: "{}")
    #expect(try world.sh("stat -c '%U %a' /mnt/prefix/libexec/jailer/third").output == "root 755\n")
    let other = try World(.tmpfs)
    #expect(!other.exists("/mnt/prefix/libexec/jailer/third"))
  }

  @Test func pingThroughTheBridge() throws {
    let world = try World(.tmpfs, outside: true)
    try world.sh(
      """
      set -e
      ip netns add inner
      ip link add epair1a type veth peer name epair1b netns inner
      ip link set epair1a master bridge0 up
      ip -n inner address add 10.0.0.10/24 dev epair1b
      ip -n inner link set epair1b up
      """
    ).orFail()
    #expect(try world.sh("ping -c1 -W5 10.0.0.10").status == 0)
    #expect(try world.sh("ip netns exec inner ping -c1 -W5 10.0.0.1").status == 0)
    #expect(try world.sh("ping -c1 -W5 192.168.64.1").status == 0)
  }

  @Test func leftoversAreSeen() throws {
    let world = try World(.tmpfs)
    let before = try world.snapshot()
    try world.sh(
      """
      set -e
      ip netns add lost
      ip link add br3 type bridge
      mkdir -p /mnt/root/lost /mnt/store/lost && mount -t tmpfs none /mnt/root/lost
      sleep 1000 >/dev/null 2>&1 </dev/null &
      until grep -q sleep /proc/$!/comm; do :; done
      """
    ).orFail()
    let lines = before.difference(to: try world.snapshot())
    for wanted in [
      "left behind: file /run/netns/lost ", "left behind: interface br3",
      "left behind: mount /mnt/root/lost /",
      "left behind: file /mnt/store/lost/ ", "sleep 1000",
    ] {
      #expect(lines.contains { $0.contains(wanted) }, "\(wanted) in \(lines)")
    }
    try world.sh(
      """
      set -e
      ip netns del lost; umount /run/netns; rmdir /run/netns
      ip link del br3; umount /mnt/root/lost; rmdir /mnt/root/lost /mnt/store/lost
      """
    ).orFail()
    let rest = before.difference(to: try world.snapshot(), allowing: World.kept)
    #expect(rest.count == 1 && rest[0].hasSuffix("sleep 1000 "), "\(rest)")
  }

  @Test func nothingLeftAllowsWhatIsKept() throws {
    let world = try World(.tmpfs)
    try world.expectNothingLeft {
      try world.sh(
        "ip netns add a; ip netns del a; mkdir -p /mnt/root/var/log/jail /mnt/root/run/jail"
      ).orFail()
    }
    let lines = try world.leftovers { try world.write("/mnt/root/etc/stray", "") }
    #expect(lines == ["left behind: file /mnt/root/etc/stray -rw-r--r-- 0:0 0 "])
    try world.expectNothingLeft(allowing: ["file /mnt/root/etc/stray2 *"]) {
      try world.write("/mnt/root/etc/stray2", "")
    }
  }

  @Test func heldOutputIsSeen() throws {
    let world = try World(.tmpfs)
    #expect(try world.sh("sleep 1000 & echo x").outputHeldOpen)
    let late = try world.run(["sleep", "1000"], limit: 0.2)
    #expect(late.timedOut)
    #expect(late.status == 137)
  }

  @Test func terminalIsOne() throws {
    let world = try World(.tmpfs)
    let terminal = try world.terminal(
      [
        "/bin/sh", "-c",
        "tty >/dev/null && printf 'OK? '; read x; stty size; echo got $x; exec sleep 1000",
      ], rows: 30,
      columns: 90)
    #expect(terminal.expect("OK? "))
    terminal.send("yes\n")
    #expect(terminal.expect("30 90\r\ngot yes\r\n"))
    terminal.send("\u{3}")
    #expect(terminal.finish(limit: 8).status == 130)
  }
}
