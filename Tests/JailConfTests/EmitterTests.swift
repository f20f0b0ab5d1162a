import JailConf
import Testing

@Suite struct EmitterTests {
  @Test func theReadableStyle() throws {
    let block = try Emitter.block(
      "db0",
      [
        [
          .variable("jailer_id", "6"), .set("devfs_ruleset", "10"), .flag("vnet"),
          .set("vnet.interface", "epair\(variable: "jailer_id")b"),
        ],
        [],
        [
          .set(
            "exec.prestart", "/sbin/ifconfig epair\(variable: "jailer_id") create up",
            "/sbin/ifconfig bridge0 addm epair\(variable: "jailer_id")a up")
        ],
        [
          .set("host.hostname", "\(variable: "name").armbsd13"),
          .set("exec.consolelog", "/var/log/jail/\(variable: "name").log"),
          .flag("persist"),
        ],
      ])
    #expect(
      Value(block).text == """
        db0 {
          $jailer_id      = "6";
          devfs_ruleset   = 10;
          vnet;
          vnet.interface  = "epair${jailer_id}b";

          exec.prestart   = "/sbin/ifconfig epair${jailer_id} create up";
          exec.prestart  += "/sbin/ifconfig bridge0 addm epair${jailer_id}a up";

          host.hostname   = "${name}.armbsd13";
          exec.consolelog = "/var/log/jail/${name}.log";
          persist;
        }

        """)
  }

  @Test func longNamesMoveTheColumn() throws {
    let block = try Emitter.block(
      "a b", [[.set("allow.unprivileged_proc_debug", "0"), .append("exec.start", ["x", "y"])]])
    #expect(
      Value(block).text == """
        "a b" {
          allow.unprivileged_proc_debug = "0";
          exec.start                   += "x";
          exec.start                   += "y";
        }

        """)
  }

  @Test func valuesAreQuoted() throws {
    let value = Array("a\"b\\c$d${e}\n\t\r#/**/;\u{1}\u{1f}\u{7f}é".utf8) + [0xFF]
    let expected =
      Array(#""a\"b\\c\$d\${e}\n\t\r#/**/;\001\037\177é"#.utf8) + [0xFF, UInt8(ascii: "\"")]
    #expect(try Emitter.quote(value) == expected)
  }

  @Test func whatCannotBePrintedIsRefused() {
    #expect(throws: EmitError.nul(in: "path")) {
      try Emitter.block("a", [[.set("path", "x\0y")]])
    }
    #expect(throws: EmitError.variableName("a}b")) {
      try Emitter.block("a", [[.set("path", "\(variable: "a}b")")]])
    }
    #expect(throws: EmitError.variableName("x\"")) {
      try Emitter.block("a", [[.variable("x\"", "1")]])
    }
    #expect(throws: EmitError.self) { try Emitter.block("a\0", []) }
  }

  @Test func interpolatedTextIsNoVariable() throws {
    let hostile = "${path}\"; exec.start = \"x"
    let jail = try reparsed("a", [[.flag("persist"), .set("host.hostname", "\(hostile)")]])
    #expect(jail.string("host.hostname") == hostile)
    #expect(jail.parameters.map(\.name) == ["name", "persist", "host.hostname"])
  }

  /// Bytes that parsers trip over, alone and in pairs and triples.
  @Test func nastyValuesComeBack() throws {
    let nasty: [[UInt8]] = [
      [], Array("\\".utf8), Array("\"".utf8), Array("'".utf8), Array("$".utf8), Array("{".utf8),
      Array("}".utf8), Array("${".utf8), Array("$x".utf8), Array("\n".utf8), Array("\r\n".utf8),
      Array("/*".utf8), Array("//".utf8), Array("#".utf8), Array(";".utf8), Array("+=".utf8),
      [0x01], [0x7F], [0x80], [0xFF], [0xEF, 0xBB, 0xBF], Array("7".utf8), Array("x41".utf8),
      Array("\u{1b}[0m".utf8), Array("*".utf8), Array("-".utf8), Array("../..".utf8),
    ]
    for a in nasty {
      for b in nasty {
        let values = [Value(a + b), Value(b + a + b), Value(a)]
        let jail = try reparsed("j", [[.set("exec.start", values.map(Template.init))]])
        #expect(jail.values("exec.start") == values)
      }
    }
  }

  @Test func randomBytesComeBack() throws {
    var random = Random(seed: 1)
    for _ in 0..<2000 {
      let statements = (0..<Int.random(in: 1...6, using: &random)).map { number -> Statement in
        let values = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          Template(Value(random.bytes(upTo: 40, from: 1)))
        }
        // The index keeps names apart, which "no" and repetition would join.
        let name = "p\(number)." + Value(random.bytes(upTo: 8, from: 0x20, to: 0x7E)).description
        return .set(name, values)
      }
      // From "+" on: no "*", which alone in a component makes a wildcard.
      let name = "j" + Value(random.bytes(upTo: 12, from: 0x2B, to: 0x7E)).description
      let jail = try reparsed(name, [statements])
      #expect(jail.name.text == name)
      #expect(jail.failures == [])
      let expected = statements.map {
        Parameter(name: $0.name, values: $0.values.compactMap(\.constant))
      }
      #expect(Array(jail.parameters.dropFirst()) == expected)
    }
  }

  private func reparsed(_ name: String, _ groups: [[Statement]]) throws -> Jail {
    let document = try parse(Emitter.block(name, groups), file: "emitted")
    #expect(document.jails.count == 1)
    return try #require(document.jails.first)
  }
}

/// A small repeatable generator (splitmix64).
struct Random: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func bytes(upTo count: Int, from low: UInt8, to high: UInt8 = 255) -> [UInt8] {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in
      UInt8.random(in: low...high, using: &self)
    }
  }
}
