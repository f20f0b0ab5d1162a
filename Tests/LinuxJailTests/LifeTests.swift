import Posix
import Testing

/// What is left of jails in a namespace: state, mounts, namespaces, processes, links.
private let remains = """
  find $R/run -type d -name '[a-z]*' -path '*/jail/?*'; grep -c $R /proc/self/mountinfo; ls /run/netns 2>/dev/null
  ip -o link | wc -l; grep -l '^/dev/.init' /proc/[0-9]*/cmdline 2>/dev/null | while read f; do
    read a b c root rest < ${f%cmdline}mountinfo; case $root in *${J#/tmp}*) echo $f $root;; esac; done; true
  """

@Suite(.enabled(if: World.reason == nil, "\(World.reason ?? "")"), .serialized) struct LifeTests {
  @Test func createsAndRemovesInTheOrderOfJail8() throws {
    try World.with { world in
      try world.configure(
        """
        a {
          path = "%J"; host.hostname = "a.test"; vnet; persist; mount.devfs; exec.clean;
          mount = "tmpfs %J/mnt tmpfs size=1m 0 0";
          exec.prepare = "echo prepare"; exec.prestart = "echo prestart; grep -c %J/mnt /proc/self/mountinfo";
          exec.created = "echo created"; exec.start = "/bin/echo start"; exec.start += "echo $(hostname)";
          exec.poststart = "echo poststart"; exec.prestop = "echo prestop"; exec.stop = "/bin/echo stop";
          exec.poststop = "echo poststop"; exec.release = "echo release";
        }
        """)
      let result = try world.run(
        """
        jail -c a || exit 9
        jls -N | tail -1
        ls /run/netns
        jexec a hostname
        jail -r a || exit 8
        \(remains)
        """)
      #expect(result.error == "")
      #expect(
        result.output == """
          prepare
          prestart
          1
          created
          start
          a.test
          poststart
          a: created
           a               -               a.test                        \(world.root)/j
          a
          a.test
          prestop
          stop
          poststop
          release
          0
          1

          """)
      #expect(result.status == 0)
    }
  }

  /// Commands of exec.created run while the runtime starts the first process; one that needs that waits for it.
  @Test func hasItsNamespacesInExecCreatedAndItsProcessAMomentLater() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; host.hostname = "a.test"; vnet; persist; exec.clean;
            exec.created = "ip -n a -o link | cut -d : -f 2";
            exec.created += "%S/jexec --root %R a hostname; %S/jls --root %R -j a name"; }
        b { path = "%J"; vnet; persist; exec.created = "echo first; false"; exec.created += "echo never";
            exec.start = "echo never"; }
        """)
      let result = try world.run(
        """
        jail -c a; jail -r a; jail -c b; echo $?
        \(remains)
        """)
      #expect(result.error == "jail: b: echo first; false: failed\n")
      #expect(result.lines == [" lo", "a.test", "a", "a: created", "first", "1", "0", "1"])
    }
  }

  @Test func takesBackAllOfAFailedCreation() throws {
    try World.with { world in
      try world.configure(
        """
        $links = "/sbin/ip";
        a { path = "%J"; vnet; persist; mount = "tmpfs %J/mnt tmpfs rw 0 0";
            exec.prestart = "/sbin/ip link add e0a type veth peer name e0b"; vnet.interface = "e0b";
            exec.start = "/bin/false"; exec.poststop = "echo never"; }
        b { path = "%J"; persist; exec.start = "kill -9 $$"; }
        c { path = "%J"; persist; exec.timeout = 1; exec.start = "/bin/sleep 1000"; }
        d { path = "%J"; persist; exec.prestart = "/nowhere/x"; }
        e { path = "/nowhere/root"; persist; }
        """)
      let result = try world.run(
        """
        for j in a b c d e f; do jail -c $j; echo $?; done
        ip -o link | grep -c e0
        ip link del e0a
        \(remains)
        """)
      #expect(
        result.error == """
          jail: a: /bin/false: failed
          jail: b: kill -9 $$: failed
          jail: c: /bin/sleep 1000: timed out
          jail: d: /nowhere/x: /nowhere/x: No such file or directory
          jail: e: path: /nowhere/root: No such file or directory
          jail: "f" not found

          """)
      #expect(result.lines == ["1", "1", "1", "1", "1", "1", "2", "0", "1"])
    }
  }

  @Test func cleansUpAfterItsOwnDeath() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; vnet; persist; mount = "tmpfs %J/mnt tmpfs rw 0 0"; exec.start = "touch /tmp/in; sleep 1000"; }
        b { path = "%J"; vnet; persist; exec.prestart = "touch %R/pre; sleep 1000"; }
        """)
      let result = try world.run(
        """
        $SBIN/jail --root $R -c a & P=$!
        until [ -e $J/tmp/in ]; do sleep 0.02; done
        kill -9 $P; wait $P; rm $J/tmp/in
        jls -N | grep -c ' a '
        jail -c a; echo $?
        jail -R a; echo $?
        $SBIN/jail --root $R -c b & P=$!
        until [ -e $R/pre ]; do sleep 0.02; done
        kill -9 $P; wait $P
        jls | wc -l
        jail -r b; echo $?
        \(remains)
        """)
      #expect(result.lines == ["1", "1", "0", "1", "1", "0", "1"])
    }
  }

  @Test func removesByForceWhateverTheFilesSay() throws {
    try World.with { world in
      try world.configure(
        #"a { path = "%J"; persist; }  b { path = "%J"; persist; exec.stop = "false"; }"#)
      let result = try world.run(
        """
        jail -qc a b || exit 9
        jail -qr b; echo $?
        jls | wc -l
        echo 'a {' > $R/etc/jail.conf
        jail -qR b; echo $?
        echo '{"version": 1, "name": 3' > $R/run/jail/a/state.json
        jail -qr a 2>/dev/null; echo $?
        jail -qR a; echo $?
        \(remains)
        """)
      #expect(result.lines == ["1", "3", "0", "1", "1", "0", "1"])
      #expect(
        result.error == """
          jail: b: false: failed
          jail: a: its state was damaged: mounts and interfaces may be left

          """)
    }
  }

  @Test func worksOverTheOtherRuntime() throws {
    guard Files.exists("/usr/sbin/runc"), Files.exists("/usr/bin/crun") else { return }
    try World.with { world in
      try world.configure(
        #"a { path = "%J"; persist; vnet; mount.devfs; exec.start = "echo start"; exec.stop = "echo stop"; }"#
      )
      let result = try world.run(
        """
        mount --bind /bin/false /usr/bin/crun
        jail -qc a || exit 9
        umount /usr/bin/crun
        jexec a sh -c 'exit 7'; echo $?
        jexec a sh -c 'kill -9 $$'; echo $?
        jail -qr a; echo $?
        ls -d /sys/fs/cgroup/*/a /sys/fs/cgroup/a 2>/dev/null
        \(remains)
        """)
      #expect(result.error == "")
      #expect(result.lines == ["start", "7", "137", "stop", "0", "0", "1"])
    }
  }

  @Test func oneOfManyWins() throws {
    try World.with { world in
      try world.configure(#"a { path = "%J"; vnet; persist; exec.start = "sleep 0.2"; }"#)
      let result = try world.run(
        """
        for i in 1 2 3 4 5 6; do (jail -c a 2>/dev/null; echo $?) & done; wait
        jls | wc -l
        jail -r a; echo $?
        \(remains)
        """)
      #expect(result.lines.filter { $0 == "a: created" }.count == 1)
      #expect(result.lines.filter { $0 == "1" }.count == 5 + 1)
      #expect(result.lines.suffix(4) == ["2", "0", "0", "1"])
    }
  }

  @Test func givesEachItsNumber() throws {
    try World.with { world in
      try world.configure(
        (1...8).map { #"j\#($0) { path = "%J"; persist; }"# }.joined(separator: "\n"))
      let result = try world.run(
        """
        for i in 1 2 3 4 5 6 7 8; do jail -qc j$i & done; wait
        jls --libxo json jid | tr -dc '0-9\\n'
        jail -qr '*'; jail -ic j1; jls | wc -l; jail -r j1
        \(remains)
        """)
      #expect(result.error == "")
      #expect(result.lines == ["312345678", "9", "2", "0", "1"])
    }
  }

  @Test func endsWhatRunsInIt() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; persist; stop.timeout = 20;
            exec.start = "trap 'echo bye > /tmp/bye; exit' TERM; while :; do sleep 0.1; done &";
            exec.start += "sleep 1000 &"; exec.poststop = "cat %J/tmp/bye"; }
        b { path = "%J"; persist; stop.timeout = 1; exec.start = "trap '' TERM; while :; do sleep 1; done &"; }
        """)
      let result = try world.run(
        """
        jail -qc a b || exit 9
        jail -qr a; echo $?
        jail -qr b; echo $?
        \(remains)
        """, seconds: 30)
      #expect(result.lines == ["bye", "0", "0", "0", "1"])
    }
  }

  @Test func isGoneWithoutPersistWhenNothingRuns() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; exec.start = "/bin/true"; }
        b { path = "%J"; exec.start = "sleep 1000 &"; }
        c { path = "%J"; }
        """)
      let result = try world.run(
        """
        jail -c a; echo $?
        jail -c b; echo $?
        jail -c c; echo $?
        jls -N | tail -n +2 | cut -c 2-3
        jexec b kill -9 $(jexec b ps | grep 'sleep 1000' | head -1 | while read p x; do echo $p; done)
        while [ $(jls | wc -l) != 1 ]; do sleep 0.02; done
        jail -qr b; echo $?
        \(remains)
        """)
      #expect(result.error == "jail: c: new jail must persist or attach\n")
      #expect(
        result.lines == ["a: created", "0", "b: created", "0", "1", "b ", "1", "0", "1"])
    }
  }

  @Test func startsWhatItDependsOnAndStopsItLast() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; persist; depend = "b"; exec.prestop = "echo stop a"; exec.prestart = "echo start a"; }
        b { path = "%J"; persist; exec.prestop = "echo stop b"; exec.prestart = "echo start b"; }
        c { path = "%J"; persist; depend = "none"; }
        d { path = "%J"; persist; depend = "e"; }
        e { path = "%J"; persist; depend = "d"; }
        """)
      let result = try world.run(
        "jail -qc a; jail -qr b; jail -c c; echo $?; jail -c d; echo $?; jail -qrc a; jls | wc -l")
      #expect(
        result.lines == [
          "start b", "start a", "stop a", "stop b", "1", "1", "start b", "start a", "3",
        ])
      #expect(
        result.error == "jail: c: depends on undefined jail \"none\"\njail: d: dependency loop\n")
    }
  }
}
