import Foreign
import Glibc

/// Values of FreeBSD's kernel, by sysctlbyname(3).
struct SystemControl {
  typealias ByName =
    @convention(c) (
      UnsafePointer<CChar>, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?, UnsafeRawPointer?, Int
    ) -> Int32
  private let byName: ByName

  /// `nil` where there is no such function.
  init?(library: String?) {
    guard let byName = try? Library(library).function("sysctlbyname", as: ByName.self) else { return nil }
    self.byName = byName
  }

  /// A text such as that of `kern.osrelease`; `nil` where it isn't known.
  func text(_ name: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: 1024)
    var length = bytes.count
    guard byName(name, &bytes, &length, nil, 0) == 0 else { return nil }
    return String(decoding: bytes.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
  }
}
