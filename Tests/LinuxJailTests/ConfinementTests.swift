import Posix
import Testing

@Suite(.enabled(if: World.reason == nil, "\(World.reason ?? "")"), .serialized)
struct ConfinementTests {
  @Test func namespacesAndHostname() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; persist; host.hostname = "inner.test"; host.domainname = "lan"; }
        b { path = "%J"; persist; ip4 = inherit; ip6 = disable; host = inherit; }
        """)
      let result = try world.run(
        """
        jail -qc a b || exit 9
        jexec a sh -c 'hostname; cat /proc/sys/kernel/domainname; set -- /proc/[0-9]*; echo $#; ip -o link | wc -l; ip -o addr | wc -l'
        ip link add x0 type veth peer name x1
        jexec b ip -o link | grep -c x0@
        [ "$(jexec b hostname)" = "$(hostname)" ]; echo $?
        # IPv6 is disabled in b: no socket of that family.
        echo | jexec b nc ::1 80 2>&1 | grep -c 'not supported'
        jexec b ping -c 1 -w 1 127.0.0.1 2>&1 | grep -c 'permission\\|Operation'
        jail -qr a b
        """)
      #expect(result.lines == ["inner.test", "lan", "2", "1", "2", "1", "0", "1", "1"])
    }
  }

  @Test(.enabled(if: Files.exists("/usr/bin/crun"), "crun is missing"))
  func nobodyWritesToTheRuntimeThroughProc() throws {
    try World.with { world in
      try world.configure(#"a { path = "%J"; persist; }"#)
      let result = try world.run(
        """
        jail -qc a || exit 9
        $SBIN/jexec --root $R a sh -c 'touch /tmp/up; exec sleep 60' & P=$!
        until [ -e $J/tmp/up ]; do sleep 0.02; done
        # While it runs it is "busy"; whoever holds it open can write afterwards, if anyone can.
        exec 9</proc/$P/exe; kill $P; wait $P
        (: >>/proc/self/fd/9) 2>&1 | grep -c 'Read-only file system'
        jail -qr a
        """)
      #expect(result.lines == ["1"])
    }
  }

  @Test func rootInAJailCannot() throws {
    try World.with { world in
      try world.configure(#"a { path = "%J"; persist; mount.devfs; vnet; }"#)
      let result = try world.run(
        """
        mknod -m 666 $J/tmp/disk b 7 0; mknod -m 666 $J/tmp/mem c 1 5
        jail -qc a || exit 9
        try() { jexec a "$@" >/dev/null 2>&1; echo $?; }
        try mount -t tmpfs t /mnt
        try mknod /tmp/null c 1 3
        try hostname other
        try unshare -U true
        try unshare -n true
        try dmesg
        try head -c 1 /tmp/disk
        try head -c 1 /tmp/mem
        try sh -c 'echo 1 > /proc/sys/kernel/sysrq'
        try head -c 1 /proc/kcore
        try ping -c 1 127.0.0.1
        echo can
        try head -c 1 /dev/zero
        try chroot / true
        try ip link set lo up
        try su web -c 'id -u'
        try sh -c 'touch /tmp/x && ls /dev/pts/ptmx /dev/shm /dev/fd/0'
        jexec a grep -h "CapEff\\|Seccomp:" /proc/self/status
        jail -qr a
        """)
      #expect(result.error == "")
      let split = result.lines.firstIndex(of: "can") ?? 0
      #expect(!result.lines[..<split].contains("0"))
      #expect(split == 11)
      #expect(
        result.lines[(split + 1)...] == [
          "0", "0", "0", "0", "0", "CapEff:\t00000000a00415fb", "Seccomp:\t2",
        ])
    }
  }

  @Test func allowParametersAreCapabilities() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; persist; vnet; allow.raw_sockets; allow.chflags; allow.mlock; allow.noreserved_ports;
            allow.settime; allow.read_msgbuf; }
        """)
      let result = try world.run(
        """
        jail -qc a || exit 9
        jexec a ping -c 1 -w 2 127.0.0.1 | grep -c '1 packets received'
        jexec a dmesg >/dev/null && echo log
        jexec a grep CapBnd /proc/self/status
        jexec a sh -c 'nc -l -p 80 2>&1 & sleep 0.2; kill $! 2>/dev/null' | grep -ci 'permission denied'
        jls -n allow.raw_sockets allow.reserved_ports allow.mlock allow.suser vnet
        jail -qr a
        """)
      #expect(
        result.lines == [
          "1", "log", "CapBnd:\t00000004a20473fb", "1",
          "allow.raw_sockets allow.noreserved_ports allow.mlock allow.suser vnet=new",
        ])
    }
  }

  @Test func refusesByNameWhatItCannotHonour() throws {
    let refused = [
      ("children.max = 5;", "children.max is not supported on Linux: only 0 is"),
      ("securelevel = 2;", "securelevel is not supported on Linux: only -1 is"),
      ("enforce_statfs = 2;", "enforce_statfs is not supported on Linux: only 1 is"),
      ("devfs_ruleset = 10;", "devfs_ruleset is not supported on Linux: only 4 is"),
      (
        #"ip4.addr = "10.0.0.1";"#,
        "ip4.addr is not supported on Linux: give the jail a stack of its own (vnet) and an interface in it"
      ),
      (
        #"interface = "eth0";"#,
        "interface is not supported on Linux: give the jail a stack of its own (vnet) and an interface in it"
      ),
      (#"osrelease = "14";"#, "osrelease is not supported on Linux"),
      (#"zfs.dataset = "a/b";"#, "zfs.dataset is not supported on Linux"),
      ("cpuset.id = 3;", "cpuset.id is not supported on Linux"),
      ("exec.fib = 1;", "exec.fib is not supported on Linux"),
      (
        "allow.mount;",
        "allow.mount is not supported on Linux: it needs CAP_SYS_ADMIN, which reaches beyond the jail"
      ),
      (
        "allow.mount.nullfs;",
        "allow.mount.nullfs is not supported on Linux: it needs CAP_SYS_ADMIN, which reaches beyond the jail"
      ),
      (
        "allow.set_hostname;",
        "allow.set_hostname is not supported on Linux: it needs CAP_SYS_ADMIN, which reaches beyond the jail"
      ),
      ("allow.nosuser;", "allow.nosuser is not supported on Linux: Linux has no way to forbid it"),
      (
        "allow.routing;",
        "allow.routing is not supported on Linux: without vnet it would be the host's routing"
      ),
      ("colour = red;", "unknown parameter: colour"),
      ("vnet; ip4 = inherit;", "vnet jails cannot have IP address restrictions"),
      (#"exec.consolelog = "log";"#, "exec.consolelog: log: not an absolute pathname"),
      (#"vnet.interface = "e0";"#, "vnet.interface: needs vnet"),
      (
        "sysvshm = disable;", "sysvshm = disable is not supported on Linux"
      ),
    ]
    try World.with { world in
      for (parameter, message) in refused {
        try world.configure(
          #"a { path = "%J"; persist; exec.prepare = "echo ran"; \#(parameter) }"#)
        let result = try world.run("jail -c a")
        #expect(result.error == "jail: a: \(message)\n")
        #expect(result.output == "" && result.status == 1)
      }
      for name in ["a.b", "a b", "ü", "../x", "-"] {
        try world.configure(#""\#(name)" { path = "%J"; persist; exec.prepare = "echo ran"; }"#)
        let result = try world.run("jail -c -- '\(name)'; find $R/run -type f")
        #expect(result.output == "", "\(name)")
        #expect(result.error.contains("not supported on Linux"), "\(name)")
      }
    }
  }
}
