import Testing
import Wire

@testable import Platform

/// The line of jailer's in a pf.conf of the host's own.
@Suite struct PfConfTests {
  private static let paths = Paths(root: "", system: .freeBSD)
  private static let line = PfConf.line(paths)

  /// The text with a line `HERE` where jailer's shall be.
  private func expect(_ marked: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let text = marked.split(separator: "HERE\n", omittingEmptySubsequences: false).joined()
    let expected = marked.split(separator: "HERE", omittingEmptySubsequences: false).joined(separator: Self.line)
    let got = try PfConf(text).adding(Self.paths, path: "/etc/pf.conf")
    #expect(got == expected, sourceLocation: sourceLocation)
    #expect(!PfConf(text).hasPoint(Self.paths), sourceLocation: sourceLocation)
    #expect(PfConf(got).hasPoint(Self.paths), sourceLocation: sourceLocation)
    #expect(try PfConf(got).adding(Self.paths, path: "/etc/pf.conf") == got, sourceLocation: sourceLocation)
  }

  @Test func `it stands behind the host's translation and before what filters`() throws {
    try expect("HERE\n")
    try expect("set skip on lo0\nHERE\n")
    try expect("HERE\npass\n")
    try expect("nat on em0 from 10.0.0.0/24 to any -> (em0)\nrdr-anchor \"x\"\nHERE\nblock in all\npass out all\n")
    try expect("scrub in\nHERE\nantispoof for em0\n")
    try expect("nat-anchor \"a\"\nHERE\nanchor \"a\"\n")
    try expect("HERE\npass{\n}\n")
  }

  @Test func `files that are included stay on their side`() throws {
    try expect("include \"/etc/pf.macros\"\nset skip on lo0\nHERE\n# filter\ninclude \"/etc/pf.filter\"\n")
    try expect("nat on em0 from 10.0.0.1 to any -> (em0)\nHERE\ninclude \"/etc/pf.filter\"\npass\n")
    try expect("set skip on lo0\nload anchor \"x\" from \"/etc/x\"\nx = \"1\"\nHERE\npass\ninclude \"/etc/more\"\n")
  }

  @Test func `what is said about the first filter rule stays with it`() throws {
    try expect("# mine\n\nset skip on lo0\n\nHERE\n# what may come in\n# and go out\npass\n")
    try expect("set skip on lo0 # pass\n# pass\n\nHERE\npass\n")
  }

  @Test func `words in quotes, lists, comments and continued lines are none of pf's statements`() throws {
    try expect("pass_in = \"x\nblock in\n\"\nHERE\nblock in\n")
    try expect("table <t> {\n  10.0.0.0/8 # pass\n  192.168.0.0/16\n}\nHERE\nblock in\n")
    try expect("rdr on em0 proto tcp from any to any port 80 \\\n  -> 10.0.0.1 \\\n  port 80\nHERE\nblock in\n")
    try expect("# a comment that goes on \\\nblock in\nnat on em0 from 10.0.0.1 to any -> (em0)\nHERE\nblock in\n")
    try expect("x = 'it \\' s'\nHERE\npass\n")
    try expect("passed = \"1\"\nblock-policy = \"2\"\nHERE\npass\n")
  }

  @Test func `an end without a newline gets one`() throws {
    let got = try PfConf("set skip on lo0").adding(Self.paths, path: "/etc/pf.conf")
    #expect(got == "set skip on lo0\n\(Self.line)\n")
    #expect(try PfConf("pass").adding(Self.paths, path: "/etc/pf.conf") == "\(Self.line)\npass")
  }

  @Test func `the user's own line counts`() throws {
    for text in [
      "include '/usr/local/etc/jailer/pf.conf'\npass\n", "  include  \"/usr/local/etc/jailer/pf.conf\" # mine\n",
      "set require-order no\npass\ninclude \"/usr/local/etc/jailer/pf.conf\"\n",
      PfRules.points.joined(separator: "\n") + "\npass\n",
    ] {
      #expect(PfConf(text).hasPoint(Self.paths), "\(text)")
      #expect(try PfConf(text).adding(Self.paths, path: "/etc/pf.conf") == text)
    }
    #expect(!PfConf("# \(Self.line)\n").hasPoint(Self.paths))
    #expect(!PfConf("nat-anchor \"jailer/*\"\n").hasPoint(Self.paths))
  }

  @Test func `one in the wrong place is named`() {
    let text = "set skip on lo0\npass\n\n\(Self.line)\n"
    #expect(!PfConf(text).hasPoint(Self.paths))
    let fault = fault { () throws(Fault) in try PfConf(text).adding(Self.paths, path: "/etc/pf.conf") }
    #expect(fault?.message == "line 4 of /etc/pf.conf is in the wrong place")
    #expect(fault?.hint == "move it before line 2")
  }

  @Test func `carriage returns are found`() {
    #expect(PfConf("pass\n").carriageReturn == nil)
    #expect(PfConf("pass\nblock\r\n").carriageReturn == 2)
  }

  @Test func `any text is split into parts that are the whole of it`() {
    let words = ["pass", "\n", "\\\n", "\"", "'", "{", "}", "#", " ", "x = y", "\\", "<a>", "include", "\r"]
    for seed in 0..<3000 {
      var (text, state) = ("", UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += words[Int((state >> 33) % UInt64(words.count))]
      }
      var at = 0
      for part in PfConf(text).parts {
        #expect(part.range.lowerBound == at && !part.range.isEmpty, "\(text)")
        at = part.range.upperBound
      }
      #expect(at == text.utf8.count, "\(text)")
    }
  }
}
