import Posix
import Testing
import Wire

@testable import Host

@Suite struct DryRunTests {
  func text(_ actions: (String, Action)...) -> String {
    let steps = actions.enumerated().map { Step("s\($0)", section: $1.0, $1.1, undo: .nothing) }
    return DryRun.text(Plan(tasks: [Plan.Task("x", steps: steps)]))
  }

  @Test func likeTheOriginals() {
    let file = "/usr/local/jails/db0/etc"
    #expect(
      text(
        (
          "jail.conf file",
          .write(
            path: "/etc/jail.conf.d/db0.conf", text: "db0 {\n  vnet;\n}\n", mode: 0o644, within: nil
          )
        ),
        (
          "ZFS commands",
          .pipe([
            ["/sbin/zfs", "send", "zroot/jails/image/13.1-RELEASE@base"],
            ["/sbin/zfs", "recv", "zroot/jails/db0"],
          ])
        ),
        (
          "Resolver commands",
          .copy(
            from: "/etc/resolv.conf", to: "\(file)/resolv.conf", mode: 0o644,
            within: "/usr/local/jails/db0")
        ),
        (
          "Network setup commands",
          .write(
            path: "\(file)/start_if.epair6b", text: "ifconfig epair6b ether 58:9c:fc:a1:8a:3a\n",
            mode: 0o644, within: nil)
        ),
        (
          "Network setup commands",
          .run(["/usr/sbin/sysrc", "-q", "-f", "\(file)/rc.conf", "ifconfig_epair6b=SYNCDHCP"])
        ),
        (
          "Post-Installation",
          .run([
            "/usr/sbin/sysrc", "-q", "-f", "\(file)/rc.conf", "sendmail_enable=NONE",
            "syslogd_flags=-s s",
          ])
        )
      ) == """
        jail.conf file =>
        db0 {
          vnet;
        }
        ZFS commands =>

          (zfs send zroot/jails/image/13.1-RELEASE@base |
           zfs recv zroot/jails/db0)

        Resolver commands =>
          cp /etc/resolv.conf /usr/local/jails/db0/etc/resolv.conf
        Network setup commands =>
          echo "ifconfig epair6b ether 58:9c:fc:a1:8a:3a" > /usr/local/jails/db0/etc/start_if.epair6b
          sysrc -q -f /usr/local/jails/db0/etc/rc.conf ifconfig_epair6b=SYNCDHCP
        Post-Installation =>
          sysrc -q -f /usr/local/jails/db0/etc/rc.conf sendmail_enable=NONE syslogd_flags="-s s"

        """)
  }

  @Test func everyAction() {
    #expect(
      text(
        ("A", .write(path: "/a b", text: "one\ntwo\nEOF\n", mode: 0o600, within: nil)),
        ("A", .write(path: "/e", text: "", mode: 0o644, within: nil)),
        ("A", .write(path: "/e", text: "x\\ny\n", mode: 0o644, within: nil)),
        ("A", .write(path: "/e", text: "no end", mode: 0o644, within: nil)),
        ("B", .directory(path: "/d", mode: 0o700, within: nil)),
        ("B", .remove(path: "/d", tree: true)), ("B", .remove(path: "/f", tree: false)),
        ("B", .rename(from: "/f", to: "/g")), ("B", .unpack(archive: "-", into: "/d")),
        ("B", .wait(gone: [Thing(.jail, "x")], atMost: 500)), ("B", .run(["/opt/x/bin/y", ""]))
      ) == """
        A =>
        cat > "/a b" <<'EOF_'
        one
        two
        EOF
        EOF_
        chmod 600 "/a b"
          : > /e
        cat > /e <<'EOF'
        x\\ny
        EOF
          printf %s "no end" > /e
        B =>
          mkdir -p /d
          chmod 700 /d
          rm -r /d
          rm -d /f
          mv -n /f /g
          tar -xpf - -C /d
          # wait until the jail x is gone, at most 500 ms
          /opt/x/bin/y ""

        """)
    #expect(DryRun.text(Plan()) == "")
  }

  /// What sh makes of a quoted word is the word; and no terminal sees a control character.
  @Test func wordsSurviveTheShell() throws {
    let words = [
      "", "a", "a b", "it's", "\"", "$HOME", "`id`", "a\\b", "!x", "*", "~", "#x", "a=b c", "a=$x",
      "a=b=c d", "=x", "-n", "é", "x;y", "a'b\"c",
      "\u{1B}[31m", "a\u{7}'b\\n%s", "x\ny", "\u{1B}\n\n", "\t", "\u{202E}abc", "a=\u{1B}", "{a,b}",
      "日本",
    ]
    for word in words {
      for quoted in [ShellWord.quote(word), ShellWord.text(word)] {
        let outcome = try Command(
          ["/bin/sh", "-c", "printf '%s.' \(quoted)"], environment: ["LC_ALL": "C.UTF-8"]
        ).run()
        #expect(String(decoding: outcome.output, as: UTF8.self) == word + ".", "\(quoted)")
        #expect(Printable.clean(quoted, lines: true) == quoted)
      }
    }
  }
}
