import Testing

@testable import Wire

@Suite struct JSONReadTests {
  @Test(
    arguments: [
      ("null", JSON.null), (" true\n", true), ("-0", 0), ("9223372036854775807", .integer(.max)),
      ("-9223372036854775808", .integer(.min)), ("1.0", .real(1)), ("1e3", .real(1000)), ("\"\"", ""),
      (#""\u00e9\n\/\ud83d\ude00""#, "é\n/😀"), ("[]", []), ("{}", .object([:])),
      (#"{"b":1,"a":[null,{"":"x"}]}"#, ["b": 1, "a": [.null, ["": "x"]]]),
    ] as [(String, JSON)])
  func reads(text: String, value: JSON) throws {
    #expect(try JSON.read(Array(text.utf8), limit: 1024) == value)
  }

  @Test func keepsTheOrderOfMembers() throws {
    let json = try JSON.read(Array(#"{"z":1,"a":2,"m":3}"#.utf8), limit: 64)
    #expect(json.object?.members.map(\.name) == ["z", "a", "m"])
  }

  @Test(
    arguments: [
      ("", "empty"), (" \n\t\r", "empty"),
      ("{", "line 1, column 1: string or '}' expected near end of file"),
      ("[1,", "line 1, column 3: ']' expected near end of file"),
      ("[1,]", "line 1, column 4: unexpected token"),
      ("{\"a\":1,}", "line 1, column 8: string or '}' expected"),
      ("{'a':1}", "line 1, column 2: string or '}' expected"),
      ("// no\n1", "line 1, column 1: invalid token"),
      ("nul", "line 1, column 3: invalid token"), ("NaN", "line 1, column 3: invalid token"),
      ("01", "line 1, column 1: invalid token"), ("+1", "line 1, column 1: invalid token"),
      (".5", "line 1, column 1: invalid token"), ("1.", "line 1, column 2: invalid token"),
      ("0x10", "line 1, column 2: end of file expected"),
      ("{} {}", "line 1, column 4: end of file expected"), ("{}x", "line 1, column 3: end of file expected"),
      ("\u{feff}{}", "line 1, column 1: invalid token"),
      (#"{"a":1,"a":2}"#, #"line 1, column 10: duplicate object key "a""#),
      (#"{"a":1,"\u0061":2}"#, #"line 1, column 15: duplicate object key "\u0061""#),
      (#"[{"x":{"a":1,"b":2,"a":1}}]"#, #"line 1, column 22: duplicate object key "a""#),
      (#""\u0000""#, #"line 1, column 8: \u0000 is not allowed"#),
      (#"{"\u0000":1}"#, "line 1, column 9: NUL byte in object key not supported"),
      ("\"a\u{0}b\"", "line 1, column 2: control character 0x0"),
      ("\"\u{1b}\"", "line 1, column 1: control character 0x1b"),
      ("\"\n\"", "line 1, column 1: unexpected newline"),
      (#""\ud800""#, #"line 1, column 8: invalid Unicode '\uD800'"#),
      (#""\udc00x""#, #"line 1, column 9: invalid Unicode '\uDC00'"#),
      (#""\ud800A""#, #"line 1, column 9: invalid Unicode '\uD800'"#),
      (#""\x41""#, "line 1, column 3: invalid escape"),
      ("9223372036854775808", "line 1, column 19: too big integer"),
      ("-9223372036854775809", "line 1, column 20: too big negative integer"),
      ("1e999", "line 1, column 5: real number overflow"),
    ] as [(String, String)])
  func refuses(text: String, reason: String) {
    #expect(reasonFor(Array(text.utf8)) == reason)
  }

  @Test func refusesANULBehindTheDocument() {
    #expect(reasonFor(Array("{}\u{0}".utf8)) == "line 1, column 3: end of file expected near end of file")
    #expect(reasonFor([0]) == "line 1, column 1: invalid token near end of file")
  }

  /// 0xff; overlong '/'; an encoded surrogate; above U+10FFFF; a cut-off sequence.
  @Test(arguments: [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
  func refusesWhatIsNotUTF8(bytes: [UInt8]) {
    let reason = reasonFor([0x22] + bytes + [0x22])
    #expect(reason?.contains("unable to decode byte") == true, "\(reason ?? "accepted")")
    #expect(reasonFor(Array("{\"".utf8) + bytes + Array("\":1}".utf8)) != nil)
  }

  @Test func nestsThirtyTwoDeepAndNoDeeper() {
    func nested(_ depth: Int) -> [UInt8] {
      Array(String(repeating: "[", count: depth).utf8) + Array(String(repeating: "]", count: depth).utf8)
    }
    #expect(reasonFor(nested(32)) == nil)
    #expect(reasonFor(nested(33)) == "nested deeper than 32")
    #expect(reasonFor(nested(100_000)) == "nested deeper than 32")
    #expect(reasonFor(Array(String(repeating: #"{"a":"#, count: 100_000).utf8)) == "nested deeper than 32")
    #expect(
      reasonFor(Array(String(repeating: #"{"a":["#, count: 17).utf8) + Array(String(repeating: "]}", count: 17).utf8))
        == "nested deeper than 32")
  }

  @Test func countsBytesBeforeReading() {
    let text = Array("\"é\"".utf8)
    #expect(throws: Never.self) { try JSON.read(text, limit: 4) }
    #expect(throws: JSONError(reason: "longer than 3 bytes")) { try JSON.read(text, limit: 3) }
  }

  @Test func readsAHugeDocument() throws {
    let row = #"{"name":"app0","n":12345,"t":"0123456789"}"#
    let text = "[" + Array(repeating: row, count: 100_000).joined(separator: ",") + "]"
    let json = try JSON.read(Array(text.utf8), limit: Limits.reply)
    #expect(json.array?.count == 100_000)
    #expect(json.array?.last?["n"] == 12345)
  }

  @Test func countsValuesBeforeReading() {
    func document(_ element: String, _ count: Int) -> [UInt8] {
      Array(("[" + Array(repeating: element, count: count).joined(separator: ",") + "]").utf8)
    }
    #expect(reasonFor(document("1", Limits.values - 2)) == nil)
    #expect(reasonFor(document("1", Limits.values)) == "more than 524288 values")
    #expect(reasonFor(document("{}", Limits.values / 2 + 1)) == "more than 524288 values")
    #expect(reasonFor(document(#""a,[{\"b,\\""#, 150_000)) == nil)
  }

  @Test func takesWholeNumbersForIntegers() throws {
    #expect(JSON.real(1).integer == 1)
    #expect(JSON.real(-1e3).integer == -1000)
    #expect(JSON.real(1.5).integer == nil)
    #expect(JSON.real(1e30).integer == nil)
    #expect(JSON.real(.nan).integer == nil)
    #expect(JSON.real(9_223_372_036_854_775_808).integer == nil)
    #expect(JSON.string("1").integer == nil)
    #expect(JSON.bool(true).integer == nil)
  }
}

private func reasonFor(_ bytes: [UInt8]) -> String? {
  do {
    _ = try JSON.read(bytes, limit: Limits.reply)
    return nil
  } catch { return error.reason }
}
