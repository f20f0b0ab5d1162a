import JailConf
import Testing

@Suite struct EditorTests {
  static let www = """
    # kept by hand
    exec.clean;   // global

    www {
    \tpath = "/j/www";           # where it lives
      host.hostname    = "www.lan";
      allow.raw_sockets;
      colour = 'blue';             /* nobody knows */
      exec.start  = "/bin/sh /etc/rc";   # first
      exec.start += "/bin/echo up";
      ip4.addr = 10.0.0.2,
                 10.0.0.3;

      $jailer_id = "6";
      vnet.interface = "epair${jailer_id}b";
      persist;
    }

    db { path = /j/db; persist; }
    empty { }
    bare {
    }

    """

  private func edited(_ text: String = www, _ edit: (inout Editor) throws(EditError) -> Void) throws
    -> String
  {
    var editor = try Editor(Array(text.utf8), file: "www.conf")
    try edit(&editor)
    return try #require(Value(editor.text).text)
  }

  @Test func setKeepsTheSpacingAndTheComment() throws {
    let text = try edited { e throws(EditError) in
      try e.apply(.set("path", "/new place"), in: "www")
    }
    #expect(text == Self.www.replacing("\tpath = \"/j/www\";", with: "\tpath = \"/new place\";"))
  }

  @Test func setReplacesAllStatementsOfAList() throws {
    let text = try edited { e throws(EditError) in
      try e.apply(.set("exec.start", "/bin/one", "/bin/two", "/bin/three"), in: "www")
    }
    let old = """
        exec.start  = "/bin/sh /etc/rc";   # first
        exec.start += "/bin/echo up";

      """
    let new = """
        exec.start  = "/bin/one";   # first
        exec.start += "/bin/two";
        exec.start += "/bin/three";

      """
    #expect(text == Self.www.replacing(old, with: new))
  }

