import Glibc
import Posix
import Testing

@Suite struct ParallelTests {
  @Test(arguments: [0, 1, 3, 4, 5, 10_000])
  func `each number is worked on once, and results keep their order`(count: Int) {
    let texts = Parallel.map(count, many: 4) { "\($0)" }
    #expect(texts == (0..<count).map { "\($0)" })
  }

  @Test func `a file is read whole whatever its size`() throws {
    try scratch { path in
      let folder = try Folder(path)
      for size in [0, 1, 4094, 4095, 4096, 4097, 65536, 70_000, 200_000] {
        let bytes = [UInt8](repeating: 0x61, count: size)
        try Files.write(bytes, to: "\(path)/f", sync: false)
        #expect(try Files.read("\(path)/f", limit: size) == bytes)
        #expect(try folder.read("f") == bytes)
        if size > 0 { #expect(failure { _ = try Files.read("\(path)/f", limit: size - 1) } == EFBIG) }
      }
    }
  }

  @Test func `what a folder reads must be a file, and a link only where links are followed`() throws {
    try scratch { path in
      try Files.makeDirectory("\(path)/d")
      try Files.write(Array("x".utf8), to: "\(path)/f", sync: false)
      try Files.symlink("f", at: "\(path)/l")
      let folder = try Folder(path)
      #expect(failure { _ = try folder.read("d") } == EISDIR)
      #expect(failure { _ = try folder.read("none") } == ENOENT)
      #expect(failure { _ = try folder.read("l", follow: false) } == ELOOP)
      #expect(try folder.read("l") == Array("x".utf8))
    }
  }

  @Test func `files of /proc have no size and are read all the same`() throws {
    let own = try Folder("/proc/self")
    #expect(try own.readPage("comm") == (try own.read("comm")))
    #expect(try Files.read("/proc/self/comm") == (try own.read("comm")))
    #expect(failure { _ = try own.readPage("none") } == ENOENT)
  }
}
