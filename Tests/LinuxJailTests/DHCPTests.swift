import Posix
import Testing

/// jdhcp, with a real server on the other side of the jail's interface.
@Suite(.enabled(if: World.dhcpReason == nil, "\(World.dhcpReason ?? "")"), .serialized)
struct DHCPTests {
  /// `serve RANGE`, `unserve`; `clients` counts the DHCP clients of this test; `address` is that of the jail `a`.
  private static let functions = """
    ip link add bridge0 address 02:00:00:00:00:01 type bridge
    ip address add 10.0.0.1/24 dev bridge0
    ip link set bridge0 up
    serve() {
      dnsmasq -k -C /dev/null --port=0 --interface=bridge0 --bind-dynamic --no-ping --dhcp-authoritative \\
        --dhcp-range=$1,2m --dhcp-leasefile=$R/leases --pid-file=$R/dnsmasq.pid --log-facility=$R/messages & D=$!
      until [ -s $R/dnsmasq.pid ]; do sleep 0.02; done
    }
    unserve() { kill $D; wait $D; rm -f $R/dnsmasq.pid; }
    clients() { pgrep -c -f "udhcpc.* -s $SBIN/jdhcp" || :; }
    monitors() { pgrep -c -f "jdhcp --root $R -M" || :; }
    address() { ip -n a -4 -o address show dev epair1b | awk '{print $4}'; }
    until_gone() { until [ -z "$(ip -br link show type veth)" ]; do sleep 0.02; done; }
    until_none() { until [ "$(clients)$(monitors)" = 00 ]; do sleep 0.02; done; }

    """

  private static func conf(_ options: String = "") -> String {
    """
    a {
      path = "%J"; persist; vnet;
      exec.created = "ip link add epair1a up master bridge0 type veth peer name epair1b address 58:9c:fc:00:00:01 netns a",
        "%S/jdhcp --root %R \(options) a epair1b";
      exec.poststop = "ip link delete epair1a";
    }
    """
  }

