import Wire

/// The content of a journal, as far as it can be trusted.
struct JournalText {
  /// Bytes of a journal that is still read.
  static let longest = 64 << 20

  let records: [Record]
  /// Bytes that they take.
  let whole: Int
  /// Whole records stand behind a broken one: this was no torn write.
  let corrupt: Bool

  init(_ bytes: [UInt8]) {
    var records: [Record] = []
    var position = 0
    while let (record, end) = JournalText.record(in: bytes, at: position) {
      records.append(record)
      position = end
    }
    self.records = records
    whole = position
    corrupt = JournalText.hasRecord(in: bytes[position...])
  }

  var head: Record.Head? { if case .head(let head)? = records.first { head } else { nil } }
  var plan: Plan? { if records.count > 1, case .plan(let plan) = records[1] { plan } else { nil } }

  static func line(_ record: Record) -> [UInt8] {
    let text = record.json.bytes
    let front = "\(Checksum.hex(UInt32(text.count))) \(Checksum.hex(Checksum.of(text))) "
    return Array(front.utf8) + text + [newline]
  }

  private static let newline = UInt8(ascii: "\n")
  private static let front = 18

  private static func record(in bytes: [UInt8], at start: Int) -> (Record, end: Int)? {
    guard bytes.count >= start + front, bytes[start + 8] == 0x20, bytes[start + 17] == 0x20 else {
      return nil
    }
    guard let length = number(bytes[start..<start + 8]),
      let sum = number(bytes[start + 9..<start + 17])
    else { return nil }
    let text = start + front
    let end = text + Int(length)
    guard end < bytes.count, bytes[end] == newline, Checksum.of(bytes[text..<end]) == sum else {
      return nil
    }
    guard let json = try? JSON.read(bytes[text..<end], limit: longest, depth: Limits.nesting + 4),
      let record = try? Record(json)
    else { return nil }
    return (record, end + 1)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> UInt32? {
    UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private static func hasRecord(in rest: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(rest)
    return bytes.indices.contains { bytes[$0] == newline && record(in: bytes, at: $0 + 1) != nil }
  }
}
