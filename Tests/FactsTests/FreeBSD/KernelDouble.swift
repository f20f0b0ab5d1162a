import Platform
import Posix

@testable import Facts

/// A test double of FreeBSD's kernel: a copy of Tests/Standin/libjail.c's library, and the jails that it knows.
struct KernelDouble {
  /// Compiled once; `nil` without a C compiler.
  static let library: [UInt8]? = {
    let source = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/Standin/libjail.c"
    guard let compiler = Command.search("cc", in: ["/usr/bin", "/usr/local/bin"]),
      let target = try? "/tmp/jailer-libjail.\(Random.text(10)).so"
    else { return nil }
    let command = Command(
      [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", target, source, "-ldl"],
      environment: ["PATH": "/usr/bin:/bin"])
    defer { try? Files.unlink(target) }
    guard (try? command.run().status.success) == true else { return nil }
    return try? Files.read(target, limit: 1 << 24)
  }()

  let folder: String
  var paths: Paths { Paths(root: folder, system: .freeBSD) }
  /// Another file is another library: each double has jails of its own.
  var path: String { "\(folder)/libjail.so" }
  var tools: Tools { Tools(beside: "/usr/local/sbin", system: .freeBSD, library: path) }

  init(_ jails: [String] = []) throws {
    folder = "/tmp/jailer-facts.\(try Random.text(10))"
    try Files.makeDirectories("\(folder)/etc/jail.conf.d")
    try Files.write(Self.library ?? [], to: path, mode: 0o755)
    try write(jails)
  }

  /// - Parameter jails: lines as libjail.c has them, with blanks for tabs.
  func write(_ jails: [String]) throws {
    let lines = jails.map { $0.split(separator: " ").joined(separator: "\t") + "\n" }
    try Files.write(Array(lines.joined().utf8), to: "\(path).jails", mode: 0o644)
  }

  func conf(_ name: String, _ text: String) throws {
    try Files.write(Array(text.utf8), to: paths.conf(of: name), mode: 0o644)
  }

  func all() throws -> [KernelJails.Jail] { try KernelJails(library: path).all() }
  func facts() throws -> [JailFact] { try KernelJailsReader(paths: paths, tools: tools).read() }
  func remove() throws { try Tree.remove(folder) }
}
