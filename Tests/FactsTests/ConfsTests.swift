import Foundation
import Platform
import Testing
import Wire

@testable import Facts

@Suite struct ConfsTests {
  /// A scratch root with files in it.
  private func root(_ files: [String: String]) throws -> String {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("facts-\(UUID().uuidString)")
    for (path, text) in files {
      let url = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: false, encoding: .utf8)
    }
    return root.path
  }

  @Test func `only the confs of the jails that were named are read`() throws {
    let root = try root(["etc/jail.conf.d/a.conf": "a { }\n", "etc/jail.conf.d/b.conf": "b { }\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let confs = try ConfsReader(Paths(root: root, system: .linux))
    #expect(confs.texts(of: nil) == ["a": "a { }\n", "b": "b { }\n"])
    #expect(confs.texts(of: ["b", "c"]) == ["b": "b { }\n"])
    #expect(confs.texts(of: []) == [:])
  }

  @Test(arguments: [
    (#"$jailer_address = "10.0.0.10/24";"#, ["10.0.0.10/24"], [], nil),
    (
      #"$jailer_address = "10.0.0.10/24"; $jailer_address6 = "fd00::10/64"; $jailer_gateway = "10.0.0.1"; $jailer_gateway6 = "fd00::1";"#,
      ["10.0.0.10/24", "fd00::10/64"], [], "10.0.0.1"
    ), (#"$jailer_address = "dhcp"; $jailer_address6 = "fd00::10/64";"#, ["fd00::10/64"], ["dhcp"], nil),
    (#"$jailer_address = "10.0.0.10/24"; $jailer_address6 = "auto";"#, ["10.0.0.10/24"], ["auto"], nil),
    (#"$jailer_address = "auto"; $jailer_gateway = "10.0.0.1";"#, [], ["auto"], "10.0.0.1"),
  ])
  func `a jail's addresses, and what gives it others`(
    variables: String, addresses: [String], dynamic: [String], gateway: String?
  ) throws {
    let root = try root(["etc/jail.conf.d/a.conf": "a { \(variables) vnet; }\n"])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let jail = try #require(try ConfsReader(Paths(root: root, system: .linux)).jail(named: "a"))
    #expect(jail.addresses == addresses && jail.dynamic == dynamic && jail.gateway == gateway)
    #expect(jail.gateway6 == (variables.contains("_gateway6") ? "fd00::1" : nil))
  }

  @Test func `what starts jails on FreeBSD`() throws {
    let root = try root([
      "etc/jail.conf": "x { }\n", "etc/rc.d/jail": "#!/bin/sh\njail_conf_dir=/etc/jail.conf.d\n",
      "etc/rc.d/jail.origin": "#!/bin/sh\n",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let paths = Paths(root: root, system: .freeBSD)
    #expect(BootReader.read(paths) == BootFact(jailConf: "x { }\n", isPatched: true, hasOrigin: true))
    try FileManager.default.removeItem(atPath: "\(root)/etc/rc.d")
    try FileManager.default.removeItem(atPath: "\(root)/etc/jail.conf")
    #expect(BootReader.read(paths) == BootFact())
  }

  @Test func `root's shell where a login would work`() throws {
    let root = try root([
      "good/etc/passwd": "toor:*:0:0::/:/x\nroot:*:0:0:Charlie &:/root:/bin/sh\n", "good/bin/sh": "", "good/root/x": "",
      "homeless/etc/passwd": "root:*:0:0::/root:/bin/sh\n", "homeless/bin/sh": "",
      "shell-less/etc/passwd": "root:*:0:0::/:/usr/local/bin/zsh\n", "empty/x": "",
    ])
    defer { try? FileManager.default.removeItem(atPath: root) }
    let jails = ["good", "homeless", "shell-less", "empty"].map { name in
      var jail = JailFact(name: name, state: .active)
      jail.jid = 1
      jail.path = "\(root)/\(name)"
      return jail
    }
    #expect(ShellsReader.read(jails) == ["good": "/bin/sh"])
  }

  @Test func `an image's rc.conf is read, and no link in its place`() throws {
    let root = try root(["a/etc/rc.conf": "x=1\n", "b/etc/other": "x=2\n", "c/x": ""])
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileManager.default.createSymbolicLink(atPath: "\(root)/b/etc/rc.conf", withDestinationPath: "other")
    var reading = ConfigReader.Reading(config: ConfigFact())
    reading.images = ["a", "b", "c"].map { ImageFact(name: $0, isDefault: false, path: "\(root)/\($0)") }
    reading.readRcConfs()
    #expect(reading.images.map(\.rcConf) == ["x=1\n", nil, nil])
  }
}
