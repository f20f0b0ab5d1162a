import Platform
import Posix
import Wire

/// Looks up whether a thing exists on this machine. A probe that can't tell throws: "unknown" is never "absent".
public struct Probe: Sendable {
  public let paths: Paths
  /// Where zfs(8) is looked for.
  public let folders: [String]

  public init(paths: Paths, folders: [String]) {
    self.paths = paths
    self.folders = folders
  }

  /// - Throws: `Fault` where the answer can't be had.
  public func exists(_ thing: Thing) throws(Fault) -> Bool {
    throw Fault(.unavailable, "\(thing.text) can't be looked up")
  }
}
