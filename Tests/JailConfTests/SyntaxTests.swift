import JailConf
import Testing

/// Corners of the lexer that jailconf.json doesn't reach, as FreeBSD's sources decide them.
@Suite struct SyntaxTests {
  /// The value of `p` in `a { $x = 1; p = VALUE; }`.
  static let values: [(written: String, value: String)] = [
    ("a\\x", "a"), ("\"a\\xzz\"b", "ab"), ("\"\\777\"", "\u{FFFD}"), ("\"\\400x\"", ""),
    ("\\x414", "A4"), ("\\1012", "A2"), ("'\\\n'", ""), ("\"$$x\"", "$1"), ("\"$x$x\"$x", "111"),
    ("\"$\"", "$"), ("\"$x\\\"y\"", "1\"y"), ("\"$x\\x41#\"", "1A#"), ("$x/$x", "1/1"),
    ("${x}y", "1y"), ("a$x'b$x'\"c$x\"", "a1b$xc1"), ("+", "+"), ("a+b", "a+b"), ("*/x", "*/x"),
    ("\"a\\$x\"", "a$x"), ("\"\n$x\n\"", "\n1\n"), ("\"${x}\"'\"'", "1\""), ("''", ""),
    ("\"$x # no comment; // nor /* this\"", "1 # no comment; // nor /* this"),
  ]

  @Test(arguments: values)
  func value(_ written: String, _ expected: String) throws {
    let jail = try parse(Array("a { $x = 1; p = \(written); }".utf8), file: "f").jails.first
    #expect(jail?.value("p")?.description == expected)
    #expect(jail?.failures == [])
  }

  @Test func variableNamesInBraces() throws {
    // A backslash there escapes; before the closing brace it is read as escaping that.
    let conf = "a { ${a\\x41} = one; ${b\\}} = two; p = ${aA}, \"${aA}\", ${b\\}}; }"
    let jail = try #require(try parse(Array(conf.utf8), file: "f").jails.first)
    #expect(jail.failures == [])
    #expect(jail.list("p") == ["one", "one", "two"])
  }

  @Test func theApiReadsAJail() throws {
    let conf = """
      * { exec.clean; }
      7 { persist; allow.nomount; vnet = new; exec.timeout = 30; mount.devfs = 0; host.hostname = a, b;
          $jailer_id = 3; path = "/j/$jailer_id"; exec.start = "x"; exec.start += "y"; "odd" = "\\xff"; }
      """
    let document = try parse(Array(conf.utf8), file: "f")
    let jail = try #require(document.jail(named: "7"))
    #expect(document.jail(named: "8") == nil)
    #expect(jail.name.text == "7")
    #expect(jail.integer("jid") == 7)
    #expect(jail.string("name") == "7")
    #expect(jail.flag("persist") == true)
    #expect(jail.flag("allow.mount") == false)
    #expect(jail.flag("allow.nomount") == false)
    #expect(jail.flag("mount.devfs") == false)
    #expect(jail.flag("exec.clean") == true)
    #expect(jail.flag("allow.chflags") == nil)
    #expect(jail.string("vnet") == "new")
    #expect(jail.integer("exec.timeout") == 30)
    #expect(jail.string("host.hostname") == "b")
    #expect(jail.string("path") == "/j/3")
    #expect(jail.list("exec.start") == ["x", "y"])
    #expect(jail.list("exec.stop") == [])
    #expect(jail.values("exec.stop") == nil)
    #expect(jail.value("odd")?.bytes == [0xFF])
    #expect(jail.string("odd") == nil)
    #expect(jail.list("odd") == nil)
    #expect(jail.variable("jailer_id") == "3")
    #expect(jail.variable("path") == nil)
    #expect(jail.variables == [Parameter(name: "jailer_id", values: ["3"])])
    #expect(jail.parameter("persist") == Parameter(name: "persist"))
    #expect(jail.check() == ["unknown parameter: odd"])
  }

  @Test func globalsWithManyParametersAreFoundAsInSmallJails() throws {
    // Beyond some size parameters are found by hash; "no" must be seen there too.
    let many = (0..<200).map { "x\($0).p = \($0);" }.joined()
    let conf =
      "a { \(many) persist; x7.nop; $de = 1; $node = 2; noallow.mount; $v = 5; x0.p = \"$v\"; }"
    let jail = try #require(try parse(Array(conf.utf8), file: "f").jails.first)
    #expect(jail.parameters.count == 203)
    #expect(jail.parameter("x7.p") == Parameter(name: "x7.nop"))
    #expect(jail.variables.map(\.name) == ["node", "v"])
    #expect(jail.string("x0.p") == "5")
    #expect(jail.string("x199.p") == "199")
  }
}
