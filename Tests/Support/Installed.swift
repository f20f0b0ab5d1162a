import Foundation

/// The tree that worlds show as /mnt/prefix: made by `make test` from the release build and named in
/// JAILER_TEST_PREFIX, or else installed once a run from the build that these tests belong to.
enum Installed {
  static let tree = Result<String, any Error> {
    if let given = ProcessInfo.processInfo.environment["JAILER_TEST_PREFIX"] {
      return given
    }
    let prefix = products + "/test-prefix"
    let script = repository + "/contrib/make/install"
    try local(["/bin/rm", "-rf", prefix])
    try local(["/bin/sh", script, "install", products, "", prefix])
    return prefix
  }

  /// The build folder that this test executable is in.
  static let products = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().path

  /// The folder that holds Package.swift.
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Runs a program on this machine, outside of any world.
  @discardableResult
  static func local(_ command: [String]) throws -> Run {
    try Child(command, world: -1, environment: World.environment).wait(limit: 120).orFail()
  }
}
