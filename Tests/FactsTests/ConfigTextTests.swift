import Platform
import Posix
import Testing
import Wire

@testable import Facts

/// Settings in a file that is not UTF-8.
@Suite struct ConfigTextTests {
  private func read(_ text: [UInt8], _ system: System = .freeBSD) throws -> ConfigFact {
    let root = "/tmp/jailer-config.\(try Random.text(10))"
    defer { try? Tree.remove(root) }
    let paths = Paths(root: root, system: system)
    try Files.makeDirectories("\(root)/etc")
    try Files.makeDirectories("\(root)/jails")
    try Files.write(Array("jailer_dir=\"dir:\(root)/jails\"\n".utf8) + text, to: paths.config)
    let tools = Tools(beside: "/usr/local/sbin", system: system)
    var config = ConfigReader(paths: paths, tools: tools, datasets: DatasetListing()).read(.store).config
    config.error = config.error?.replacing(root, with: "")
    return config
  }

  private func latin1(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value & 0xFF) } }

  @Test(arguments: System.allCases)
  func `a comment or another's value leaves the store usable`(system: System) throws {
    for text in ["# caf\u{E9}\njailer_image=\"base\"\n", "motd='\u{E9}\u{F6}'\njailer_image=base # \u{DF}\n"] {
      let config = try read(latin1(text), system)
      #expect(config.error == nil && config.store != nil && config.defaultImage == "base")
      #expect(config.textError == "line 2 is not UTF-8")
      #expect(try ConfigFact(config.json, at: "") == config)
    }
    #expect(try read(Array("# café\n".utf8), system).textError == nil)
  }

  @Test func `a value of jailer's own is refused by file and line`() throws {
    let config = try read(latin1("#\njailer_image=\"caf\u{E9}\"\n"))
    #expect(config.error == "/etc/rc.conf line 3: jailer_image is not UTF-8")
    #expect(config.store == nil)
    // The last one counts.
    #expect(try read(latin1("jailer_image=\"\u{E9}\"\njailer_image=base\n")).error == nil)
  }

  @Test func `jail conf is read, and not written`() throws {
    let root = "/tmp/jailer-config.\(try Random.text(10))"
    defer { try? Tree.remove(root) }
    let paths = Paths(root: root, system: .freeBSD)
    try Files.makeDirectories("\(root)/etc")
    try Files.write(latin1("# caf\u{E9}\nold { persist; }\n"), to: paths.jailConf)
    let boot = BootReader.read(paths)
    #expect(boot.jailConf == "# caf\u{FFFD}\nold { persist; }\n" && boot.error == nil)
    #expect(boot.jailConfError == "line 1 is not UTF-8")
    #expect(try BootFact(boot.json, at: "") == boot)
    func refusal(_ release: String) -> String? {
      let host = HostFact(
        hostname: "h", release: release, paths: paths, tools: [:], random: "", now: 0, hasResolver: false)
      var setup = BootSetup(host: host, rcConf: "jail_enable=YES\n", boot: boot, jails: ["db0"])
      do { _ = try setup.tasks(restoring: false) } catch { return error.message.replacing(root, with: "") }
      return nil
    }
    #expect(refusal("14.2-RELEASE") == "/etc/jail.conf can't be changed")
    #expect(refusal("13.5-RELEASE") == nil)
  }

  @Test func `devfs rules with such a comment are read`() throws {
    let rules = """
      # r\u{E9}seau
      [devfsrules_jailer_vnet=10]
      add include $devfsrules_jail_vnet
      add path 'bpf*' unhide

      """
    let root = "/tmp/jailer-config.\(try Random.text(10))"
    defer { try? Tree.remove(root) }
    try Files.makeDirectories("\(root)/etc")
    try Files.write(latin1(rules), to: "\(root)/etc/devfs.rules")
    let paths = Paths(root: root, system: .freeBSD)
    let host = try HostReader(paths: paths, tools: Tools(beside: "/usr/local/sbin", system: .freeBSD)).read()
    #expect(host.dhcpRuleset == 10)
  }
}
