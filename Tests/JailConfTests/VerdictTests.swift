import Testing

@testable import JailConf

/// A verdict is what `parse` says, with less work.
@Suite struct VerdictTests {
  /// As jailer writes them.
  static let plain = """
    # vim: set syntax=sh:
    db0 {
      $jailer_id      = "1";
      $bridge         = "bridge0";
      $domain         = "vm";
      vnet;
      exec.created    = "ip link add epair${jailer_id}a master ${bridge} netns ${name}";
      exec.created   += "ip link set epair${jailer_id}a up";
      mount.devfs;
      host.hostname   = "${name}.${domain}";
      path            = "/jails/db0";
      exec.consolelog = "${path}.log";
      persist;
    }

    """

  @Test func `a conf as jailer writes it is plain`() throws {
    let parser = try Array(Self.plain.utf8).withUnsafeBufferPointer { (bytes) throws(ConfError) in
      try Parser(parsing: bytes, file: "FILE")
    }
    #expect(parser.syntax.isPlain("db0"))
    #expect(!parser.syntax.isPlain("db1"))
  }

  @Test(arguments: try RecordedCase.all()) func `of each recorded text the verdicts are those of parse`(
    recorded: RecordedCase
  ) {
    let names = recorded.jails.map(\.name) + recorded.failed + ["*", "7", "none"]
    for name in names { compare(Array(recorded.conf.utf8), name) }
  }

  /// Statements that make a plain jail refused, or only seem to.
  @Test(arguments: [
    "name = x;", "noname;", "jid = 7;", "jid = 7; jid = 8;", "$name = x;", "$path = x;", "$nopath = x;", "$persist;",
    "$a = $a;", "$a = $b; $b = $a;", "$a = 1; a = 2;", "a = 2; $a = 1;", "$noa = 1; a = 2;", "b = $none;",
    "b = ${domain};",
    "$a = 1, 2; b = $a;", "$a = 1; $a += 2; b = $a;", "$a; b = $a;", "$a = 1; $noa = 2; b = $a;",
    "$a = 1; $noa = 2; b = $noa;",
    "$a = 1; $a = 2; b = $a;", "b = ${vnet};", "b = $path;", "path = other; b = $path;", "$b = \"${domain}x\"; c = $b;",
    "nopersist; persist;", "sub { path = /x; }", ".include \"other\";", ".include \"*.conf\";", "$a = '${b}';",
    "b = x${name}y;",
    "* { path = x; }", "$a.path = 1; a.nopath = 2;", "\u{e9}", "b = \"", "}", "} db1 { path = x;", "} db0 { path = x;",
    "} * { $name = x;", "} $name = x; db2 { persist;",
  ])
  func `a statement more`(statement: String) {
    let text = Self.plain.dropLast(3) + statement + "\n}\n"
    for name in ["db0", "db0.sub", "db1", "db2"] { compare(Array(text.utf8), name) }
  }

  /// The same with files that it includes, in its block and behind it.
  @Test(arguments: [
    "", "host.domainname = x;", "path = other;", "$domain = x;", "$path = x;", "b = $none;", "b = $domain;",
    "name = x;",
    "sub { persist; }", "other { persist; }", "* { persist; }", ".include \"other\";", "}", "b = \"",
  ])
  func `an included file`(text: String) {
    for place in ["  .include \"inc\";\n}\n", "}\n.include \"inc\";\n", "  .include \"*.inc\";\n}\n"] {
      compare(Array((Self.plain.dropLast(3) + place).utf8), "db0") { (path, _) throws(ConfError) in
        path == "other" ? [] : [Source(path: path, bytes: Array(text.utf8))]
      }
    }
  }

  @Test func `whatever is left out or written twice`() {
    let bytes = Array(Self.plain.utf8)
    for start in bytes.indices {
      for length in [1, 2, 7, 30] {
        let end = min(start + length, bytes.count)
        compare(Array(bytes[..<start] + bytes[end...]), "db0")
        compare(Array(bytes[..<end] + bytes[start...]), "db0")
      }
    }
  }

  @Test func `a jail with more variables than are looked at`() {
    let many = (0..<200).map { "$v\($0) = x;" }.joined() + "b = $none;"
    compare(Array("db0 { \(many) }".utf8), "db0")
    compare(
      Array("db0 { $v = \(String(repeating: "x", count: 70_000)); b = \(String(repeating: "$v", count: 20)); }".utf8),
      "db0")
  }

  private func compare(
    _ bytes: [UInt8], _ name: String, include: @escaping Include = { (_, _) throws(ConfError) -> [Source] in [] }
  ) {
    let quick = Result { () throws(ConfError) in try verdict(on: name, in: bytes, file: "FILE", include: include) }
    let whole = Result { () throws(ConfError) -> Verdict in
      guard let jail = try parse(bytes, file: "FILE", include: include).jail(named: name) else { return .absent }
      return jail.problems(in: "FILE").first.map(Verdict.refused) ?? .usable
    }
    #expect(quick == whole, "\(name) in \(String(decoding: bytes, as: UTF8.self))")
  }
}
