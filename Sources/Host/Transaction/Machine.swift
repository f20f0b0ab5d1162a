import Facts
import Platform

/// What applying and recovering need to know of this machine.
public struct Machine: Sendable {
  public let paths: Paths
  public let probe: Probe
  /// What `unpack` reads for the archive `-`.
  public let input: Int32

  public init(paths: Paths, input: Int32 = 0) {
    self.paths = paths
    self.probe = Probe(paths: paths)
    self.input = input
  }
}
