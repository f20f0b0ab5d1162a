import Testing

@testable import Host

@Suite struct TarCheckTests {
  /// What the check says of an archive, and what it let through, given piece by piece.
  func check(_ archive: [UInt8], pieces: Int = 700) -> (said: String?, passed: [UInt8]) {
    var check = TarCheck()
    do throws(TarCheck.Refused) {
      for start in stride(from: 0, to: archive.count, by: pieces) {
        try check.feed(archive[start..<min(start + pieces, archive.count)])
      }
      try check.finish()
      return (nil, check.passed)
    } catch {
      return (error.text, check.passed)
    }
  }

  func said(_ make: (inout TarMaker) -> Void) -> String? { check(TarMaker.archive(make)).said }

  @Test func anOrdinaryRootPassesUnchanged() {
    let archive = TarMaker.archive { tar in
      tar.pax([("comment", "made by a test")], type: "g")
      tar.add("./", type: "5")
      tar.add("./bin", type: "2", link: "usr/bin")
      tar.add("./usr/bin/", type: "5")
      tar.add(
        "./usr/bin/sh", "#!",
        change: {
          $0[124] = 0x80
          $0[125...135] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
        })
      tar.add("./usr/bin/bash", type: "1", link: "./usr/bin/sh")
      tar.add("./etc/mtab", type: "2", link: "/proc/self/mounts")
      tar.add("./usr/share/up", type: "2", link: "../../etc")
      tar.add("./dev/null", type: "3")
      tar.pax([
        ("path", "./usr/lib/" + String(repeating: "long/", count: 40) + "name"),
        ("SCHILY.xattr.user.x", "a\0b"),
      ])
      tar.add("short", "text")
      tar.long("./usr/" + String(repeating: "x", count: 150))
      tar.add("short", "text")
      tar.add("name", "text", prefix: "usr/prefix")
    }
    for pieces in [1, 511, 512, 513, 100_000] {
      let result = check(archive, pieces: pieces)
      #expect(result.said == nil)
      #expect(result.passed == archive)
    }
  }

