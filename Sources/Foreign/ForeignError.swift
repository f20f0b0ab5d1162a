/// Why a C function can't be reached or called.
public enum ForeignError: Error, Equatable, Sendable, CustomStringConvertible {
  /// This executable is static: it has no loader.
  case noLoader
  /// The library at `path` can't be opened; `nil` is the process itself.
  case library(path: String?, reason: String)
  case noFunction(String, in: String?)
  /// The arguments are not those of the signature.
  case arguments(of: String, String)
  /// libffi can't make such a call.
  case signature(of: String)

  public var description: String {
    switch self {
    case .noLoader: "this executable is static and can't load libraries"
    case .library(let path, let reason): "\(path ?? "the process itself"): \(reason)"
    case .noFunction(let name, let path): "\(path ?? "the system's C library") has no function \(name)"
    case .arguments(let name, let reason): "the arguments of \(name): \(reason)"
    case .signature(let name): "libffi can't call \(name)"
    }
  }
}
