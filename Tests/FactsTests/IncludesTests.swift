import Platform
import Posix
import Testing
import Wire

@testable import Facts

/// `.include` in the conf of a jail, as jail(8) follows it.
@Suite struct IncludesTests {
  let root: String
  var folder: String { "\(root)/etc/jail.conf.d" }

  init() throws {
    root = "/tmp/jailer-includes.\(try Random.text(10))"
    try Files.makeDirectories("\(root)/etc/jail.conf.d/parts")
  }

  func write(_ path: String, _ text: String) throws { try Files.write(text, to: "\(folder)/\(path)") }

  /// The fact; an overview agrees with it.
  func jail(_ name: String, _ system: System = .freeBSD) throws -> JailFact? {
    let confs = try ConfsReader(Paths(root: root, system: system))
    let jail = confs.jail(named: name)
    #expect(confs.overview(of: name) == jail?.overview)
    return jail
  }

  @Test(arguments: [System.freeBSD, .linux])
  func `what an included file says is the jail's`(system: System) throws {
    defer { try? Tree.remove(root) }
    try write("web.conf", "web {\n  .include \"parts/net.inc\", \"parts/*.opt\";\n  path = /jails/web;\n}\n")
    try write("parts/net.inc", "$id = 7; $bridge = em0; .include \"addresses\";\n")
    try write("parts/addresses", "interface = $bridge; ip4.addr = 10.0.0.7/24; ip6.addr = \"2001:db8::7\";\n")
    try write("parts/b.opt", "depend = db0; host.hostname = b;\n")
    try write("parts/a.opt", "host.hostname = a;\n")
    try write("parts/.c.opt", "host.hostname = c;\n")
    let jail = try #require(try jail("web", system))
    #expect(jail.error == nil && jail.state == .stopped)
    #expect((jail.id, jail.bridge, jail.network, jail.path) == (7, "em0", "new", "/jails/web"))
    #expect((jail.hostname, jail.depends) == ("b", ["db0"]))
    #expect(jail.addresses == ["10.0.0.7/24", "2001:db8::7"])
  }

  @Test func `parameters outside of the block, and the jail itself in another file`() throws {
    defer { try? Tree.remove(root) }
    try write("web.conf", ".include \"parts/common\";\nweb { }\n")
    try write("parts/common", "$id = 9; path = \"/jails/$name\";\n")
    try write("db0.conf", ".include \"\(folder)/parts/db0\";\n")
    try write("parts/db0", "db0 { $id = 10; path = /jails/db0; }\n")
    #expect(try jail("web")?.id == 9 && jail("web")?.path == "/jails/web")
    #expect(try jail("db0")?.id == 10)
  }

  @Test func `what can't be included breaks the jail, by file and line`() throws {
    defer { try? Tree.remove(root) }
    try write("missing.conf", "missing {\n  persist;\n  .include \"none\";\n}\n")
    try write("folder.conf", "folder { .include \"parts\"; }\n")
    try write("nothing.conf", "nothing { .include \"parts/*.none\"; }\n")
    try write("syntax.conf", "syntax { .include \"parts/bad\"; }\n")
    try write("parts/bad", "persist;\n}\n")
    try write("deep.conf", "deep { .include \"parts/deep\"; }\n")
    try write("parts/deep", "persist;\n\n.include \"gone\";\n")
    try write("loop.conf", "loop { }\n.include \"loop.conf\";\n")
    try write("all.conf", "all { }\n.include \"*.conf\";\n")
    try write("refused.conf", "refused { .include \"parts/refused\"; }\n")
    try write("parts/refused", "path = $none;\n")
    func error(_ name: String) throws -> String? {
      let jail = try jail(name)
      #expect(jail?.state == (jail?.error == nil ? .stopped : .broken))
      return jail?.error
    }
    #expect(try error("missing") == "missing.conf line 3: \(folder)/none: No such file or directory")
    #expect(try error("folder") == "folder.conf line 1: \(folder)/parts: Is a directory")
    #expect(try error("nothing") == nil)
    #expect(try error("syntax") == "\(folder)/parts/bad line 2: }: syntax error")
    #expect(try error("deep") == "\(folder)/parts/deep line 3: \(folder)/parts/gone: No such file or directory")
    #expect(try error("loop") == "\(folder)/loop.conf line 2: maximum include depth exceeded")
    #expect(try error("all") == "\(folder)/all.conf line 2: maximum include depth exceeded")
    #expect(try error("refused")?.hasPrefix("refused.conf: path: variable \"none\" not found") == true)
  }

  @Test func patterns() throws {
    defer { try? Tree.remove(root) }
    for name in ["b/x.conf", "a-b/x.conf", "a/x.conf", "a/y.conf", "a/.h.conf"] {
      try Files.makeDirectories("\(folder)/\(name.split(separator: "/")[0])")
      try write(name, "")
    }
    func found(_ pattern: String) -> [String] {
      ConfIncludes.matches("\(folder)/\(pattern)").map { String($0.dropFirst(folder.utf8.count + 1)) }
    }
    #expect(found("*/x.conf") == ["a-b/x.conf", "a/x.conf", "b/x.conf"])
    #expect(found("a/?.conf") == ["a/x.conf", "a/y.conf"])
    #expect(found("[ab]/[!y].conf") == ["a/x.conf", "b/x.conf"])
    #expect(found("none/*.conf") == [] && found("*/none") == [])
    #expect(found("a/\\x.con[f]") == ["a/x.conf"])
  }

  @Test(.enabled(if: KernelDouble.library != nil, "needs cc"))
  func `FreeBSD 13 has no include`() throws {
    defer { try? Tree.remove(root) }
    for (release, error) in [
      ("13.2-RELEASE", "web.conf line 1: parts/net.inc: FreeBSD 13 has no .include"), ("14.0-RELEASE", nil),
    ] {
      let double = try KernelDouble(["kern.osrelease=\(release)"])
      try Files.makeDirectories("\(double.folder)/etc/jail.conf.d/parts")
      try Files.write("$id = 7;", to: "\(double.folder)/etc/jail.conf.d/parts/net.inc")
      try double.conf("web", "web { .include \"parts/net.inc\"; }\n")
      let jail = try #require(try double.facts().first)
      #expect(jail.error == error)
      #expect(jail.id == (error == nil ? 7 : nil))
      try double.remove()
    }
  }
}
