/// What a pax extended header says of the member after it: lines of `LENGTH KEY=VALUE`.
struct PaxRecords {
  var path: [UInt8]?
  var link: [UInt8]?
  var size: Int?
  /// A sparse file's real name: `path` is then made up.
  var sparseName: [UInt8]?

  /// `nil` where it is malformed, or says one of these things twice.
  init?(_ bytes: [UInt8]) {
    var position = 0
    while position < bytes.count {
      guard let space = bytes[position...].firstIndex(of: 0x20), space - position <= 8,
        let length = Int(String(decoding: bytes[position..<space], as: UTF8.self)),
        length > space - position + 1,
        length <= bytes.count - position, bytes[position + length - 1] == 0x0A,
        let equals = bytes[space..<(position + length)].firstIndex(of: 0x3D)
      else { return nil }
      let value = Array(bytes[(equals + 1)..<(position + length - 1)])
      switch String(decoding: bytes[(space + 1)..<equals], as: UTF8.self) {
      case "path":
        guard path == nil else { return nil }
        path = value
      case "linkpath":
        guard link == nil else { return nil }
        link = value
      case "size":
        guard size == nil, let number = Int(String(decoding: value, as: UTF8.self)), number >= 0
        else { return nil }
        size = number
      case "GNU.sparse.name":
        guard sparseName == nil else { return nil }
        sparseName = value
      default: break
      }
      position += length
    }
  }

  var isEmpty: Bool { path == nil && link == nil && size == nil && sparseName == nil }
}
