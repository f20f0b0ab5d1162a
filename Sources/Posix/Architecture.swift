import CPosix

/// What the machine's programs are made for, where that is more than `uname -m` says.
public enum Architecture {
  /// FreeBSD: as `uname -p` says, `aarch64` for the machine `arm64`. Elsewhere `nil`.
  public static func name() -> String? {
    var bytes = [CChar](repeating: 0, count: 64)
    guard cposix_architecture(&bytes, bytes.count) == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
