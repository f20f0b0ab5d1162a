import JailConf
import Testing

/// The messages of jail(8), whole. jailconf.json has FreeBSD's own; these follow from its sources.
@Suite struct ErrorTests {
  static let cases: [(conf: String, error: String)] = [
    ("\u{1}", "f line 1: \u{1}: syntax error"),
    ("a {", "f: unexpected EOF"),
    ("a", "f: unexpected EOF"),
    ("a { \0 }", "f: unexpected EOF"),
    ("{ }", "f line 1: {: syntax error"),
    ("$x { }", "f line 1: {: syntax error"),
    ("\"$x\" { }", "f line 1: $x: syntax error"),
    ("a { p = , x; }", "f line 1: ,: syntax error"),
    ("a { p += ; }", "f line 1: ;: syntax error"),
    ("a\n{\n p\n=\n\"x\n\ny\" z; }", "f line 7: z: syntax error"),
    ("a { p = 'x", "f line 1: unterminated string"),
    ("a { p = '\n\n\n", "f line 1: unterminated string"),
    ("\n\na { p = \"x\\\"; }", "f line 3: unterminated string"),
    ("/* /* ", "f line 1: unterminated comment"),
    ("/*/", "f line 1: unterminated comment"),
    ("a { p = ${x\n}; }", "f line 1: unterminated variable"),
    ("a { p = ${x{y}; }", "f line 1: unterminated variable"),
    ("a { p = \"${\"; }", "f line 1: unterminated variable"),
    ("a { p = ${x", "f line 1: unterminated variable"),
    (".include \"x\";", "x: No such file or directory"),
    (".include ok, $d;", "f line 1: variables not permitted in '.include' filename"),
    (".include \"loop\";", "maximum include depth exceeded"),
  ]

  @Test(arguments: cases)
  func message(_ conf: String, _ expected: String) {
    do {
      _ = try parse(Array(conf.utf8), file: "f") { (path, _) throws(ConfError) in
        switch path {
        case "ok": [Source(path: path, bytes: [])]
        case "loop": [Source(path: path, bytes: Array(".include 'loop';".utf8))]
        default: []
        }
      }
      Issue.record("accepted")
    } catch {
      #expect(error.description == expected)
    }
  }

  @Test func theErrorHasItsParts() throws {
    let error = #expect(throws: ConfError.self) { try parse(Array("a {\n = }".utf8), file: "f") }
    #expect(error == ConfError(file: "f", line: 2, reason: .syntax(token: "=")))
    #expect(error?.token == "=")
    #expect(error?.message == "=: syntax error")
  }

  @Test func anUnreadableIncludeIsTold() {
    let error = #expect(throws: ConfError.self) {
      try parse(Array(".include \"x\";".utf8), file: "/etc/jail.conf") {
        (path, from) throws(ConfError) in
        #expect(from == "/etc/jail.conf")
        throw ConfError(file: path, reason: .unreadable("Permission denied"))
      }
    }
    #expect(error?.description == "/etc/x: Permission denied")
    #expect(error?.located == "/etc/jail.conf line 1: /etc/x: Permission denied")
  }

  /// FreeBSD takes a byte above ASCII between two statements for the end of the file.
  @Test func anEarlyEndIsReported() throws {
    let mark = try parse([0xEF, 0xBB, 0xBF] + Array("a { persist; }".utf8), file: "f")
    #expect(mark.jails.isEmpty)
    #expect(mark.earlyEnds == [Position(file: "f", line: 1)])
    let later = try parse(Array("a { persist; }\n\u{E9} b { persist; }".utf8), file: "f")
    #expect(later.jails.map(\.name.description) == ["a"])
    #expect(later.earlyEnds == [Position(file: "f", line: 2)])
  }

  static let failures: [(conf: String, failures: [String])] = [
    ("path /x; name = b;", ["cannot redefine parameter \"name\"."]),
    ("jid = 1; jid = 2;", ["cannot redefine parameter \"jid\"."]),
    ("$noname = b;", ["variable \"$noname\" cannot have the same name as a parameter."]),
    ("foo; $nofoo = 1;", ["variable \"$nofoo\" cannot have the same name as a parameter."]),
    ("$foo = 1; foo = 1;", ["variable \"$foo\" cannot have the same name as a parameter."]),
    ("p = $a$b;", ["p: variable \"a\" not found", "p: variable \"b\" not found"]),
    ("$l = 1, 2; p = $l;", ["p: array cannot be substituted inline"]),
    ("$l = 1, 2; p = \"x$l\";", ["p: array cannot be substituted inline"]),
    ("$x = \"$y\"; $y = \"$z\"; $z = \"$x\";", ["x: variable loop"]),
    ("$x = \"$nope\"; p = \"$x\"; q = \"$x\";", ["x: variable \"nope\" not found"]),
    ("p = \"$q\"; q = \"$r\"; r = s;", []),
  ]

  @Test(arguments: failures)
  func failuresOfAJail(_ conf: String, _ expected: [String]) throws {
    let document = try parse(Array("a { \(conf) }".utf8), file: "f")
    #expect(document.jails.first?.failures == expected)
    #expect(document.failedJails.count == (expected.isEmpty ? 0 : 1))
  }
}
