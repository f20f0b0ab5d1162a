import Testing
import Wire

@Suite struct PrintableTests {
  @Test(arguments: [
    ("", ""), ("plain é 😀", "plain é 😀"), ("\u{1b}[2J", #"\x1b[2J"#), ("a\nb\tc", #"a\x0ab\x09c"#),
    ("\r\n", #"\x0d\x0a"#),
    ("\u{0}\u{7f}\u{80}\u{9b}\u{9f}\u{a0}", #"\x00\x7f\x80\x9b\x9f"# + "\u{a0}"),
    ("\u{202e}gpj.exe\u{2069}\u{200f}\u{61c}", #"\u{202e}gpj.exe\u{2069}\u{200f}\u{61c}"#), ("e\u{301}", "e\u{301}"),
    ("\u{1b}\u{301}", #"\x1b"# + "\u{301}"),
  ])
  func cleans(text: String, shown: String) {
    #expect(Printable.clean(text) == shown)
  }

  @Test func linesMayStay() {
    #expect(Printable.clean("a\n\tb\r\u{1b}", lines: true) == "a\n\tb\\x0d\\x1b")
  }

  @Test func quotesAndCuts() {
    #expect(Printable.quoted("a\u{7}b") == #""a\x07b""#)
    #expect(Printable.quoted(String(repeating: "x", count: 64)) == "\"\(String(repeating: "x", count: 64))\"")
    #expect(Printable.quoted(String(repeating: "x", count: 65)) == "\"\(String(repeating: "x", count: 61))...\"")
    // One character to a person, a million to a terminal.
    let tower = "e" + String(repeating: "\u{301}", count: 1_000_000)
    #expect(Printable.quoted(tower).unicodeScalars.count == 66)
  }
}
