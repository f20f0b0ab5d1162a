import JailConf
import Testing

/// A short run of `make fuzz` that is the same each time: recorded texts, cut, doubled, mixed and damaged.
@Suite struct FuzzTests {
  private static let pieces = [
    "*", ".", "no", "name", "jid", "path", "persist", "vnet", "$x", "${x}", "${name}", "\"", "'", "\\", "{", "}", ";",
    "=", "+=", ",", " ", "\n", "#", "//", "/*", "*/", ".include \"f\";", "a { ", "* { ", "\u{E9}", "\0", "\\x00", "7",
  ].map { Array($0.utf8) }

  @Test(arguments: [11, 12, 13, 14])
  func whateverATextIsItHolds(seed: UInt64) throws {
    let recorded = try RecordedCase.all().filter { $0.origin == nil }
    let corpus = recorded.map { Array($0.conf.utf8) } + [Array(EditorTests.www.utf8)]
    var random = Random(seed: seed)
    for _ in 0..<1500 {
      var text = try #require(corpus.randomElement(using: &random))
      for _ in 0..<Int.random(in: 0...4, using: &random) { change(&text, corpus, &random) }
      #expect(Exercise.fault(in: text) == nil, "seed \(seed): \(Value(text))")
    }
  }

  private func change(_ text: inout [UInt8], _ corpus: [[UInt8]], _ random: inout Random) {
    let place = Int.random(in: 0...text.count, using: &random)
    let end = Int.random(in: place...min(text.count, place + 12), using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: text.removeSubrange(place..<end)
    case 1: text.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
    case 2: text.insert(contentsOf: Array(text[place..<end]), at: place)
    case 3: text.replaceSubrange(place..<end, with: random.bytes(upTo: 3, from: 0))
    case 4: text += corpus.randomElement(using: &random) ?? []
    default: text.removeSubrange(place...)
    }
  }

  /// Jails whose every value is any bytes: printed, read, and edited beside a comment that stays.
  @Test func anyBytesSurviveEdits() throws {
    var random = Random(seed: 5)
    for _ in 0..<500 {
      let values = (0..<3).map { _ in Value(random.bytes(upTo: 30, from: 1)) }
      let block = try Emitter.block(
        "j", [[.set("exec.start", values.map(Template.init)), .set("colour", Template(values[0]))]])
      var editor = try Editor(Array("# kept: \u{E9} } ;\n".utf8) + block + Array("// } end\n".utf8), file: "f")
      let wish = Value(random.bytes(upTo: 30, from: 1))
      try editor.apply(.set("path", Template(wish)), in: "j")
      try editor.apply(.append("exec.start", [Template(wish)]), in: "j")
      try editor.apply(.set("path", Template(values[1])), in: "j")
      let jail = try #require(try parse(editor.text, file: "f").jails.first)
      #expect(jail.values("exec.start") == values + [wish])
      #expect(jail.values("path") == [values[1]])
      #expect(jail.values("colour") == [values[0]])
      #expect(jail.parameters.map(\.name) == ["name", "exec.start", "colour", "path"])
      #expect(editor.text.starts(with: Array("# kept: \u{E9} } ;\n".utf8)))
      #expect(Value(editor.text).description.hasSuffix("}\n// } end\n"))
      // What was added and taken away again leaves the text as it was.
      let before = editor.text
      try editor.apply(.variable("note", Template(wish)), in: "j")
      try editor.remove("note", isVariable: true, in: "j")
      #expect(editor.text == before)
    }
  }
}
