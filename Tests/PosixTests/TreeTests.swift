import Glibc
import Posix
import Testing

@Suite struct TreeTests {
  @Test func removesLinksNotWhatTheyPointTo() throws {
    try scratch { folder in
      try Files.makeDirectories("\(folder)/keep/deep")
      try Files.makeDirectories("\(folder)/gone/sub")
      try Files.symlink("\(folder)/keep", at: "\(folder)/gone/link")
      try Files.symlink("\(folder)/keep", at: "\(folder)/alone")
      try Tree.remove("\(folder)/gone/")
      try Tree.remove("\(folder)/alone")
      try Tree.remove("\(folder)/absent/deeper")
      #expect(try Files.list(folder) == ["keep"])
      #expect(try Files.list("\(folder)/keep") == ["deep"])
    }
  }

  @Test func refusesPathsThatNameNothing() throws {
    for path in ["", "/", "//", ".", "..", "/tmp/.", "/tmp/..", "a\0b"] {
      #expect(failure { try Tree.remove(path) } == EINVAL, "\(path)")
    }
  }

  @Test func removesNamesThatAreNotText() throws {
    try scratch { folder in
      #expect(mkdir("\(folder)/t", 0o755) == 0)
      let bad: [CChar] = Array("\(folder)/t/".utf8CString.dropLast()) + [-1, -2, 10, 0]
      #expect(mkdir(bad, 0o755) == 0)
      try Tree.remove("\(folder)/t")
      #expect(try Files.list(folder) == [])
    }
  }

  @Test func removesTreesDeeperThanAPathCanBe() throws {
    try scratch { folder in
      try Files.makeDirectory("\(folder)/top")
      var at = try Files.open("\(folder)/top", O_RDONLY)
      for _ in 0..<3000 {
        #expect(mkdirat(at.raw, "directory", 0o755) == 0)
        close(makeFifo(at.raw))
        at = Descriptor(owning: openFolder(at.raw))
      }
      _ = consume at
      try Tree.remove("\(folder)/top")
      #expect(try Files.list(folder) == [])
    }
  }

  @Test func removesWideTrees() throws {
    try scratch { folder in
      for index in 0..<2000 { try Files.makeDirectories("\(folder)/top/\(index)/sub") }
      try Tree.remove("\(folder)/top")
      #expect(try Files.list(folder) == [])
    }
  }
}

private func makeFifo(_ at: Int32) -> Int32 {
  mkfifoat(at, "fifo", 0o600) == 0 ? dup(at) : -1
}

private func openFolder(_ at: Int32) -> Int32 {
  (try? Files.open("/proc/self/fd/\(at)/directory", O_RDONLY))?.release() ?? -1
}
