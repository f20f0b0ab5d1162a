import Foundation
import TestSupport
import Testing

/// A scratch FreeBSD: test doubles of its programs where FreeBSD has the real ones, real ZFS under them (pool `zroot`),
/// and jailer as /usr/local/sbin/jailer, told that it is on FreeBSD. Programs see it as `/`.
///
/// docs/testing.md says what it is and isn't.
final class FreeBSD: Sendable {
  static let root = "/mnt/freebsd"
  let world: World

  static let needed: [Requirement] = [.root, .namespaces, .zfs, .python, .program("cc")]

  /// The stand-in of the kernel's part of libc, compiled once a run.
  private static let kernel = Result<Void, any Error> {
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = [
      "cc", "-shared", "-fPIC", "-o", "\(World.products)/world-kernel.so",
      "\(World.repository)/Tests/FreeBSDWorld/Doubles/kernel.c",
    ]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw Missing.compiler }
  }

  private enum Missing: Error { case compiler }

  init(_ release: String = "14.3-RELEASE") throws {
    for requirement in Self.needed { try requirement.orSkip() }
    try Self.kernel.get()
    world = try World(.tmpfs, bridge: false)
    let doubles = World.repository + "/Tests/FreeBSDWorld/Doubles"
    try world.run([
      "/bin/sh", doubles + "/raise-world", Self.root, doubles, World.products, World.prefix, release,
    ]).orFail()
  }

  /// A world for `body` alone.
  static func with<R>(_ release: String = "14.3-RELEASE", _ body: (FreeBSD) throws -> R) throws -> R {
    let freeBSD = try FreeBSD(release)
    defer { freeBSD.world.close() }
    return try body(freeBSD)
  }

  /// Whether jailer has this verb.
  static func has(_ verb: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(World.repository)/Plugins/\(verb)/manifest.json")
  }

  static let environment = [
    "PATH": "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin", "HOME": "/root", "LANG": "C.UTF-8",
    "TERM": "xterm",
  ]

  private static func inside(_ command: [String]) -> [String] { ["chroot", root] + command }

  /// Any program of this FreeBSD.
  func run(_ command: [String], input: String = "", limit: Double = 60) throws -> Run {
    try world.run(Self.inside(command), input: input, environment: Self.environment, limit: limit)
  }

  func sh(_ script: String, input: String = "") throws -> Run { try run(["/bin/sh", "-c", script], input: input) }

  func jailer(_ arguments: [String], input: String = "", limit: Double = 60) throws -> Run {
    try run(["/usr/local/sbin/jailer"] + arguments, input: input, limit: limit)
  }

  func start(_ command: [String]) throws -> Child {
    try world.start(Self.inside(command), environment: Self.environment)
  }

  func terminal(_ command: [String]) throws -> Terminal {
    try world.terminal(Self.inside(command), environment: Self.environment)
  }

  func read(_ path: String) -> String? { world.read(Self.root + path) }
  func write(_ path: String, _ text: String, mode: Int = 0o644) throws {
    try world.write(Self.root + path, text, mode: mode)
  }
  func exists(_ path: String) -> Bool { world.exists(Self.root + path) }

  /// zfs(8) itself, behind the lock that zfs-fuse needs.
  func zfs(_ arguments: [String]) throws -> Run {
    try run(["flock", "/run/jailer-zfs.lock", "/linux/usr/sbin/zfs"] + arguments)
  }
}
