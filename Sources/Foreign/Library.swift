import CPosix
import Glibc

/// A C library that is opened while the program runs. It stays open until the process ends, so what was found in it is
/// good for ever.
public struct Library: Sendable {
  public let path: String?
  /// dlopen(3)'s handle; as a number, because pointers aren't Sendable.
  private let handle: UInt

  /// Whether this executable has a loader. In a static one glibc's dlopen(3) works only beside the very glibc that it was
  /// linked with, and crashes beside others.
  public static var canLoad: Bool { cposix_has_loader() != 0 }

  /// - Parameter path: `nil` for what the process has already: its C library too.
  /// - Throws: `noLoader` or `library`.
  public init(_ path: String? = nil) throws(ForeignError) {
    guard Library.canLoad else { throw .noLoader }
    if let path, path.utf8.contains(0) { throw .library(path: path, reason: "the path has a NUL") }
    guard let opened = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .library(path: path, reason: dlerror().map { String(cString: $0) } ?? "it can't be opened")
    }
    self.path = path
    handle = UInt(bitPattern: opened)
  }

  /// - Throws: `noFunction`.
  public func function(_ name: String, _ signature: Signature) throws(ForeignError) -> Function {
    Function(name: name, signature: signature, address: UInt(bitPattern: try address(of: name)))
  }

  /// The function as a Swift value, for signatures without `...`: cheaper than a `Function`, and what is passed is checked
  /// when it is compiled.
  /// - Parameter type: a `@convention(c)` function type, which has to be the C function's own.
  /// - Throws: `noFunction`.
  public func function<T>(_ name: String, as type: T.Type) throws(ForeignError) -> T {
    let address = try address(of: name)
    guard MemoryLayout<T>.size == MemoryLayout.size(ofValue: address) else { throw .signature(of: name) }
    return unsafeBitCast(address, to: type)
  }

  private func address(of name: String) throws(ForeignError) -> UnsafeMutableRawPointer {
    guard !name.utf8.contains(0), let address = dlsym(UnsafeMutableRawPointer(bitPattern: handle), name) else {
      throw .noFunction(name, in: path)
    }
    return address
  }
}
