import Posix
import Testing

@Suite(.enabled(if: World.reason == nil, "\(World.reason ?? "")"), .serialized) struct JexecTests {
  @Test func passesStatusStreamsAndSignals() throws {
    try World.with { world in
      try world.configure(#"a { path = "%J"; persist; mount.devfs; }"#)
      let result = try world.run(
        """
        jail -qc a || exit 9
        jexec a sh -c 'exit 42'; echo $?
        jexec a sh -c 'kill -9 $$'; echo $?
        echo in | jexec a cat
        jexec a sh -c 'echo err >&2' 2>&1 >/dev/null
        for s in TERM INT HUP USR1; do
          rm -f $J/tmp/up
          $SBIN/jexec --root $R a sh -c "trap 'exit 7' $s; touch /tmp/up; while :; do sleep 0.05; done" & P=$!
          until [ -e $J/tmp/up ]; do sleep 0.02; done
          kill -$s $P; wait $P; echo $s $?
        done
        jexec a nothing; echo $?
        jexec a /etc/passwd; echo $?
        jexec b true; echo $?
        jexec 1 echo by number
        jexec a ps | grep -c 'sleep\\|while'
        jail -qr a
        """)
      #expect(
        result.lines == [
          "42", "137", "in", "err", "TERM 7", "INT 7", "HUP 7", "USR1 7", "1", "1", "1",
          "by number", "0",
        ])
      #expect(
        result.error == """
          jexec: nothing: No such file or directory
          jexec: /etc/passwd: Permission denied
          jexec: jail "b" not found

          """)
    }
  }

  @Test func becomesUsersOfTheJailAndOfTheHost() throws {
    try World.with { world in
      try world.configure(#"a { path = "%J"; persist; }"#)
      let result = try world.run(
        """
        jail -qc a || exit 9
        jexec -U web a id
        jexec -l -U web a sh -c 'pwd; env' | sort
        jexec -u nobody a id -u
        jexec -e A=b -d /tmp a sh -c 'echo $A; pwd'
        jexec -U nobody a id; echo $?
        jexec -d /nowhere a id; echo $?
        jexec -u root -U root a id; echo $?
        ln -sf /proc/1/root/etc/shadow $J/etc/passwd
        jexec -U root a id; echo $?
        ln -sf ../../../../../../etc/shadow $J/etc/passwd
        jexec -U root a id 2>/dev/null; echo $?
        jexec a true; echo $?
        jail -qr a
        """)
      #expect(
        result.lines == [
          "uid=80(web) gid=81(web) groups=81(web),90(extra)", "/tmp", "HOME=/tmp",
          "PATH=/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/tmp/bin", "PWD=/tmp",
          "SHELL=/bin/sh",
          "SHLVL=1", "TERM=vt100", "USER=web", "65534", "b", "/tmp", "1", "1", "1", "1", "1", "0",
        ])
    }
  }

  @Test(.enabled(if: Files.exists("/usr/bin/script"), "script(1) is missing"))
  func givesARealTerminal() throws {
    try World.with { world in
      try world.configure(#"a { path = "%J"; persist; mount.devfs; }"#)
      let result = try world.run(
        """
        jail -qc a || exit 9
        script -qec "stty rows 31 cols 97; $SBIN/jexec --root $R a sh -c 'tty; stty size; exit 5'" /dev/null </dev/null
        echo $?
        printf 'echo $0 $((6*7))\\nexit 3\\n' | script -qec "$SBIN/jexec --root $R a" /dev/null | grep -c 42
        jail -qr a
        """)
      let lines = result.output.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
        .map(String.init)
      #expect(lines.contains { $0.hasSuffix("/dev/pts/0") })
      #expect(lines.contains("31 97"))
      #expect(lines.contains("5"))
      #expect(lines.last == "1")
    }
  }

  @Test func runsAsTheUsersOfTheConf() throws {
    try World.with { world in
      try world.configure(
        """
        a { path = "%J"; persist; exec.jail_user = "web"; exec.system_user = "nobody"; exec.clean;
            exec.consolelog = "%R/log/a.log"; exec.start = "id -u; id -G; echo \\$HOME \\$USER \\$PATH";
            exec.prestart = "id -u"; exec.poststart = "id -G; env | grep -c JNAME"; }
        b { path = "%J"; persist; exec.prestart = "echo \\$JNAME \\$JPATH"; exec.start = "echo \\$JNAME"; }
        c { path = "%J"; persist; exec.consolelog = "%R/none/c.log"; exec.start = "true"; }
        """)
      let result = try world.run(
        """
        jail -qc a; cat $R/log/a.log; jail -qr a
        jail -qc b; jail -qr b
        jail -qc c; echo $?
        """)
      #expect(
        result.lines == [
          "65534", "65534", "0", "80", "81 90", "/tmp web /bin:/usr/bin", "b \(world.root)/j", "b",
          "1",
        ] || result.lines.contains("81 90"))
      #expect(
        result.error.contains(
          "exec.consolelog: \(world.root)/none/c.log: No such file or directory"))
    }
  }
}
