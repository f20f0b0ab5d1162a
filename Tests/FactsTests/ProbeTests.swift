import Glibc
import Platform
import Posix
import Testing
import Wire

@testable import Facts

@Suite struct ProbeTests {
  let folder: String
  init() throws {
    folder = "/tmp/jailer-probe.\(try Random.text(10))"
    try Files.makeDirectory(folder)
  }

  /// A probe that finds this script under every name.
  func probe(_ script: String, _ system: System = .linux) throws -> Probe {
    let program = "\(folder)/program"
    try Files.write("#!/bin/sh\n" + script, to: program, mode: 0o755)
    return Probe(paths: Paths(root: folder, system: system)) { _ in program }
  }

  @Test func paths() throws {
    let probe = try probe("exit 99")
    try Files.symlink("nowhere", at: "\(folder)/dangling")
    #expect(try probe.exists(Thing(.path, folder)))
    #expect(try probe.exists(Thing(.path, "\(folder)/dangling")))
    #expect(try !probe.exists(Thing(.path, "\(folder)/absent")))
    #expect(try !probe.exists(Thing(.path, "\(folder)/program/below")))
    #expect(throws: Fault.self) { try probe.exists(Thing(.path, "\(folder)/a\0b")) }
    #expect(throws: Fault.self) { try probe.exists(Thing(.path, "relative")) }
    #expect(throws: Fault.self) {
      try probe.exists(Thing(.path, "/" + String(repeating: "x", count: 300)))
    }
    try Tree.remove(folder)
  }

  @Test func interfaces() throws {
    let probe = try probe("exit 99")
    #expect(try probe.exists(Thing(.interface, "lo")))
    #expect(try !probe.exists(Thing(.interface, "epair77a")))
    #expect(throws: Fault.self) { try probe.exists(Thing(.interface, "sixteen-characte")) }
    try Tree.remove(folder)
  }

  @Test func datasets() throws {
    let dataset = Thing(.dataset, "zroot/jails/db0")
    let snapshot = Thing(.snapshot, "zroot/jails/db0@base")
    #expect(
      try probe("[ \"$*\" = 'list -H -o name -t filesystem,volume zroot/jails/db0' ]").exists(
        dataset))
    #expect(
      try probe("[ \"$*\" = 'list -H -o name -t snapshot zroot/jails/db0@base' ]").exists(snapshot))
    #expect(
      try !probe("echo \"cannot open '$7': dataset does not exist\" >&2; exit 1").exists(dataset))
    // Not to be able to tell is not absence.
    for script in [
      "echo 'connection refused' >&2; exit 1", "exit 1", "exit 2", "kill -9 $$",
      "echo 'dataset does not exist' >&2; exit 2",
      "echo 'permission denied' >&2; exit 1",
    ] {
      let fault = #expect(throws: Fault.self) { try probe(script).exists(dataset) }
      #expect(fault?.message == "whether dataset:zroot/jails/db0 exists can't be told")
    }
    #expect(throws: Fault.self) {
      try Probe(paths: Paths(root: "", system: .linux)) { _ in nil }.exists(dataset)
    }
    try Tree.remove(folder)
  }

  /// A value that would be taken for an option or another kind of thing never reaches a program.
  @Test func valuesThatAreNone() throws {
    let probe = try probe("exit 0")
    for thing in [
      Thing(.dataset, "-r"), Thing(.dataset, "zroot/a@b"), Thing(.dataset, "zroot//a"),
      Thing(.snapshot, "zroot/a"), Thing(.snapshot, "zroot@-r"),
      Thing(.snapshot, "@base"), Thing(.jail, "../../etc"), Thing(.jail, "-a"), Thing(.jail, "7"),
      Thing(.interface, "a/b"),
    ] {
      let fault = #expect(throws: Fault.self) { try probe.exists(thing) }
      #expect(fault?.code == .protocolFault)
    }
    try Tree.remove(folder)
  }

  @Test func jails() throws {
    let linux = try probe("exit 99")
    #expect(try !linux.exists(Thing(.jail, "db0")))
    try Files.makeDirectories(linux.paths.running + "/db0")
    #expect(try linux.exists(Thing(.jail, "db0")))
    let jail = Thing(.jail, "db0")
    #expect(try probe("[ \"$*\" = '-j db0 jid' ] && echo 7", .freeBSD).exists(jail))
    #expect(try !probe("echo 'jls: jail \"db0\" not found' >&2; exit 1", .freeBSD).exists(jail))
    #expect(throws: Fault.self) {
      try probe("echo 'jls: no memory' >&2; exit 1", .freeBSD).exists(jail)
    }
    try Tree.remove(folder)
  }
}