  @Test func `a jail has a lease as long as it runs, and the same one again`() throws {
    try World.with { world in
      try world.configure(Self.conf())
      let result = try world.run(
        Self.functions + """
          serve 10.0.0.100,10.0.0.200
          jail -qc a </dev/null | cat
          FIRST=$(address); echo $FIRST | sed 's/[0-9]*\\/24/N\\/24/'
          ip -n a route show default | sed 's/ *$//'
          awk '{print $2, $4}' $R/leases
          grep -o '"address":"[^"]*"' $R/run/jail/a/lease.json | grep -c $FIRST
          ping -c1 -W5 ${FIRST%/*} >/dev/null && echo reached
          clients; monitors
          jail -qr a
          until [ ! -s $R/leases ]; do sleep 0.02; done
          echo left $(clients) $(wc -l <$R/leases); until_none
          jail -qc a; [ "$(address)" = "$FIRST" ] && echo same
          jail -qR a; until_none
          ls $R/run/jail /run/netns | grep -v ^$
          unserve
          """)
      #expect(
        result.lines == [
          "10.0.0.N/24", "default via 10.0.0.1 dev epair1b", "58:9c:fc:00:00:01 a", "1", "reached", "1", "1",
          "left 0 0",
          "same", "/run/netns:", "\(world.root)/run/jail:",
        ], "\(result)")
      #expect(result.error == "")
    }
  }

  @Test func `without a server a jail isn't made, and nothing of it is left`() throws {
    try World.with { world in
      try world.configure(Self.conf("-t 1"))
      let result = try world.run(
        Self.functions
          + "jail -qc a; echo $?; clients; monitors; jls | wc -l; until_gone; ls /run/netns")
      #expect(result.lines == ["1", "0", "0", "1"])
      #expect(result.error.hasPrefix("jdhcp: a: no DHCP server answered on epair1b in 1 s\njail: a: "), "\(result)")
    }
  }

  @Test func `the client ends with its jail and lives on alone in no other way`() throws {
    try World.with { world in
      try world.configure(Self.conf())
      let result = try world.run(
        Self.functions + """
          serve 10.0.0.100,10.0.0.200
          jail -qc a
          kill -9 $(pgrep -f "udhcpc.* -s $SBIN/jdhcp")
          until [ "$(clients)" = 1 ]; do sleep 0.02; done; echo started again
          until [ "$(address)" ]; do sleep 0.02; done
          kill -9 $(sed 's/.*"pid":\\([0-9]*\\).*/\\1/' $R/run/jail/a/state.json)
          until_none; echo ended with the jail
          jail -qc a
          kill -9 $(pgrep -f "jdhcp --root $R -M")
          until_none; echo ended with its monitor
          jail -qr a; until_gone
          unserve
          """)
      #expect(result.lines == ["started again", "ended with the jail", "ended with its monitor"], "\(result)")
    }
  }

  @Test func `another address takes the place of the old one, and the host's rules are told`() throws {
    try World.with { world in
      try world.configure(Self.conf())
      try Files.write(
        "#!/bin/sh\necho \"$@\" >>\(world.root)/called\n", to: "\(world.programs)/jailer", mode: 0o755)
      let result = try world.run(
        Self.functions + """
          serve 10.0.0.100,10.0.0.100
          jail -qc a; address
          kill -USR1 $(pgrep -f "udhcpc.* -s $SBIN/jdhcp")
          until [ $(grep -c DHCPACK $R/messages) = 2 ]; do sleep 0.02; done; address; ls $R/called 2>&1 | grep -c No
          unserve; rm $R/leases; serve 10.0.0.120,10.0.0.120
          kill -USR1 $(pgrep -f "udhcpc.* -s $SBIN/jdhcp")
          until [ -e $R/called ]; do sleep 0.02; done
          address; ping -c1 -W5 10.0.0.120 >/dev/null && echo reached; cat $R/called
          jail -qr a; unserve
          """)
      #expect(
        result.lines == [
          "10.0.0.100/24", "10.0.0.100/24", "1", "10.0.0.120/24", "reached", "--root \(world.root) network reload",
        ], "\(result)")
    }
  }

  @Test func `jdhcp that is killed while it waits leaves nothing that outlives the jail`() throws {
    try World.with { world in
      try world.configure(Self.conf("-t 60"))
      let result = try world.run(
        Self.functions + """
          jail -qc a & J=$!
          until [ "$(clients)" = 1 ]; do sleep 0.02; done
          kill -9 $(pgrep -f "jdhcp --root $R -t 60")
          wait $J; echo $?; until_none; until_gone; ls /run/netns $R/run/jail | grep -v :
          jail -qc a & J=$!
          until [ "$(clients)" = 1 ]; do sleep 0.02; done
          kill -9 $(sed 's/.*"pid":\\([0-9]*\\).*/\\1/' $R/run/jail/a/state.json)
          wait $J; echo $?; until_none; until_gone; ls /run/netns $R/run/jail | grep -v :
          """)
      #expect(result.lines.filter { !$0.isEmpty } == ["1", "1"], "\(result)")
      #expect(result.error.contains("jdhcp: a: it has ended\n"), "\(result)")
    }
  }

  @Test func `an address that somebody has is not taken`() throws {
    try World.with { world in
      try world.configure(Self.conf())
      let result = try world.run(
        Self.functions + """
          serve 10.0.0.100,10.0.0.101
          jail -qc a; FIRST=$(address); jail -qr a; until_gone
          ip netns add other
          ip link add other up master bridge0 type veth peer name eth0 netns other
          ip -n other address add $FIRST dev eth0; ip -n other link set eth0 up
          jail -qc a; SECOND=$(address)
          case $FIRST$SECOND in
          10.0.0.100/2410.0.0.101/24 | 10.0.0.101/2410.0.0.100/24) echo another ;;
          *) echo $FIRST $SECOND ;;
          esac
          jail -qr a; unserve
          """)
      #expect(result.lines == ["another"], "\(result)")
    }
  }

  @Test func `operands that can't be`() throws {
    try World.with { world in
      try world.configure(#"a { path = "%J"; persist; }"#)
      let result = try world.run(
        """
        jdhcp() { $SBIN/jdhcp --root $R "$@"; }
        jdhcp a; jdhcp a/b epair1b; jdhcp a 'epair 1'; jdhcp -t 0 a epair1b; jdhcp b epair1b
        jail -qc a; jdhcp a epair1b; jail -qr a
        """)
      #expect(
        result.error.split(separator: "\n").count == 6 && result.error.contains("jdhcp: jail \"b\" not found\n"),
        "\(result)")
      #expect(result.error.hasSuffix("jdhcp: a: it has no network stack of its own\n"), "\(result)")
    }
  }
}

extension World {
  fileprivate static var dhcpReason: String? {
    reason ?? (Files.exists("/usr/sbin/dnsmasq") ? nil : "dnsmasq is missing")
  }
}
