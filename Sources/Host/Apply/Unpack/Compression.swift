import Facts
import Posix

/// How an archive is compressed, by its first bytes; the system's own programs undo it.
enum Compression: String, CaseIterable {
  case gzip, xz, zstd, bzip2

  /// Bytes that are enough to tell.
  static let front = 6

  private var magic: [UInt8] {
    switch self {
    case .gzip: [0x1F, 0x8B]
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .bzip2: [0x42, 0x5A, 0x68]
    }
  }

  /// `nil`: not compressed.
  init?(front: [UInt8]) {
    guard let found = Compression.allCases.first(where: { front.starts(with: $0.magic) }) else {
      return nil
    }
    self = found
  }

  /// `nil` where the program isn't installed.
  var command: [String]? { Command.search(rawValue, in: Tools.folders).map { [$0, "-dc"] } }
}
