import Testing
import Wire

@Suite struct JSONWriteTests {
  @Test(
    arguments: [
      (JSON.null, "null"), (true, "true"), (.integer(.min), "-9223372036854775808"), (.real(1.5), "1.5"),
      (.real(1e300), "1e+300"), (.real(.infinity), "null"), (.real(.nan), "null"), ("", "\"\""),
      ("a\"b\\c/d", #""a\"b\\c/d""#), ("\u{8}\u{c}\n\r\t", #""\u0008\u000c\n\r\t""#),
      ("\u{1b}[31m\u{7f}", #""\u001b[31m\u007f""#), ("\u{9b}31m\u{85}", #""\u009b31m\u0085""#),
      ("a\u{202e}b\u{2066}\u{61c}", #""a\u202eb\u2066\u061c""#), ("é😀\u{2028}", "\"é😀\u{2028}\""),
      ("\r\n", #""\r\n""#), ([], "[]"), (.object([:]), "{}"), ([1, "x", .null], #"[1,"x",null]"#),
      (["b": 1, "a": ["c": []]], #"{"b":1,"a":{"c":[]}}"#), (["\u{1b}": 1], #"{"\u001b":1}"#),
    ] as [(JSON, String)])
  func writes(value: JSON, text: String) throws {
    #expect(value.text() == text)
    #expect(value.bytes == Array(text.utf8))
    if case .real(let number) = value, !number.isFinite { return }
    #expect(try JSON.read(value.bytes, limit: 1024) == value)
  }

  @Test func indents() {
    let value: JSON = ["a": [1, ["b": .null]], "c": [], "d": .object([:])]
    #expect(
      value.text(indented: true) == """
        {
          "a": [
            1,
            {
              "b": null
            }
          ],
          "c": [],
          "d": {}
        }
        """)
  }

  @Test func everyScalarOfTextComesBack() throws {
    var text = ""
    for value in UInt32(1)...0x2FFF { text.unicodeScalars.append(Unicode.Scalar(value) ?? "?") }
    text += "\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
    #expect(try JSON.read(JSON.string(text).bytes, limit: 1 << 20) == .string(text))
  }

  @Test func objectsAreEqualInAnyOrder() {
    let one: JSON = ["a": 1, "b": 2]
    #expect(one == ["b": 2, "a": 1])
    #expect(one != ["a": 1])
    #expect(one != ["a": 1, "c": 2])
  }

  @Test func membersAreSetReplacedAndRemoved() {
    var object: JSON.Object = ["a": 1, "b": 2]
    object["a"] = 3
    object["c"] = 4
    object["b"] = nil
    object["nowhere"] = nil
    #expect(JSON.object(object).text() == #"{"a":3,"c":4}"#)
  }
}
