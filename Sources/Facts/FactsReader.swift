import Platform
import Posix
import Wire

/// Reads what this machine is now. Changes nothing.
public struct FactsReader: Sendable {
  public let paths: Paths
  public let tools: Tools
  /// What `images` saw of the store.
  public let datasets = DatasetListing()

  public init(paths: Paths, tools: Tools) {
    self.paths = paths
    self.tools = tools
  }

  /// The store as it is being read.
  public struct Ahead: Sendable { fileprivate let reading: Background<ConfigReader.Reading>? }

  /// Begins with what takes longest: where images are wanted and the store is ZFS, zfs(8) is asked.
  public func begin(_ wanted: Set<Fact>) -> Ahead {
    guard wanted.contains(.images) else { return Ahead(reading: nil) }
    let reader = ConfigReader(paths: paths, tools: tools, datasets: datasets)
    return Ahead(reading: Background { reader.read(images: true) })
  }

  /// The facts asked for.
  /// - Parameter claims: what transactions under way have claimed: it counts as taken.
  /// - Throws: a fault where the machine itself can't be read; a broken conf or store is a fact, not a fault.
  public func gather(_ wanted: Set<Fact>, claims: [String] = [], ahead: Ahead? = nil) throws(Fault) -> JSON.Object {
    let ahead = ahead ?? begin(wanted)
    var machine = Machine()
    machine.claims = claims
    if wanted.contains(.host) { machine.host = try HostReader(paths: paths, tools: tools).read() }
    if wanted.contains(.jails) { machine.jails = try JailsReader(paths: paths).read() }
    if wanted.contains(.overview) {
      let jails = if let jails = machine.jails { jails } else { try JailsReader(paths: paths).read(overview: true) }
      machine.overview = jails.map(\.overview)
    }
    if wanted.contains(.confs) { machine.confs = try ConfsReader(paths).texts() }
    if wanted.contains(.interfaces) { machine.interfaces = try InterfacesReader.read() }
    if wanted.contains(.config) || wanted.contains(.images) {
      var reading =
        ahead.reading?.value() ?? ConfigReader(paths: paths, tools: tools, datasets: datasets).read(images: false)
      if let jails = machine.jails { reading.countClones(of: jails) }
      machine.config = reading.config
      machine.images = wanted.contains(.images) ? reading.images : nil
    }
    return machine.json
  }

  /// Where the store is, for permissions that name it; `nil` without one.
  public func storePath() -> String? {
    ConfigReader(paths: paths, tools: tools, datasets: datasets).read(images: false).config.store?.path
  }
}

extension Fault {
  /// A system call that failed, as something a user can act on.
  public init(_ code: Code, _ message: String, _ error: PosixError, hint: String? = nil) {
    self.init(code, message, cause: error.description, hint: hint)
  }
}
