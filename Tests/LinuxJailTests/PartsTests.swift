import JailConf
import Platform
import Testing
import Wire

@testable import LinuxJail

@Suite struct PartsTests {
  @Test func commandsAreTakenApartAsJail8Does() {
    #expect(Words("/bin/sh /etc/rc").arguments == ["/bin/sh", "/etc/rc"])
    #expect(Words("  echo\ta  b ").arguments == ["echo", "a", "b"])
    #expect(Words("echo 'a b'").arguments == ["/bin/sh", "-c", "echo 'a b'"])
    #expect(Words("sleep 5 &").background)
    #expect(Words("sleep 5 &").arguments == ["sleep", "5"])
    #expect(Words("a && b").arguments == ["/bin/sh", "-c", "a && b"])
    #expect(!Words("a &b").background)
    #expect(Words("").arguments == [])
  }

  @Test func flagsAreTakenApartAsGetoptDoes() throws {
    let flags = try Flags(["-rcf", "x", "-qe,", "--", "-a", "b"], letters: "rcqf:e:")
    #expect(flags.has("r") && flags.has("c") && flags.has("q"))
    #expect(flags.value("f") == "x" && flags.value("e") == ",")
    #expect(flags.operands == ["-a", "b"])
    #expect(throws: JailError("illegal option -- z")) { try Flags(["-z"], letters: "a") }
    #expect(throws: JailError("illegal option -- :")) { try Flags(["-:"], letters: "a:") }
    #expect(throws: JailError("option requires an argument -- f")) {
      try Flags(["-f"], letters: "f:")
    }
  }

  @Test func fstabLines() throws {
    let entry = try MountEntry(#"/a\040b /c\134d/ nullfs ro,late 0 0"#, origin: "mount")
    #expect(
      entry?.source == "/a b" && entry?.target == #"/c\d"# && entry?.options == ["ro", "late"])
    #expect(try MountEntry("# x", origin: "mount") == nil)
    #expect(try MountEntry(" \t", origin: "mount") == nil)
    #expect(
      throws: JailError("mount: a b c: not an absolute pathname".replacing("a b c", with: "b"))
    ) {
      try MountEntry("a b c", origin: "mount")
    }
  }

  @Test func stateSurvivesItsFile() throws {
    var state = RunState(
      name: "a", jid: 7, phase: .starting, path: "/j \"x\"", hostname: "", persist: true, vnet: true
    )
    state.netns = "/run/netns/a"
    state.process = RunState.Init(pid: 10, start: 20, boot: "b")
    state.runtime = RunState.Runtime(kind: "crun", program: "/usr/bin/crun")
    state.mounts = [RunState.Mount(target: "/x", before: 1)]
    state.interfaces = ["e0b"]
    state.parameters = ["name": "a", "persist": "true"]
    let read = try RunState(JSON.read(state.json.bytes, limit: 1 << 20), at: "")
    #expect(read == state)
    #expect(throws: ShapeError.self) { try RunState(["version": 2], at: "") }
    #expect(throws: ShapeError.self) { try RunState([], at: "") }
  }

  @Test func aNumberUsedAgainIsNotTheJail() {
    let stat = "12 (a) b) (c) S 1 12 12 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 777 8 9"
    let process = RunState.Init(pid: 12, start: 777, boot: "x")
    #expect(process.matches(stat: stat, boot: "x"))
    #expect(!process.matches(stat: stat, boot: "y"))
    #expect(!RunState.Init(pid: 12, start: 778, boot: "x").matches(stat: stat, boot: "x"))
    #expect(!process.matches(stat: stat.replacing(" S ", with: " Z "), boot: "x"))
    for text in ["", "12", "12 (a", "12 (a)", "12 (a) S 1"] { #expect(ProcessStat(text) == nil) }
  }

  @Test func operandsBecomeAConfiguration() throws {
    let (document, name) = try OperandConf.document([
      "name=a", "path=/x \"$y\\", "persist", "command=/bin/sh", "-c", "echo 'it'; exit",
    ])
    let jail = document.jail(named: name)
    #expect(jail?.string("path") == "/x \"$y\\")
    #expect(jail?.flag("persist") == true)
    #expect(jail?.list("command") == [#"/bin/sh -c 'echo '\''it'\''; exit'"#])
    #expect(throws: JailError("name= is required on Linux")) {
      try OperandConf.document(["path=/"])
    }
  }

  @Test func negativesOfNames() {
    #expect(Support.positive("allow.noraw_sockets") == "allow.raw_sockets")
    #expect(Support.positive("nopersist") == "persist")
    #expect(Support.positive("name") == "name")
    #expect(Support.negative("allow.mount.nullfs") == "allow.mount.nonullfs")
    #expect(Support.negative("persist") == "nopersist")
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    guard let range = firstRange(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }

  private func firstRange(of part: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
      start = index(after: start)
    }
    return nil
  }
}
