import Foundation
import Testing
import Wire

@testable import Host

struct DiscoveryTests {
  static let view = #""view":{"text":"here"}"#
  static let quiet = #""commands":[{"path":["NAME"],"summary":"s"}]"#

  func reading(_ name: String) -> String { Self.quiet.replacing("NAME", with: name) }

  @Test func namesAliasesAndPrefixes() throws {
    let installation = try Installation()
    try installation.plugin("start", reading("start") + #","core":true,"aliases":["boot"]"#, reply: Self.view)
    try installation.plugin("startall", reading("startall") + #","core":true"#, reply: Self.view)
    try installation.plugin("mine", reading("mine") + #","aliases":["ours"]"#, reply: Self.view)
    let here = Installation.Result(status: 0, output: "here\n", error: "")
    #expect(try installation.run("start") == here)
    #expect(try installation.run("boot") == here)
    #expect(try installation.run("starta") == here)
    #expect(try installation.run("mine") == here)
    #expect(try installation.run("ours") == here)
    #expect(try installation.run("--", "mine") == here)
    #expect(try installation.run("st").error == "jailer: \"st\" could be start or startall\n")
    #expect(
      try installation.run("mi")
        == .init(status: 64, output: "", error: "jailer: no verb \"mi\"\n  did you mean mine?\n"))
    #expect(try installation.run("strat").error == "jailer: no verb \"strat\"\n  did you mean start?\n")
    #expect(try installation.run("").error == "jailer: no verb \"\"\n  jailer help lists the verbs\n")
    #expect(
      try installation.run("../libexec/jailer/mine").error
        == "jailer: no verb \"../libexec/jailer/mine\"\n  jailer help lists the verbs\n")
    #expect(try installation.run("ver").output == "jailer \(jailerVersion)\n")
  }

  /// What `jailer NAME` says of a plugin that can't be used.
  func disabled(_ installation: Installation, _ name: String = "p") throws -> String {
    let result = try installation.run(name)
    #expect(result.output == "")
    return "\(result.status) "
      + result.error.replacing("jailer: the plugin p is disabled: ", with: "").replacing(
        "\n  it is in ROOT/libexec/jailer\n", with: "")
  }

  @Test func brokenPlugins() throws {
    let installation = try Installation()
    let file = "\(installation.plugins)/p"
    try installation.plugin("p", reading("p"), reply: Self.view)
    try installation.write("[]", to: file + ".json")
    #expect(try disabled(installation) == "78 p.json is not a manifest: must be an object, is an array")
    try installation.write(Installation.manifest("p", reading("p") + #","colour":1"#), to: file + ".json")
    #expect(try disabled(installation) == "78 p.json is not a manifest: has an unknown field \"colour\"")
    try installation.write(Installation.manifest("p", reading("p") + #","x-colour":1"#), to: file + ".json")
    #expect(try installation.run("p").output == "here\n")
    try installation.write(Installation.manifest("p", reading("p") + #","name":"p""#), to: file + ".json")
    #expect(try disabled(installation).hasPrefix("78 p.json is not JSON: line 1, column"))
    try installation.write(Installation.manifest("q", reading("q")), to: file + ".json")
    #expect(try disabled(installation) == "78 p.json has the name \"q\"")
    try installation.write(String(repeating: " ", count: Limits.manifest + 1), to: file + ".json")
    #expect(try disabled(installation) == "78 p.json can't be read: longer than 65536 bytes")
    try installation.write("", to: file + ".json")
    #expect(try disabled(installation) == "78 p.json is not JSON: empty")
    try installation.write(Installation.manifest("p", reading("p") + #","aliases":["version"]"#), to: file + ".json")
    #expect(try disabled(installation) == "78 its alias \"version\" is a verb of jailer's own")
    try installation.plugin("list", reading("list") + #","core":true"#, reply: Self.view)
    try installation.write(Installation.manifest("p", reading("p") + #","aliases":["list"]"#), to: file + ".json")
    #expect(try disabled(installation) == "78 its alias \"list\" is a verb of jailer's own")
    #expect(try installation.run("list").output == "here\n")
    try installation.plugin("p", reading("p"), reply: Self.view)
    #expect(try installation.run("p").output == "here\n")
    try installation.write("", to: file, mode: 0o644)
    #expect(try disabled(installation) == "69 p is not executable")
    try FileManager.default.removeItem(atPath: file)
    #expect(try disabled(installation) == "69 the executable p is missing")
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: false)
    #expect(try disabled(installation) == "69 p is not executable")
  }

  @Test func filesThatOthersCanWrite() throws {
    let installation = try Installation()
    let file = "\(installation.plugins)/p"
    func mode(_ path: String, _ mode: Int) throws {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }
    try installation.plugin("p", reading("p"), reply: Self.view)
    try mode(file, 0o777)
    #expect(try disabled(installation) == "78 p can be written by others")
    try mode(file, 0o755)
    try mode(file + ".json", 0o664)
    #expect(try disabled(installation) == "78 p.json can be written by others")
    try mode(file + ".json", 0o644)
    try mode(installation.plugins, 0o1777)
    #expect(
      try disabled(installation)
        == "78 jailer: plugins can't be used: ROOT/libexec/jailer can be written by others\n  only root may own and write its path: chown root, chmod go-w\n"
    )
    try mode(installation.plugins, 0o755)
    try mode(installation.root + "/libexec", 0o775)
    #expect(try disabled(installation).contains("ROOT/libexec can be written by others"))
    try mode(installation.root + "/libexec", 0o755)
    #expect(try installation.run("p").output == "here\n")
  }

  @Test(.enabled(if: asRoot, "only root can give files away")) func filesOfOthers() throws {
    let installation = try Installation()
    let file = "\(installation.plugins)/p"
    try installation.plugin("p", reading("p"), reply: Self.view)
    #expect(chown(file, 1234, 0) == 0)
    #expect(try disabled(installation) == "78 p belongs to user 1234")
    #expect(chown(file, 0, 0) == 0)
    #expect(chown(installation.root, 1234, 0) == 0)
    #expect(try disabled(installation).contains("plugins can't be used: ROOT belongs to user 1234"))
    #expect(chown(installation.root, 0, 0) == 0)
  }

  @Test func links() throws {
    let installation = try Installation()
    let file = "\(installation.plugins)/p"
    try installation.plugin("q", reading("q"), reply: Self.view)
    try installation.write(Installation.manifest("p", reading("p")), to: file + ".json")
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "q")
    #expect(try installation.run("p").output == "here\n")
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/bin/true")
    #expect(try disabled(installation) == "78 p leads out of its folder")
    try FileManager.default.removeItem(atPath: file + ".json")
    try FileManager.default.createSymbolicLink(atPath: file + ".json", withDestinationPath: "nowhere")
    #expect(try disabled(installation).hasPrefix("78 p.json can't be read"))
  }

  @Test func noPlugins() throws {
    let installation = try Installation()
    try FileManager.default.removeItem(atPath: installation.plugins)
    #expect(
      try installation.run("list")
        == .init(
          status: 69, output: "", error: "jailer: no plugins are installed: ROOT/libexec/jailer does not exist\n"))
    #expect(try installation.run("version").status == 0)
    #expect(try installation.run("help").status == 0)
  }

  @Test func externalCommandsAreFoundByTrust() throws {
    let installation = try Installation()
    let file = "\(installation.root)/bin/jailer-foo"
    try installation.write("#!/bin/sh\n", to: file, mode: 0o755)
    let found = ExternalCommands(searchPath: "relative:\(installation.root)/bin", trust: Trust(user: geteuid()))
    #expect(try found.find("foo") == file)
    #expect(try found.find("bar") == nil)
    #expect(try found.find("../bin/jailer-foo") == nil)
    #expect(try found.find("-x") == nil)
    installation.variables["PATH"] = "\(installation.root)/bin"
    #expect(try installation.run("help", "foo").error == "jailer: no verb \"foo\"\n  jailer help lists the verbs\n")
    guard asRoot else { return }
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: file)
    #expect(
      try installation.run("foo")
        == .init(
          status: 77, output: "",
          error: "jailer: ROOT/bin/jailer-foo is not run as root: jailer-foo can be written by others\n"))
  }
}
