import Dispatch
import Glibc
import Posix
import Testing

@Suite struct FilesTests {
  @Test func writesWholeFilesAndReadsThemBack() throws {
    try scratch { folder in
      try Files.write("one", to: "\(folder)/a", mode: 0o640)
      try Files.write("two", to: "\(folder)/a", mode: 0o600)
      #expect(try Files.text("\(folder)/a") == "two")
      #expect(try Files.lstat("\(folder)/a")?.mode == 0o600)
      #expect(try Files.list(folder) == ["a"])
    }
  }

  @Test func keepsAnExistingFileWhenAskedTo() throws {
    try scratch { folder in
      try Files.write("one", to: "\(folder)/a")
      #expect(failure { try Files.write("two", to: "\(folder)/a", replace: false) } == EEXIST)
      #expect(try Files.text("\(folder)/a") == "one")
      #expect(try Files.list(folder) == ["a"])
    }
  }

  @Test func readRefusesWhatIsNoSmallFile() throws {
    try scratch { folder in
      try Files.write("12345", to: "\(folder)/a")
      try Files.symlink("a", at: "\(folder)/link")
      #expect(mkfifo("\(folder)/fifo", 0o600) == 0)
      try Files.write([0xff, 0xfe], to: "\(folder)/binary")
      #expect(failure { _ = try Files.read("\(folder)/a", limit: 4) } == EFBIG)
      #expect(try Files.read("\(folder)/a", limit: 5).count == 5)
      #expect(failure { _ = try Files.read("\(folder)/link", follow: false) } == ELOOP)
      #expect(failure { _ = try Files.read("\(folder)/fifo") } == EINVAL)
      #expect(failure { _ = try Files.read(folder) } == EISDIR)
      #expect(failure { _ = try Files.read("\(folder)/none") } == ENOENT)
      #expect(failure { _ = try Files.text("\(folder)/binary") } == EILSEQ)
      #expect(failure { _ = try Files.read("\(folder)/a\0b") } == EINVAL)
    }
  }

  @Test func writeToAFullDiskLeavesNothing() throws {
    #expect(failure { try Files.write("x", to: "/dev/full/x") } == ENOTDIR)
    #expect(failure { try Files.write("x", to: "/nowhere/x") } == ENOENT)
  }

  @Test func renameNewNeverReplaces() throws {
    try scratch { folder in
      try Files.write("one", to: "\(folder)/a")
      try Files.write("two", to: "\(folder)/b")
      #expect(failure { try Files.renameNew("\(folder)/a", to: "\(folder)/b") } == EEXIST)
      try Files.renameNew("\(folder)/a", to: "\(folder)/c")
      #expect(try Files.list(folder) == ["b", "c"])
    }
  }

  @Test func makesParents() throws {
    try scratch { folder in
      try Files.makeDirectories("\(folder)/a/b/c/")
      try Files.makeDirectories("\(folder)/a/b/c")
      #expect(try Files.stat("\(folder)/a/b/c")?.kind == .directory)
      try Files.write("", to: "\(folder)/file")
      #expect(failure { try Files.makeDirectories("\(folder)/file/x") } == ENOTDIR)
      #expect(failure { try Files.makeDirectories("\(folder)/file") } == EEXIST)
    }
  }

  @Test func onlyOneHoldsALock() throws {
    try scratch { folder in
      let path = "\(folder)/lock"
      try hold(path) {
        let free = try available(path)
        #expect(!free)
      }
      let free = try available(path)
      #expect(free)
    }
  }

  private func hold(_ path: String, _ body: () throws -> Void) throws {
    let lock = try FileLock.wait(path)
    try body()
    _ = consume lock
  }

  private func available(_ path: String) throws -> Bool {
    let lock = try FileLock.attempt(path)
    if case .some = lock { return true }
    return false
  }

  @Test func makesTheSameFoldersManyTimesAtOnce() throws {
    try scratch { (folder: String) throws in
      for round in 0..<200 {
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
          let made: Void? = try? Files.makeDirectories("\(folder)/\(round)/a/b/c")
          #expect(made != nil)
        }
        #expect(try Files.stat("\(folder)/\(round)/a/b/c")?.kind == .directory)
      }
    }
  }

  @Test func knowsFilesystems() throws {
    #expect(try Files.filesystem("/proc").kind == "proc")
    #expect(try Files.filesystem("/tmp").size > 0)
    #expect(failure { _ = try Files.filesystem("/nowhere") } == ENOENT)
  }
}
