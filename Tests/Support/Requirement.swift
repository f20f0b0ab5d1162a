import Foundation
import Testing

/// What a test may need of the machine. `missing` is nil, or the reason why it can't be had.
public struct Requirement: Sendable {
  public let missing: String?

  public static let root = Requirement(missing: geteuid() == 0 ? nil : "needs root")
  public static let namespaces = Requirement(
    missing: ["mnt", "net", "pid"].allSatisfy { exists("/proc/self/ns/\($0)") }
      ? nil : "needs Linux namespaces")
  public static let zfs = program(
    "zfs-fuse", orElse: exists("/dev/fuse") ? nil : "needs /dev/fuse")
  public static let loopDevices = Requirement(
    missing: exists("/dev/loop-control") ? nil : "needs loop devices")
  public static let ext4 = program("mkfs.ext4")
  public static let btrfs = program("mkfs.btrfs", orElse: fileSystem("btrfs"))
  public static let xfs = program("mkfs.xfs", orElse: fileSystem("xfs"))
  /// A container runtime that linux-jail can use.
  public static let runtime = Requirement(
    missing: find("crun") != nil || find("runc") != nil ? nil : "needs crun or runc")
  public static let busybox = Requirement(
    missing: exists("/bin/busybox") ? nil : "needs busybox-static")
  public static let python = program("python3")

  /// A program of this name in the usual folders.
  public static func program(_ name: String, orElse other: String? = nil) -> Requirement {
    Requirement(missing: find(name) == nil ? "needs \(name)" : other)
  }

  /// Skips the test that runs, with the reason, if this isn't met.
  public func orSkip() throws {
    guard let missing else { return }
    // The library doesn't tell when one case of several is left out.
    if Test.Case.current?.isParameterized == true, let name = Test.current?.name {
      print("➜ Test case of \(name) skipped: \"\(missing)\"")
    }
    try Test.cancel(Comment(rawValue: missing))
  }

  private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  static func find(_ name: String) -> String? {
    ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
      .map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }

  // A file system of a module that isn't loaded yet is not listed: only a kernel without modules is sure.
  private static func fileSystem(_ name: String) -> String? {
    let known = (try? String(contentsOfFile: "/proc/filesystems", encoding: .utf8)) ?? ""
    let listed = known.split(whereSeparator: \.isWhitespace).contains { $0 == name }
    return listed || exists("/lib/modules") ? nil : "needs \(name) in the kernel"
  }
}

extension Trait where Self == ConditionTrait {
  /// `@Test(.needs(.zfs))`: skipped, with the reason, where that is missing.
  public static func needs(_ requirement: Requirement) -> Self {
    .enabled(if: requirement.missing == nil, Comment(rawValue: requirement.missing ?? ""))
  }
}
