import CPosix

/// Bytes of the kernel's random generator.
public enum Random {
  public static func bytes(_ count: Int) throws(PosixError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try check(cposix_random(&bytes, count), "getentropy")
    return bytes
  }

  /// `count` characters of a-z and 2-7: five bits each.
  public static func text(_ count: Int) throws(PosixError) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    return String(decoding: try bytes(count).map { letters[Int($0 & 31)] }, as: UTF8.self)
  }
}
