import Glibc
import Testing

@testable import Posix

@Suite struct BeneathTests {
  @Test func writesInsideOnly() throws {
    try scratch { folder in
      try Files.makeDirectories("\(folder)/root/etc")
      try Files.makeDirectory("\(folder)/outside")
      try Files.symlink("\(folder)/outside", at: "\(folder)/root/out")
      try Files.symlink("/etc/passwd", at: "\(folder)/root/etc/link")
      let root = try Beneath("\(folder)/root")
      try root.write(Array("x".utf8), to: "/etc/hosts")
      #expect(try Files.text("\(folder)/root/etc/hosts") == "x")
      for path in ["out/a", "/out/a"] {
        #expect(
          failure { try root.write([1], to: path) } == ELOOP
            || failure { try root.write([1], to: path) } == ENOTDIR)
        #expect(failure { try root.makeDirectories(path) } != nil)
        #expect(failure { _ = try root.open(path, O_WRONLY | O_CREAT, mode: 0o600) } == ELOOP)
        #expect(
          failure { _ = try root.walk(["out", "a"], O_WRONLY | O_CREAT, 0o600, path) } == ENOTDIR)
      }
      #expect(failure { try root.write([1], to: "../outside/a") } == EINVAL)
      #expect(failure { _ = try root.read("etc/link") } == ELOOP)
      // The symlink itself is replaced; what it points to stays.
      try root.write(Array("mine".utf8), to: "etc/link")
      #expect(try Files.lstat("\(folder)/root/etc/link")?.kind == .file)
      #expect(try Files.list("\(folder)/outside") == [])
    }
  }

  @Test func copiesWithModeAndParents() throws {
    try scratch { folder in
      try Files.makeDirectory("\(folder)/root")
      try Files.write("data", to: "\(folder)/source", mode: 0o751)
      let root = try Beneath("\(folder)/root")
      try root.copy("\(folder)/source", to: "a/b/c", makeParents: true)
      #expect(try Files.text("\(folder)/root/a/b/c") == "data")
      #expect(try root.status("a/b/c")?.mode == 0o751)
      #expect(try root.exists("a/none/c") == false)
      #expect(failure { try root.copy("/dev/zero", to: "zero") } == EINVAL)
      try root.unlink("a/b/c")
      try root.unlink("a/b/c")
      #expect(try Files.list("\(folder)/root/a/b") == [])
    }
  }
}
