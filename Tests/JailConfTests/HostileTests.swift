import JailConf
import Testing

/// Input that wants to crash the parser or to make it work for ever. Where a bound is missing, a
/// test here does not end.
@Suite struct HostileTests {
  private func parsed(_ text: String) throws -> Document {
    try parse(Array(text.utf8), file: "f")
  }

  private func error(_ text: String) -> String? {
    do {
      _ = try parse(Array(text.utf8), file: "f")
      return nil
    } catch {
      return error.description
    }
  }

  @Test func variablesThatDouble() throws {
    let doubling = (1...60).map { "$v\($0) = \"$v\($0 - 1)$v\($0 - 1)\";" }.joined()
    let jails = try parsed("$v0 = 0123456789; \(doubling) a { p = $v60; } b { persist; }").jails
    #expect(
      jails.map(\.failures.first) == Array(repeating: "v16: variables grow too large", count: 2))
  }

  @Test func longChainsOfVariables() throws {
    // Each needs the next: as recursion this would exhaust the stack.
    let count = 20_000
    let chain = (0..<count).map { "$v\($0) = \"$v\($0 + 1)\";" }.joined()
    let jail = try #require(try parsed("a { \(chain) $v\(count) = end; p = $v0; }").jails.first)
    #expect(jail.failures == [])
    #expect(jail.string("p") == "end")
    let loop = try #require(try parsed("a { \(chain) $v\(count) = $v0; p = $v0; }").jails.first)
    #expect(loop.failures == ["v0: variable loop"])
  }

  @Test func manyBadVariables() throws {
    let many = (0..<20_000).map { "x\($0) = \"$nope\";" }.joined()
    let jail = try #require(try parsed("a { \(many) }").jails.first)
    #expect(jail.failures.count == 20_000)
  }

  @Test func manyJailsTimesManyGlobals() {
    let globals = String(repeating: "g = 1;", count: 3000)
    let jails = (0..<3000).map { "j\($0) { }" }.joined()
    #expect(error(globals + jails) == "f: too many jails and parameters")
    let stars = (0..<3000).map { "\"*.\($0)\" { }" }.joined()
    #expect(error(stars + jails) == "f: too many jails and parameters")
  }

  @Test func longNamesOfParentsAndGlobals() {
    let long = String(repeating: "x", count: 100_000)
    let kids = String(repeating: "a { }", count: 2000)
    #expect(error("\(long) { \(kids) }") == "f line 1: names of jails too long")
    let values = String(repeating: "$x", count: 100_000)
    #expect(error("p = \"\(values)\"; \(kids)") == "f: too many jails and parameters")
  }

  @Test func blocksInBlocks() throws {
    let deep = String(repeating: "a {", count: 128) + String(repeating: "}", count: 128)
    #expect(try parsed(deep).jails.count == 128)
    #expect(
      error(String(repeating: "a {", count: 1_000_000))
        == "f line 1: more than 128 blocks in blocks")
  }

  @Test func includesThatDouble() {
    let error = #expect(throws: ConfError.self) {
      try parse(Array(".include '0';".utf8), file: "f") { (path, _) throws(ConfError) in
        let next = (Int(path) ?? 0) + 1
        let text = next < 31 ? ".include '\(next)'; .include '\(next)';" : "a { }"
        return [Source(path: path, bytes: Array(text.utf8))]
      }
    }
    #expect(error?.message == "too many included files")
  }

  @Test func namesThatDifferInManyNos() throws {
    var text = "a {"
    for count in 0..<300 { text += String(repeating: "no", count: count) + "x;" }
    for bits in 0..<4096 {
      text += (0..<12).map { bits >> $0 & 1 == 1 ? "nox" : "x" }.joined(separator: ".") + ";"
    }
    #expect(try parsed(text + "}").jails.count == 1)
    let dots = String(repeating: ".", count: 200_000)
    #expect(try parsed("a { \(dots); \(dots)no; \(many(100)) \(dots) = 1; }").jails.count == 1)
  }

  private func many(_ count: Int) -> String { (0..<count).map { "y\($0);" }.joined() }

  /// Each of these makes a naive lexer scan the rest of the text again and again.
  @Test(arguments: [
    "\"", "\"$x", "\"${x}", "${a\\}", "${a\\\\}", "${", "'\\'", "/*", "/**", "\\", "\"\\\"",
    "${b}x",
    "\"${a\\\\\"}", "$", "*", "a\"\"", "/ *",
  ])
  func repetitions(_ part: String) {
    for prefix in ["", "a { p = ", "a { p = \"${a\\\\\"}"] {
      for suffix in ["", "\\\"", "\"; }", "'; }", "*/"] {
        let text = prefix + String(repeating: part, count: 20_000) + suffix
        _ = error(text)
      }
    }
  }

  @Test func randomTextsNeverCrash() {
    let parts = [
      "a", "b.c", "*", "\"*.x\"", "no", "path", "name", "jid", "7", "$x", "${x}", "${x y}", "$x = ",
      "\"", "'", "\\", "\\x4", "\\0", "\\\n", "{", "}", "{", "}", ";", ";", ";", "=", "+=", ",",
      " ",
      " ", "\n", "#", "//", "/*", "*/", ".include", "persist;", "= \"$y\";", "\"a$b\"", "\u{E9}",
      "\0",
      "\u{1}", "${", "$", "/", "+", "[", "~",
    ]
    var random = Random(seed: 42)
    for round in 0..<30_000 {
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        if round % 8 == 0 {
          text += random.bytes(upTo: 4, from: 0)
        } else {
          text += Array(parts[Int.random(in: 0..<parts.count, using: &random)].utf8)
        }
      }
      exercise(text)
    }
  }

  /// Every prefix and every flipped byte of a real file.
  @Test func damagedFilesNeverCrash() {
    let text = Array(EditorTests.www.utf8)
    for end in text.indices { exercise(Array(text[..<end])) }
    var random = Random(seed: 3)
    for place in text.indices {
      var damaged = text
      damaged[place] = UInt8.random(in: 0...255, using: &random)
      exercise(damaged)
      damaged.remove(at: place)
      exercise(damaged)
    }
  }

  private func exercise(_ text: [UInt8]) {
    do {
      let document = try parse(text, file: "/f/g") { (path, _) throws(ConfError) in
        path.utf8.count % 3 == 0 ? [] : [Source(path: path, bytes: Array("$i = 1; k { }".utf8))]
      }
      for jail in document.jails {
        _ = (jail.name.text, jail.failures, jail.parameters, jail.variables, jail.check())
      }
      var editor = try Editor(text, file: "f")
      try? editor.apply(.set("path", "/x", "/y"), in: "a")
      try? editor.remove("persist", in: "a")
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
