import Testing

@testable import Wire

/// The short way to read JSON must never take what jansson would read otherwise, or refuse.
@Suite struct JSONPlainTests {
  static let texts = [
    #"{"protocol":1,"id":"a","facts":{"overview":[{"name":"db0","state":"Stopped"},{"name":"db1","jid":7}]},"x":null}"#,
    " {\n  \"a\" : [ 1 , -2, 0,\ttrue, false , null, \"\" ],\r\n \"b\" : { } , \"c\":[] } \n", "\"text\"", "12", "-7",
    "null",
    "999999999999999999", "[[[[]]]]", #"{"a":{"b":{"c":[{"d":"e"}]}}}"#,
  ]

  @Test(arguments: texts) func `plain documents are read as jansson reads them`(text: String) throws {
    let bytes = Array(text.utf8)
    let plain = try #require(PlainReader.read(bytes, depth: Limits.nesting))
    #expect(plain.bytes == (try JSON.readAny(bytes, depth: Limits.nesting)).bytes)
  }

  @Test(arguments: texts) func `whatever is changed, the two never disagree`(text: String) {
    let bytes = Array(text.utf8)
    let others = Array("\"\\{}[],:0159-+.eEtfnu \n\t\u{0}\u{1f}\u{7f}/#'".utf8) + [0x80, 0xC3, 0xFF]
    for place in 0...bytes.count {
      for byte in others {
        compare(Array(bytes[..<place] + [byte] + bytes[place...]))
        if place < bytes.count { compare(Array(bytes[..<place] + [byte] + bytes[(place + 1)...])) }
      }
      compare(Array(bytes[..<place]))
      compare(Array(bytes[place...]))
      compare(Array(bytes[..<place] + bytes[..<place]))
    }
  }

  @Test(arguments: [#"{"a":1,"a":1}"#, "-0", "01", "1.0", "1e3", "1000000000000000000", #""\n""#, "\"é\"", "[1] 2", ""])
  func `what is not plain is left to jansson`(text: String) {
    #expect(PlainReader.read(Array(text.utf8), depth: Limits.nesting) == nil)
  }

  @Test func `it nests as deep as jansson may`() {
    let bytes = Array("[[[[]]]]".utf8)
    #expect(PlainReader.read(bytes, depth: 4) != nil)
    #expect(PlainReader.read(bytes, depth: 3) == nil)
  }

  private func compare(_ bytes: [UInt8]) {
    guard let plain = PlainReader.read(bytes, depth: Limits.nesting) else { return }
    let all = try? JSON.readAny(bytes, depth: Limits.nesting)
    #expect(plain.bytes == all?.bytes, "\(String(decoding: bytes, as: UTF8.self))")
  }
}
