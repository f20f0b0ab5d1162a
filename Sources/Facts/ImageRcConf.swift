import Platform
import Posix

extension ConfigReader.Reading {
  /// rc.conf of each image that has one. No link in the image is followed: it could lead anywhere.
  mutating func readRcConfs() {
    for index in images.indices { images[index].rcConf = RcConfReader.text(in: images[index].path) }
  }
}

/// rc.conf of roots.
enum RcConfReader {
  /// What is not UTF-8 in it, in a comment mostly, is replaced.
  static func text(in root: String) -> String? {
    guard let root = try? Beneath(root), let bytes = try? root.read("etc/rc.conf", limit: JailsReader.limit) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
