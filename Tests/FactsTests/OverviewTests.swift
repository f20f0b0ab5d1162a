import Facts
import Platform
import Posix
import Testing
import Wire

@Suite struct OverviewTests {
  static let confs = [
    "good": "good { $jailer_address = \"10.0.0.5/24\"; path = /x; host.hostname = \"${name}.vm\"; }\n",
    "syntax": "syntax {", "absent": "other { path = /x; }", "empty": "", "missing": "missing { path = $none; }",
    "loop": "loop { $a = $b; $b = $a; }", "reserved": "reserved { $path = /x; }",
    "global": "$a = 1; global { path = $a; }",
    "wild": "* { path = \"/$name\"; } wild { persist; }", "included": "included { path = /x; } .include \"/none\";",
  ]

  @Test func `a jail that does not run is in the overview as it is among the jails`() throws {
    let root = "/tmp/jailer-overview-\(try Random.text(12))"
    defer { try? Tree.remove(root) }
    try Files.makeDirectories("\(root)/etc/jail.conf.d")
    for (name, text) in Self.confs {
      try Files.write(Array(text.utf8), to: "\(root)/etc/jail.conf.d/\(name).conf", sync: false)
    }
    try Files.makeDirectory("\(root)/etc/jail.conf.d/folder.conf")
    try Files.symlink("good.conf", at: "\(root)/etc/jail.conf.d/link.conf")
    let paths = Paths(root: root, system: .linux)
    let facts = FactsReader(paths: paths, tools: Tools(beside: "/usr/sbin", system: .linux))
    let jails = try #require(try Machine(facts.gather([.jails])).jails)
    let overview = try #require(try Machine(facts.gather([.overview])).overview)
    #expect(overview == jails.map(\.overview))
    #expect(jails.filter { $0.state == .stopped }.map(\.name) == ["global", "good", "wild"])
    #expect(jails.count == Self.confs.count + 2)
  }
}
