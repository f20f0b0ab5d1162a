// swift-tools-version: 6.1
import Foundation
import PackageDescription

// A core plugin is a folder with its manifest and its Swift; SwiftPM wants each file that it shall not build by name.
let verbs = try FileManager.default.contentsOfDirectory(atPath: Context.packageDirectory + "/Plugins")
  .filter { !$0.hasSuffix(".swift") }.sorted()

let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

let package = Package(
  name: "jailer",
  targets: [
    .systemLibrary(
      name: "CJansson", pkgConfig: "jansson",
      providers: [.apt(["libjansson-dev"])]),
    .systemLibrary(
      name: "CFFI", pkgConfig: "libffi",
      providers: [.apt(["libffi-dev"])]),
    .target(name: "CPosix"),
    .target(name: "Posix", dependencies: ["CPosix"], swiftSettings: strict),
    .target(name: "Foreign", dependencies: ["CFFI", "CPosix"], swiftSettings: strict),
    .target(name: "JailConf", swiftSettings: strict),
    .target(name: "Wire", dependencies: ["CJansson"], swiftSettings: strict),
    .target(name: "Platform", dependencies: ["Wire", "JailConf"], swiftSettings: strict),
    .target(name: "Facts", dependencies: ["Foreign", "JailConf", "Platform", "Posix", "Wire"], swiftSettings: strict),
    .target(name: "PluginKit", dependencies: ["Platform", "Posix", "Wire"], swiftSettings: strict),
    .target(name: "Host", dependencies: ["Facts", "Platform", "Wire", "Posix"], swiftSettings: strict),
    .target(name: "LinuxJail", dependencies: ["JailConf", "Platform", "Posix", "Wire"], swiftSettings: strict),
    .executableTarget(name: "jailer", dependencies: ["Host"], swiftSettings: strict),
    .executableTarget(name: "linux-jail", dependencies: ["LinuxJail"], swiftSettings: strict),
    .executableTarget(
      name: "core-plugins", dependencies: ["PluginKit", "Platform", "JailConf"], path: "Plugins",
      exclude: verbs.map { "\($0)/manifest.json" }, swiftSettings: strict),
    .executableTarget(
      name: "noop", dependencies: ["PluginKit", "Wire"], path: "contrib/bench/noop", exclude: ["manifest.json"],
      swiftSettings: strict),
    .executableTarget(
      name: "read-conf", dependencies: ["JailConf", "Posix"], path: "contrib/bench/read-conf", swiftSettings: strict),
    .executableTarget(
      name: "freebsd-list", dependencies: ["Facts"], path: "contrib/bench/freebsd-list", swiftSettings: strict),
    .target(name: "CWorld", path: "Tests/CWorld"),
    .target(name: "TestSupport", dependencies: ["CWorld", "Wire"], path: "Tests/Support", swiftSettings: strict),
    .testTarget(name: "PosixTests", dependencies: ["Posix"], swiftSettings: strict),
    .testTarget(name: "JailConfTests", dependencies: ["JailConf", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "ForeignTests", dependencies: ["Foreign"], swiftSettings: strict),
    .testTarget(name: "WireTests", dependencies: ["TestSupport", "Wire"], swiftSettings: strict),
    .testTarget(
      name: "PlatformTests", dependencies: ["JailConf", "Platform", "TestSupport", "Wire"], swiftSettings: strict),
    .testTarget(
      name: "GoldenTests", dependencies: ["Host", "JailConf", "Platform", "TestSupport", "Wire", "core-plugins"],
      swiftSettings: strict),
    .testTarget(name: "FactsTests", dependencies: ["Facts", "Platform", "TestSupport", "Wire"], swiftSettings: strict),
    // Applies a plan as the host does, in a process that tests can kill.
    .executableTarget(
      name: "apply-driver", dependencies: ["Host"], path: "Tests/ApplyDriver", swiftSettings: strict),
    .testTarget(
      name: "HostTests", dependencies: ["Host", "Platform", "TestSupport", "apply-driver"], swiftSettings: strict),
    .testTarget(name: "LinuxJailTests", dependencies: ["LinuxJail", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "Transcripts", dependencies: ["TestSupport"], swiftSettings: strict),
    // jailer on FreeBSD, and what the test double of jail(8) reads confs with.
    .executableTarget(name: "world-jailer", dependencies: ["Host"], path: "Tests/WorldJailer", swiftSettings: strict),
    .executableTarget(name: "world-conf", dependencies: ["JailConf"], path: "Tests/WorldConf", swiftSettings: strict),
    .testTarget(
      name: "FreeBSDWorld", dependencies: ["Platform", "TestSupport", "Wire", "world-jailer", "world-conf"],
      exclude: ["Doubles"], swiftSettings: strict),
  ])