  @Test func membersThatLeaveTheRoot() {
    #expect(said { $0.add("/etc/x") } == "member \"/etc/x\" has an absolute name")
    #expect(said { $0.add("a/../../x") } == "member \"a/../../x\" has .. in its name")
    #expect(said { $0.add("x", prefix: "..") } == "member \"../x\" has .. in its name")
    #expect(
      said {
        $0.long("/x")
        $0.add("x")
      } == "member \"/x\" has an absolute name")
    #expect(
      said {
        $0.pax([("path", "../x")])
        $0.add("x")
      } == "member \"../x\" has .. in its name")
    #expect(
      said {
        $0.pax([("GNU.sparse.name", "/x")])
        $0.add("x")
      } == "member \"/x\" has an absolute name")
    #expect(
      said {
        $0.add("a", type: "2", link: "b")
        $0.add("a/x")
      } == "member \"a/x\" goes through a symbolic link of the archive")
    #expect(
      said {
        $0.add("a", type: "2", link: "b")
        $0.add("./a//x")
      } == "member \"./a//x\" goes through a symbolic link of the archive")
    #expect(
      said {
        $0.add("a", type: "2", link: "b")
        $0.add("a", "x")
      } == "member \"a\" goes through a symbolic link of the archive")
    #expect(
      said { $0.add("a/b", type: "2", link: "../../x") }
        == "member \"a/b\" is a symbolic link that climbs out of the archive's root")
    #expect(
      said { $0.add("a", type: "2", link: "/../x") }
        == "member \"a\" is a symbolic link that climbs out of the archive's root")
    #expect(
      said {
        $0.pax([("linkpath", "..")])
        $0.add("a", type: "2", link: "b")
      } == "member \"a\" is a symbolic link that climbs out of the archive's root")
    #expect(
      said { $0.add("a", type: "1", link: "/etc/passwd") }
        == "member \"a\" is a hard link to an absolute name")
    #expect(
      said { $0.add("a", type: "1", link: "../x") }
        == "member \"a\" is a hard link to a name with ..")
    #expect(
      said { $0.add("a", type: "1", link: "b") }
        == "member \"a\" is a hard link to something that is not before it in the archive")
    #expect(
      said {
        $0.long("../x", type: "K")
        $0.add("a", type: "1", link: "b")
      } == "member \"a\" is a hard link to a name with ..")
  }

  @Test func namesThatAreNone() {
    #expect(said { $0.add("") } == "member \"\" has no name")
    #expect(said { $0.add("./", type: "2", link: "x") } == "member \"./\" has no name")
    #expect(
      said {
        $0.pax([("path", "a\0b")])
        $0.add("x")
      } == "member \"a\\x00b\" has a NUL in its name")
    #expect(
      said {
        $0.add("L", "a\0b\0", type: "L")
        $0.add("x")
      } == "a long name has a NUL in it")
    #expect(
      said { $0.add("\u{1B}]0;x\u{7}/../y") } == "member \"\\x1b]0;x\\x07/../y\" has .. in its name"
    )
    #expect(
      said {
        $0.pax([("path", "a")])
        $0.long("b")
        $0.add("x")
      } == "a member has two names")
    #expect(
      said {
        $0.pax([("path", "a"), ("path", "b")])
        $0.add("x")
      } == "a pax header is malformed")
    #expect(
      said {
        $0.pax([("path", "a")], type: "g")
        $0.add("x")
      } == "a global header gives all members one name or size")
    #expect(
      said {
        $0.add("H", "99 path=x\n", type: "x")
        $0.add("x")
      } == "a pax header is malformed")
    #expect(
      said {
        $0.add("H", "0 path=x\n", type: "x")
        $0.add("x")
      } == "a pax header is malformed")
  }

  @Test func whatProgramsReadDifferently() {
    #expect(
      said {
        $0.add("x")
        $0.add("a", "data", type: "1", link: "x")
      } == "member \"a\" is a hard link with data")
    #expect(
      said { $0.add("a", "data", type: "2", link: "x") }
        == "member \"a\" is a symbolic link with data")
    #expect(said { $0.add("a/", "data", type: "5") } == "member \"a/\" has data where none can be")
    #expect(said { $0.add("a/", "data") } == "member \"a/\" is a folder with data")
    #expect(said { $0.add("a", type: "D") } == "member \"a\" is of the unknown type 68")
    #expect(said { $0.add("a", change: { $0[124] = 0xFF }) } == "a header's size is not a number")
    #expect(
      said { $0.add("a", change: { $0[124...130] = Array("0x00009".utf8)[...] }) }
        == "a header's size is not a number")
  }

  @Test func streamsThatAreCutOrWrong() {
    let whole = TarMaker.archive { $0.add("a", String(repeating: "x", count: 1000)) }
    #expect(check([]).said == "it is empty")
    #expect(check(Array("hello".utf8)).said == "it is not a tar archive")
    #expect(check([UInt8](repeating: 7, count: 4096)).said == "it is not a tar archive")
    #expect(check([UInt8](repeating: 0, count: 10240)).said == "it has no members")
    #expect(check(Array(whole[..<512])).said == "it ends too early")
    #expect(check(Array(whole[..<1000])).said == "it ends too early")
    #expect(check(Array(whole[..<1536])).said == "it ends too early")
    #expect(check(Array(whole[..<2048])).said == nil)
    var broken = whole
    broken[3] ^= 1
    #expect(check(broken).said == "it is not a tar archive")
    #expect(check(Array(whole[..<1536]) + broken).said == "a header's checksum is wrong")
    #expect(check(Array(whole[..<2048]) + whole).said == "it goes on after a block of zeros")
    #expect(check(whole + whole).said == nil)
    #expect(said { $0.long("x") } == "it ends in the middle of a member's headers")
    #expect(
      said {
        $0.add(
          "x",
          change: {
            $0[124..<136] = TarMaker.octal(5 << 20, 12)[...]
            $0[156] = 0x4C
          })
      } == "a member's headers are too long")
  }

  /// Nothing of a member passes before all of its headers are read.
  @Test func nothingUncheckedPasses() {
    var maker = TarMaker()
    maker.add("good", "x")
    let good = maker.bytes
    maker.pax([("path", "../bad")])
    maker.add("x", "y")
    let result = check(maker.archive)
    #expect(result.said == "member \"../bad\" has .. in its name")
    #expect(result.passed == good)
  }

  @Test func oldSparseFilesKeepTheirMap() {
    var maker = TarMaker()
    maker.add(
      "sparse", String(repeating: "s", count: 512), type: "S",
      change: {
        $0[257...264] = Array("ustar  \0".utf8)[...]
        $0[482] = 1
      })
    var extended = [UInt8](repeating: 0, count: 1024)
    extended[504] = 1
    maker.bytes.insert(contentsOf: extended, at: 512)
    #expect(check(maker.archive).said == nil)
    #expect(check(maker.archive).passed == maker.archive)
  }
}
