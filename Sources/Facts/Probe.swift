import Glibc
import Platform
import Posix
import Wire

/// Looks up whether a thing exists on this machine. A probe that can't tell throws: "unknown" is never "absent".
public struct Probe: Sendable {
  public let paths: Paths
  /// Where a program is, by its name.
  let find: @Sendable (String) -> String?
  /// What facts have just seen of datasets.
  public let datasets: DatasetListing?

  public init(paths: Paths, datasets: DatasetListing? = nil, find: @escaping @Sendable (String) -> String?) {
    self.paths = paths
    self.find = find
    self.datasets = datasets
  }

  public init(paths: Paths, tools: Tools, datasets: DatasetListing? = nil) {
    self.init(paths: paths, datasets: datasets) { tools.find($0) }
  }

  /// - Throws: `Fault` where the answer can't be had, or the thing's value isn't one of its kind.
  public func exists(_ thing: Thing) throws(Fault) -> Bool {
    switch thing.kind {
    case .path: return try path(thing)
    case .interface: return try interface(thing)
    case .dataset, .snapshot: return try dataset(thing)
    case .jail: return try jail(thing)
    }
  }

  private func path(_ thing: Thing) throws(Fault) -> Bool {
    guard thing.value.hasPrefix("/") else {
      throw Probe.malformed(thing, "it is not an absolute path")
    }
    do { return try Files.lstat(thing.value) != nil } catch {
      throw Probe.unknown(thing, error.description)
    }
  }

  private func interface(_ thing: Thing) throws(Fault) -> Bool {
    if let fault = Name.faultOfInterface(thing.value) { throw Probe.malformed(thing, fault) }
    if if_nametoindex(thing.value) != 0 { return true }
    guard errno == ENODEV || errno == ENXIO else {
      throw Probe.unknown(thing, PosixError("if_nametoindex", errno: errno).description)
    }
    return false
  }

  static func malformed(_ thing: Thing, _ reason: String) -> Fault {
    Fault(.protocolFault, "\(Printable.clean(thing.text)) can't exist: \(reason)")
  }

  static func unknown(_ thing: Thing, _ reason: String) -> Fault {
    Fault(
      .failed, "whether \(Printable.clean(thing.text)) exists can't be told",
      cause: Printable.clean(reason, lines: true))
  }
}
