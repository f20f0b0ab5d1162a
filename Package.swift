// swift-tools-version: 6.1
import PackageDescription

// -Osize keeps each static executable small: three of them are installed.
let strict: [SwiftSetting] = [.unsafeFlags(["-warnings-as-errors"])]

let package = Package(
  name: "jailer",
  targets: [
    .systemLibrary(
      name: "CJansson", pkgConfig: "jansson",
      providers: [.apt(["libjansson-dev"])]),
    .target(name: "CPosix"),
    .target(name: "Posix", dependencies: ["CPosix"], swiftSettings: strict),
    .target(name: "JailConf", swiftSettings: strict),
    .target(name: "Wire", dependencies: ["CJansson"], swiftSettings: strict),
    .target(name: "Platform", dependencies: ["Wire", "JailConf"], swiftSettings: strict),
    .target(name: "Facts", dependencies: ["Platform", "Posix"], swiftSettings: strict),
    .target(name: "PluginKit", dependencies: ["Wire", "Posix"], swiftSettings: strict),
    .target(name: "Host", dependencies: ["Facts", "Platform", "Wire", "Posix"], swiftSettings: strict),
    .target(name: "LinuxJail", dependencies: ["JailConf", "Platform", "Posix", "Wire"], swiftSettings: strict),
    .executableTarget(name: "jailer", dependencies: ["Host"], swiftSettings: strict),
    .executableTarget(name: "linux-jail", dependencies: ["LinuxJail"], swiftSettings: strict),
    .executableTarget(
      name: "core-plugins", dependencies: ["PluginKit", "Platform"], path: "Plugins",
      swiftSettings: strict),
    .target(name: "TestSupport", dependencies: ["Posix", "Wire"], path: "Tests/Support", swiftSettings: strict),
    .testTarget(name: "PosixTests", dependencies: ["Posix"], swiftSettings: strict),
    .testTarget(name: "JailConfTests", dependencies: ["JailConf"], swiftSettings: strict),
    .testTarget(name: "WireTests", dependencies: ["Wire"], swiftSettings: strict),
    .testTarget(name: "PlatformTests", dependencies: ["Platform"], swiftSettings: strict),
    .testTarget(name: "FactsTests", dependencies: ["Facts"], swiftSettings: strict),
    // Applies a plan as the host does, in a process that tests can kill.
    .executableTarget(
      name: "apply-driver", dependencies: ["Host"], path: "Tests/ApplyDriver", swiftSettings: strict),
    .testTarget(name: "HostTests", dependencies: ["Host", "TestSupport", "apply-driver"], swiftSettings: strict),
    .testTarget(name: "LinuxJailTests", dependencies: ["LinuxJail", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "Transcripts", dependencies: ["TestSupport"], swiftSettings: strict),
  ])
