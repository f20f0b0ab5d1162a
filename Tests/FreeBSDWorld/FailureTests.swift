import Foundation
import TestSupport
import Testing

/// What fails half-way is taken back whole.
@Suite struct FailureTests {
  private static let eb = ["create", "-t", "eb", "-a", "10.0.0.10", "db0"]

  /// Has the step of this kind fail, and expects that nothing of the jail is there afterwards.
  private func expectTakenBack(
    _ program: String, _ script: String, says: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft(sourceLocation: sourceLocation) {
      try freeBSD.front(program, script)
      let run = try freeBSD.jailer(Self.eb)
      #expect(run.status == 1 && run.output == "Creating db0: Failed!\n", "\(run)", sourceLocation: sourceLocation)
      #expect(run.error.contains(says), "\(run)", sourceLocation: sourceLocation)
      try freeBSD.unfront(program)
    }
    #expect(try freeBSD.jailer(Self.eb).status == 0, "and then it works", sourceLocation: sourceLocation)
  }

  @Test func `a failing prestart leaks no epair`() throws {
    try expectTakenBack(
      "ifconfig",
      """
      case "$*" in *addm*) echo 'ifconfig: BRDGADD epair1a: Device busy' >&2; exit 1 ;; esac
      exec "$REAL" "$@"
      """, says: "Device busy")
  }

  @Test func `a command that a signal ends leaks nothing`() throws {
    try expectTakenBack(
      "ifconfig", "case \"$*\" in *'create up'*) \"$REAL\" \"$@\"; kill -KILL $$ ;; esac\nexec \"$REAL\" \"$@\"",
      says: "exited on signal 9")
  }

  @Test func `jail(8) that dies in the middle leaks nothing`() throws {
    try expectTakenBack(
      "ifconfig",
      """
      case "$*" in *'create up'*)
        "$REAL" "$@"
        kill -KILL $PPID
        exit 1 ;;
      esac
      exec "$REAL" "$@"
      """, says: "signal 9")
  }

  @Test func `zfs that fails is taken back`() throws {
    try expectTakenBack(
      "zfs",
      "case $1 in recv) cat >/dev/null; echo 'cannot receive: I/O error' >&2; exit 1 ;; esac\nexec \"$REAL\" \"$@\"",
      says: "cannot receive: I/O error")
  }

  @Test func `zfs that fails behind its work is taken back`() throws {
    try expectTakenBack(
      "zfs", "case $1 in recv) \"$REAL\" \"$@\"; echo 'cannot mount' >&2; exit 1 ;; esac\nexec \"$REAL\" \"$@\"",
      says: "cannot mount")
  }

  @Test func `an image whose rc fails makes no jail`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.addImage("broken")
    let image = "/usr/local/jails/image/broken"
    try freeBSD.sh(
      "zfs destroy zroot/jails/image/broken@base; echo 'exit 3' >\(image)/etc/rc; zfs snapshot zroot/jails/image/broken@base"
    ).orFail()
    for arguments in [["-t", "eb", "-a", "10.0.0.10"], ["-t", "new", "-b", "vtnet0", "-a", "192.168.64.15"], []] {
      // The log says why it didn't start.
      try freeBSD.expectNothingLeft(allowing: ["file /var/log/jail/db0.log "]) {
        let run = try freeBSD.jailer(["create", "-r", "broken"] + arguments + ["db0"])
        #expect(run.status == 1, "\(run)")
        #expect(run.error.contains("/bin/sh /etc/rc: failed"), "\(run)")
      }
    }
  }

  @Test func `a full pool in the middle of recv leaves nothing`() throws {
    let freeBSD = try FreeBSD.ready()
    let image = "/usr/local/jails/image/14.3-RELEASE"
    try freeBSD.sh(
      """
      zfs destroy zroot/jails/image/14.3-RELEASE@base
      head -c 20000000 /dev/urandom >\(image)/big && zfs snapshot zroot/jails/image/14.3-RELEASE@base
      """
    ).orFail()
    try freeBSD.run(["zfs", "set", "quota=30M", "zroot/jails"]).orFail()
    try freeBSD.expectNothingLeft {
      let run = try freeBSD.jailer(Self.eb)
      #expect(run.status == 1 && run.output == "Creating db0: Failed!\n", "\(run)")
      #expect(run.error.contains("space") || run.error.contains("quota"), "\(run)")
    }
    try freeBSD.run(["zfs", "set", "quota=none", "zroot/jails"]).orFail()
    #expect(try freeBSD.jailer(Self.eb).status == 0)
  }

  @Test func `zfs that hangs is given up`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.front("zfs", "case $1 in list) exec sleep 1000 ;; esac\nexec \"$REAL\" \"$@\"")
    try freeBSD.expectNothingLeft {
      let run = try freeBSD.jailer(["image", "list"], limit: 120)
      #expect(run.status != 0 && !run.timedOut, "\(run)")
      #expect(run.error.contains("no answer"), "\(run)")
    }
  }

  @Test func `a signal ends a step that hangs, and takes all of it back`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      try freeBSD.run(["mkfifo", "/var/world/there"]).orFail()
      try freeBSD.front(
        "zfs", "case $1 in recv) echo >/var/world/there; exec sleep 1000 ;; esac\nexec \"$REAL\" \"$@\"")
      let jailer = try freeBSD.start(["/usr/local/sbin/jailer"] + Self.eb)
      try freeBSD.run(["head", "-n", "1", "/var/world/there"]).orFail()
      jailer.signal(SIGTERM)
      let run = jailer.wait()
      #expect(run.status == 143 && run.output == "Creating db0: Failed!\n", "\(run)")
      try freeBSD.unfront("zfs")
    }
  }

  @Test(arguments: [
    "printf 'zroot/jails\\n'", "printf '\\033[2Jzroot/jails\\t-\\t/usr/local/jails\\n'", "head -c 100000 /dev/urandom",
    "printf 'zroot/jails\\t-\\t/usr/local/jails\\nzroot/jails/image/../../x@base\\t-\\t-\\n'", "true",
  ])
  func `zfs that prints what it never printed confuses nobody`(list: String) throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.front("zfs", "case $1 in list) \(list); exit 0 ;; esac\nexec \"$REAL\" \"$@\"")
    try freeBSD.expectNothingLeft {
      for arguments in [["image", "list"], Self.eb + ["-D"], ["list"], ["init", "info"], Self.eb] {
        let run = try freeBSD.jailer(arguments)
        #expect([0, 1, 66, 69, 73, 78].contains(run.status), "\(run)")
        #expect(!(run.outputBytes + run.errorBytes).contains { $0 < 32 && $0 != 10 && $0 != 9 }, "\(run)")
      }
      try freeBSD.unfront("zfs")
      if try freeBSD.state().jail("db0") != nil { try freeBSD.jailer(["-y", "destroy", "db0"]).orFail() }
    }
  }
}