  @Test func setReplacesAListOverLines() throws {
    let text = try edited { e throws(EditError) in
      try e.apply(.set("ip4.addr", "192.0.2.1"), in: "www")
    }
    #expect(
      text
        == Self.www.replacing(
          "ip4.addr = 10.0.0.2,\n             10.0.0.3;", with: "ip4.addr = \"192.0.2.1\";"))
  }

  @Test func whatIsNewGoesToTheEndOfTheBlock() throws {
    let text = try edited { e throws(EditError) in try e.apply(.set("securelevel", "2"), in: "www")
    }
    #expect(
      text == Self.www.replacing("  persist;\n}\n", with: "  persist;\n  securelevel    = 2;\n}\n"))
  }

  @Test func oneLineBlocksStayInOneLine() throws {
    let text = try edited { e throws(EditError) in
      try e.apply(.set("host.hostname", "db.lan"), in: "db")
      try e.apply(.flag("vnet"), in: "empty")
      try e.apply(.flag("vnet"), in: "bare")
      try e.remove("path", in: "db")
    }
    #expect(
      text
        == Self.www
        .replacing(
          "db { path = /j/db; persist; }", with: "db { persist; host.hostname = \"db.lan\"; }"
        )
        .replacing("empty { }", with: "empty { vnet; }")
        .replacing("bare {\n}", with: "bare {\n  vnet;\n}"))
  }

  @Test func aBlockIsRenamedAndNothingElse() throws {
    let text = try edited { e throws(EditError) in
      try e.rename("www", to: "web-1")
      try e.rename("empty", to: "full")
    }
    #expect(text == Self.www.replacing("\nwww {", with: "\nweb-1 {").replacing("empty {", with: "full {"))
    #expect(
      try edited("\"a\"{persist;}\n") { e throws(EditError) in try e.rename("a", to: "b/c") } == "\"b/c\"{persist;}\n")
  }

  @Test(arguments: [("nosuch", "x"), ("www", "db")])
  func aNameThatIsNotThereOrTakenIsRefused(from: String, to: String) throws {
    #expect(throws: EditError.self) {
      _ = try edited { e throws(EditError) in try e.rename(from, to: to) }
    }
  }

  @Test func appendGoesBehindTheLastOfItsName() throws {
    let text = try edited { e throws(EditError) in
      try e.apply(.append("exec.start", ["/bin/date"]), in: "www")
      try e.apply(.append("exec.stop", ["/bin/true"]), in: "www")
    }
    #expect(
      text
        == Self.www
        .replacing(
          "  exec.start += \"/bin/echo up\";\n",
          with: "  exec.start += \"/bin/echo up\";\n  exec.start += \"/bin/date\";\n"
        )
        .replacing("  persist;\n}\n", with: "  persist;\n  exec.stop     += \"/bin/true\";\n}\n"))
  }

  @Test func aBooleanAndItsNegationAreOne() throws {
    let text = try edited { e throws(EditError) in
      try e.apply(.flag("allow.noraw_sockets"), in: "www")
    }
    #expect(text == Self.www.replacing("allow.raw_sockets;", with: "allow.noraw_sockets;"))
  }

  @Test func removeTakesTheLineAndNothingElse() throws {
    let text = try edited { e throws(EditError) in
      try e.remove("persist", in: "www")
      try e.remove("path", in: "www")
      try e.remove("colour", in: "www")
      try e.remove("exec.start", in: "www")
    }
    #expect(
      text
        == Self.www
        .replacing("  persist;\n}\n", with: "}\n")
        .replacing("\tpath = \"/j/www\";           # where", with: "\t           # where")
        .replacing("  colour = 'blue';             /*", with: "  /*")
        .replacing("  exec.start  = \"/bin/sh /etc/rc\";   # first\n", with: "     # first\n")
        .replacing("  exec.start += \"/bin/echo up\";\n", with: ""))
  }

  @Test func variablesAreEditedToo() throws {
    let text = try edited { e throws(EditError) in
      try e.apply(.variable("jailer_id", "7"), in: "www")
      try e.apply(.set("host.hostname", "\(variable: "name").\(variable: "jailer_id")"), in: "www")
    }
    #expect(
      text
        == Self.www.replacing("$jailer_id = \"6\"", with: "$jailer_id = \"7\"")
        .replacing("\"www.lan\"", with: "\"${name}.${jailer_id}\""))
  }

  @Test func lineEndsStayAsTheyAre() throws {
    let text = try edited("a {\r\n    persist;\r\n}\r\n") { e throws(EditError) in
      try e.apply(.flag("vnet"), in: "a")
    }
    #expect(text == "a {\r\n    persist;\r\n    vnet;\r\n}\r\n")
  }

  @Test func wishesThatCannotComeTrueAreRefused() throws {
    var editor = try Editor(
      Array("a { path = /j; }\n* { path = /star; }\nb { persist; }\nb { persist; }\n".utf8),
      file: "x")
    let before = editor.text
    #expect(throws: EditError.refused("path would get another value from elsewhere in the file")) {
      try editor.apply(.set("path", "/new"), in: "a")
    }
    #expect(throws: EditError.refused("path is also set elsewhere in the file")) {
      try editor.remove("path", in: "a")
    }
    #expect(
      throws: EditError.refused("variable \"$interface\" cannot have the same name as a parameter.")
    ) {
      try editor.apply(.variable("interface", "em0"), in: "a")
    }
    #expect(throws: EditError.refused("host.hostname: variable \"nope\" not found")) {
      try editor.apply(.set("host.hostname", "\(variable: "nope")"), in: "a")
    }
    #expect(throws: EditError.refused("name would get another value from elsewhere in the file")) {
      try editor.apply(.set("name", "other"), in: "a")
    }
    #expect(throws: EditError.unprintable(.nul(in: "path"))) {
      try editor.apply(.set("path", "a\0b"), in: "a")
    }
    #expect(throws: EditError.noJail("c")) { try editor.apply(.flag("vnet"), in: "c") }
    #expect(throws: EditError.ambiguous("b")) { try editor.apply(.flag("vnet"), in: "b") }
    #expect(throws: EditError.notSet("vnet")) { try editor.remove("vnet", in: "a") }
    #expect(editor.text == before)
  }

  /// A trailing comment, a missing line end, a semicolon in a comment: the proof holds or it refuses.
  @Test func randomEditsChangeNothingElse() throws {
    let names = ["path", "exec.start", "persist", "vnet", "host.hostname", "allow.mount", "$x"]
    let lines = [
      "path = /a;", "exec.start = 'x', \"y\" ; # ; }", "exec.start += /z;", "nopersist;",
      "/* ; } */", "// persist;", "host.hostname = \"$x\";", "$x = 1;", "allow.mount = 0; vnet;",
      "", "kid { path = /kid; }", "path /b; path = '/c';",
    ]
    var random = Random(seed: 7)
    var done = 0
    for _ in 0..<1500 {
      var text = "$x = 0; a {"
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        text += Bool.random(using: &random) ? "\n  " : " "
        let line = lines[Int.random(in: 0..<lines.count, using: &random)]
        text += line + (line.contains("#") || line.hasPrefix("//") ? "\n" : "")
      }
      text += Bool.random(using: &random) ? "\n}\n" : " }"
      var editor = try Editor(Array(text.utf8), file: "x")
      let name = names[Int.random(in: 0..<names.count, using: &random)]
      let isVariable = name.hasPrefix("$")
      let bare = String(name.drop { $0 == "$" })
      let value = Template(Value(random.bytes(upTo: 6, from: 1)))
      do {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: try editor.remove(bare, isVariable: isVariable, in: "a")
        case 1: try editor.apply(.append(bare, [value]), in: "a")
        case 2: try editor.apply(isVariable ? .variable(bare, value) : .flag(bare), in: "a")
        default: try editor.apply(isVariable ? .variable(bare, value) : .set(bare, value), in: "a")
        }
        done += 1
      } catch {
        if case .refused(let why) = error {
          #expect(
            !why.contains("would not be written") && !why.contains("other statements"),
            "\(why) in \(text)")
        }
      }
      // Comments survive any edit.
      for comment in ["# ; }", "/* ; } */", "// persist;"] {
        #expect(
          Value(editor.text).description.ranges(of: comment).count
            == text.ranges(of: comment).count,
          "\(text)")
      }
    }
    #expect(done > 900, "\(done)")
  }
}
