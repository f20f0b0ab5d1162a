import Foreign
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
  /// FreeBSD: as `Tools.library`.
  let library: String?

  public init(
    paths: Paths, datasets: DatasetListing? = nil, library: String? = nil,
    find: @escaping @Sendable (String) -> String?
  ) {
    self.paths = paths
    self.library = library
    self.find = find
    self.datasets = datasets
  }

  public init(paths: Paths, tools: Tools, datasets: DatasetListing? = nil) {
    self.init(paths: paths, datasets: datasets, library: tools.library) { tools.find($0) }
  }

  /// - Throws: `Fault` where the answer can't be had, or the thing's value isn't one of its kind.
  public func exists(_ thing: Thing) throws(Fault) -> Bool {
    switch thing.kind {
    case .path: return try path(thing)
    case .mount: return try mount(thing)
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

  /// A folder that is on another file system than the one above it.
  private func mount(_ thing: Thing) throws(Fault) -> Bool {
    guard thing.value.hasPrefix("/") else {
      throw Probe.malformed(thing, "it is not an absolute path")
    }
    do {
      guard let own = try Files.lstat(thing.value), own.kind == .directory,
        let above = try Files.lstat(Files.split(thing.value).directory)
      else { return false }
      return own.device != above.device
    } catch {
      throw Probe.unknown(thing, error.description)
    }
  }

  private func interface(_ thing: Thing) throws(Fault) -> Bool {
    if let fault = Name.faultOfInterface(thing.value) { throw Probe.malformed(thing, fault) }
    if try index()(thing.value) != 0 { return true }
    guard errno == ENODEV || errno == ENXIO else {
      throw Probe.unknown(thing, PosixError("if_nametoindex", errno: errno).description)
    }
    return false
  }

  typealias Index = @convention(c) (UnsafePointer<CChar>?) -> UInt32

  /// if_nametoindex(3)
  private func index() throws(Fault) -> Index {
    guard let library else { return if_nametoindex }
    do { return try Library(library).function("if_nametoindex", as: Index.self) } catch {
      throw Fault(.failed, "interfaces can't be looked up", cause: error.description)
    }
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
