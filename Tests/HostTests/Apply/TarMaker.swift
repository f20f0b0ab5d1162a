import Foundation

/// Archives byte by byte, the wrong ones too.
struct TarMaker {
  var bytes: [UInt8] = []

  static func octal(_ value: Int, _ width: Int) -> [UInt8] {
    let digits = String(value, radix: 8)
    return Array((String(repeating: "0", count: width - 1 - digits.count) + digits).utf8) + [0]
  }

  static func header(
    _ name: [UInt8], type: Character, size: Int, link: String = "",
    magic: [UInt8] = Array("ustar\0".utf8) + Array("00".utf8),
    prefix: String = "", change: (inout [UInt8]) -> Void = { _ in }
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: [UInt8], _ at: Int) {
      block.replaceSubrange(at..<(at + text.count), with: text)
    }
    put(Array(name.prefix(100)), 0)
    put(octal(0o644, 8), 100)
    put(octal(0, 8), 108)
    put(octal(0, 8), 116)
    put(octal(size, 12), 124)
    put(octal(1, 12), 136)
    put(Array(repeating: 0x20, count: 8), 148)
    put(Array(String(type).utf8), 156)
    put(Array(link.utf8.prefix(100)), 157)
    put(magic, 257)
    put(Array(prefix.utf8), 345)
    change(&block)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(octal(sum, 7) + [0x20], 148)
    return block
  }

  @discardableResult
  mutating func add(
    _ name: String, _ text: String = "", type: Character = "0", link: String = "",
    prefix: String = "",
    change: (inout [UInt8]) -> Void = { _ in }
  ) -> TarMaker {
    let data = Array(text.utf8)
    bytes += TarMaker.header(
      Array(name.utf8), type: type, size: data.count, link: link, prefix: prefix, change: change)
    bytes += data + [UInt8](repeating: 0, count: (512 - data.count % 512) % 512)
    return self
  }

  /// A pax header of `type` x or g.
  mutating func pax(_ records: [(String, String)], type: Character = "x") {
    var text = ""
    for (key, value) in records {
      let rest = " \(key)=\(value)\n"
      var length = rest.utf8.count + 1
      while String(length).utf8.count + rest.utf8.count != length { length += 1 }
      text += "\(length)\(rest)"
    }
    add("PaxHeader", text, type: type)
  }

  /// GNU's way of a long name (L) or link (K).
  mutating func long(_ name: String, type: Character = "L") {
    add("././@LongLink", name + "\0", type: type)
  }

  /// With its end.
  var archive: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

  static func archive(_ make: (inout TarMaker) -> Void) -> [UInt8] {
    var maker = TarMaker()
    make(&maker)
    return maker.archive
  }
}
