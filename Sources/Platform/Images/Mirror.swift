import Wire

/// A mirror of releases, laid out as FreeBSD's: `releases/MACHINE/[ARCHITECTURE/]VERSION` with MANIFEST and base.txz.
public struct Mirror: Sendable, Equatable {
  /// Where FreeBSD's own releases are.
  public static let freeBSD = "https://download.freebsd.org/ftp"
  /// Where they go at the end of their life.
  static let archive = "https://ftp-archive.freebsd.org/pub/FreeBSD-Archive/old-releases"

  /// A URL without a slash at its end.
  public let base: String
  let system: System
  /// `amd64/amd64`, `arm64/aarch64`; old and simple machines have one level only: `amd64`.
  let machines: [String]

  /// - Throws: `configuration` where none is configured, or what is configured is no URL.
  public init(_ config: ConfigFact, host: HostFact) throws(Fault) {
    system = host.paths.system
    machines =
      host.architecture.isEmpty ? [host.machine] : ["\(host.machine)/\(host.architecture)", host.machine]
    guard let given = config.mirror ?? (system == .freeBSD ? Self.freeBSD : nil) else {
      throw Fault(
        .configuration, "no mirror of releases is configured",
        hint: "add jailer_mirror=\"https://…\" to \(host.paths.config), or set FreeBSD_mirror in the environment")
    }
    base = String(given.reversed().drop { $0 == "/" }.reversed())
    guard Download.isURL(base), !base.contains("?") else {
      throw Fault(
        .configuration, "the mirror \(Printable.quoted(given)) is not an http or https URL",
        hint: "a user and a password can't be in it")
    }
  }

  /// Where a file of a release may be, the likeliest place first.
  public func places(of version: String, _ file: String) -> [String] {
    let isSnapshot = ["-STABLE", "-CURRENT", "-PRERELEASE"].contains { version.hasSuffix($0) }
    let own = machines.map { "\(base)/\(isSnapshot ? "snapshots" : "releases")/\($0)/\(version)/\(file)" }
    guard system == .freeBSD, !isSnapshot else { return own }
    return own + machines.map { "\(Self.archive)/\($0)/\(version)/\(file)" }
  }

  /// Folders whose listings name its releases.
  public var indexes: [String] { machines.map { "\(base)/releases/\($0)/" } }
}
