import Foundation
import TestSupport
import Testing

/// Bridges that jailer makes, with real traffic over them.
@Suite(.needs(.root), .needs(.runtime), .needs(.busybox), .serialized) struct BridgeTests {
  @Test func `a bridge is made, carries a jail's traffic, comes back and goes`() throws {
    let world = try World(bridge: false)
    try world.withBusybox()
    try world.expectNothingLeft {
      let dry = try world.jailer(["-D", "-y", "init", "bridge"])
      #expect(
        dry.output == """
          jailer.conf =>
          cat > /mnt/root/etc/jailer.conf <<'EOF'
          jailer_dir="dir:/mnt/store/jails"
          jailer_image="busybox"
          jailer_bridges="bridge0"
          cloned_interfaces="bridge0"
          ifconfig_bridge0="inet 10.0.0.1/24 up"
          EOF
          Network commands =>
            ip link add bridge0 type bridge
            ip address add 10.0.0.1/24 dev bridge0
            ip link set bridge0 up
          Rules =>
          cat > /mnt/root/var/db/jailer/rules.nft <<'EOF'
          table inet jailer
          delete table inet jailer
          table inet jailer {
            chain input {
              type filter hook input priority filter; policy accept;
              iifname "bridge0" ct state established,related accept comment "bridge0 3da79988"
              iifname "bridge0" fib daddr . iif type local accept comment "bridge0 7c3abc24"
              iifname "bridge0" fib daddr type local drop comment "bridge0 af989b8f"
            }
            chain forward {
              type filter hook forward priority filter; policy accept;
              iifname != "bridge0" oifname "bridge0" ct state established,related accept comment "bridge0 0f573759"
              iifname != "bridge0" oifname "bridge0" ct status dnat accept comment "bridge0 e8437396"
              iifname != "bridge0" oifname "bridge0" drop comment "bridge0 4a242fa5"
            }
          }
          EOF
          chmod 600 /mnt/root/var/db/jailer/rules.nft
          Rules commands =>
            nft -c -f /mnt/root/var/db/jailer/rules.nft
            nft -f /mnt/root/var/db/jailer/rules.nft
            sysctl -q -w net/ipv4/ip_forward=1

          """)
      #expect(
        try world.jailer(["-y", "init", "bridge"]).output == """
          Configuring interface bridge0 with IP address 10.0.0.1/24: Done!

          You may run `jailer create -t eb` to make a jail on bridge0

          """)
      #expect(try world.jailer(["-y", "init", "bridge"]).output == "bridge0 is set up already\n")
      try world.jailer(["create", "-t", "eb", "-a", "10.0.0.10", "www0"]).orFail()
      #expect(try world.sh("ping -c1 -W5 10.0.0.10").status == 0)
      #expect(
        try world.jailer(["network", "list"]).output == """
          NAME     STATE  ADDRESS      BOOT  MEMBERS  JAILS
          bridge0  Up     10.0.0.1/24  yes   1        www0

          """)
      let busy = try world.jailer(["network", "remove", "bridge0"])
      #expect(busy.status == 75)
      #expect(busy.error.hasPrefix("jailer: bridge0 is in use: by www0\n"))

      // As after a reboot.
      try world.jailer(["stop", "www0"]).orFail()
      try world.sh("ip link delete bridge0").orFail()
      #expect(try world.jailer(["network", "list"]).output.contains("bridge0  Missing  10.0.0.1/24"))
      try world.jailer(["network", "start"]).orFail()
      try world.jailer(["start", "www0"]).orFail()
      #expect(try world.sh("ping -c1 -W5 10.0.0.10").status == 0)

      try world.jailer(["destroy", "-f", "www0"]).orFail()
      #expect(try world.jailer(["network", "remove", "bridge0"]).output == "Removing interface bridge0: Done!\n")
    }
  }

  @Test func `jails of two bridges have their own networks, IPv6 too`() throws {
    let world = try World()
    try world.withBusybox()
    try world.expectNothingLeft {
      try world.jailer(["network", "add", "-a", "10.0.1.1/24", "-a", "fd00:1::1/64", "bridge1"]).orFail()
      for (bridge, address) in [("bridge0", "10.0.0.10"), ("bridge1", "10.0.1.10")] {
        try world.jailer(["create", "-t", "eb", "-b", bridge, "-a", address, bridge + "jail"]).orFail()
        #expect(try world.sh("ping -c1 -W5 \(address)").status == 0)
      }
      try world.jailer(["create", "-t", "eb", "-b", "bridge1", "-a", "fd00:1::10", "six"]).orFail()
      #expect(try world.jailer(["exec", "six", "ping", "-c1", "-W5", "fd00:1::1"]).status == 0)
      let list = try #require(try world.jailer(["-j", "network", "list"]).json() as? [[String: Any]])
      #expect(list.map { $0["name"] as? String } == ["bridge0", "bridge1"])
      #expect(list.last?["jails"] as? [String] == ["bridge1jail", "six"])
      for name in ["bridge0jail", "bridge1jail", "six"] { try world.jailer(["destroy", "-f", name]).orFail() }
      // Their epairs go a moment after them.
      try world.jailer(["network", "remove", "bridge1"]).orFail()
    }
  }

  @Test func `what fails is taken back`() throws {
    let world = try World()
    // Then a new interface takes no address of IPv6.
    try world.sh("echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6").orFail()
    try world.expectNothingLeft {
      let made = try world.jailer(["network", "add", "-a", "10.0.1.1/24", "-a", "fd00:1::1/64", "bridge1"])
      #expect(made.status == 1, "\(made)")
      #expect(made.error.contains("ip address add fd00:1::1/64 dev bridge1 nodad"))
    }
  }

  @Test func `two at once make one bridge`() throws {
    let world = try World(bridge: false)
    let both = try (0..<2).map { _ in try world.startJailer(["-y", "init", "bridge"]) }
    let runs = both.map { $0.wait() }
    // The other one found it made, or being made.
    #expect(runs.contains { $0.output.hasPrefix("Configuring interface bridge0 with IP address 10.0.0.1/24: Done!\n") })
    #expect(runs.allSatisfy { [0, 75].contains($0.status) })
    #expect(try world.jailer(["network", "list"]).output.split(separator: "\n").count == 2)
    #expect(try world.sh("ip -o -4 address show dev bridge0 | wc -l").output == "1\n")
  }
}
