import Facts
import Platform

/// What applying and recovering need to know of this machine.
public struct ApplyContext: Sendable {
  public let paths: Paths
  public let probe: Probe
  /// What `unpack` reads for the archive `-`.
  public let input: Int32
  /// Of the caller's environment what concerns the network: proxies and certificates (`WebClient.environment`).
  public var network: [String: String] = [:]

  public init(paths: Paths, probe: Probe, input: Int32 = 0) {
    self.paths = paths
    self.probe = probe
    self.input = input
  }

  public init(paths: Paths, tools: Tools, datasets: DatasetListing? = nil, input: Int32 = 0) {
    self.init(paths: paths, probe: Probe(paths: paths, tools: tools, datasets: datasets), input: input)
  }
}
