import Foundation
import TestSupport
import Testing

/// A jailer that is killed, and two at the same time.
@Suite struct CrashTests {
  private static let eb = ["create", "-t", "eb", "-a", "10.0.0.10", "db0"]
  /// Ends jailer, whose child this script is.
  private static let kill = "kill -KILL $PPID"

  @Test(arguments: [
    ("zfs", "case $1 in recv) \"$REAL\" \"$@\"; \(kill); exit 1 ;; esac"),
    ("zfs", "case $1 in recv) \(kill); exec \"$REAL\" \"$@\" ;; esac"),
    ("jail", "case $3 in -c) \(kill); exit 1 ;; esac"),
    ("jail", "case $3 in -c) \"$REAL\" \"$@\"; \(kill); exit 1 ;; esac"),
    (
      "ifconfig",
      "case \"$*\" in *addm*) read -r _ _ _ jailer _ </proc/$PPID/stat; kill -KILL $jailer $PPID; exit 1 ;; esac"
    ),
  ])
  func `what a killed create left is taken back by recover`(program: String, script: String) throws {
    let freeBSD = try FreeBSD.ready()
    // The log tells how far it came.
    try freeBSD.expectNothingLeft(allowing: ["file /var/log/jail/db0.log "]) {
      try freeBSD.front(program, "\(script)\nexec \"$REAL\" \"$@\"")
      let run = try freeBSD.jailer(Self.eb)
      #expect(run.status == 137, "\(run)")
      try freeBSD.unfront(program)
      let recovered = try freeBSD.jailer(["recover"])
      #expect(recovered.status == 0 && recovered.output.contains("was taken back"), "\(recovered)")
    }
    #expect(try freeBSD.jailer(["recover"]).output == "")
    #expect(try freeBSD.jailer(Self.eb).status == 0)
  }

  @Test func `what a killed destroy began is finished by the next command`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      try freeBSD.jailer(Self.eb).orFail()
      try freeBSD.front("zfs", "case $1 in destroy) \(Self.kill); exit 1 ;; esac\nexec \"$REAL\" \"$@\"")
      #expect(try freeBSD.jailer(["-y", "destroy", "db0"]).status == 137)
      try freeBSD.unfront("zfs")
      let run = try freeBSD.jailer(["recover"])
      #expect(run.status == 0 && run.output.contains("finished"), "\(run)")
    }
  }

  @Test func `two creates at the same time share nothing`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      let children = try ["a0", "b0", "c0"].map { name in
        try freeBSD.start(["/usr/local/sbin/jailer", "create", "-t", "eb", name])
      }
      for child in children {
        let run = child.wait()
        #expect(run.status == 0, "\(run)")
      }
      let state = try freeBSD.state()
      #expect(Set(state.jails.map(\.parameters.name)) == ["a0", "b0", "c0"])
      #expect(state.interface("bridge0")?.members.sorted() == ["epair1a", "epair2a", "epair3a"])
      for jail in state.jails { #expect(state.interfaces(of: jail).count == 2) }
      for name in ["a0", "b0", "c0"] { try freeBSD.jailer(["-y", "destroy", name]).orFail() }
    }
  }

  @Test func `of two creates of one name one is refused`() throws {
    let freeBSD = try FreeBSD.ready()
    try freeBSD.expectNothingLeft {
      let children = try (0..<2).map { _ in try freeBSD.start(["/usr/local/sbin/jailer"] + Self.eb) }
      let statuses = children.map { $0.wait().status }.sorted()
      #expect(statuses == [0, 73] || statuses == [0, 75], "\(statuses)")
      #expect(try freeBSD.state().jails.count == 1)
      try freeBSD.jailer(["-y", "destroy", "db0"]).orFail()
    }
  }
}
