import Platform

/// Where programs are looked for, in this order; the caller's PATH has no say. `beside` is the folder of jailer itself,
/// where Linux's jail(8), jls(8) and jexec(8) are.
public struct Tools: Sendable {
  public static let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
  public let beside: String

  public init(beside: String) { self.beside = beside }
}
