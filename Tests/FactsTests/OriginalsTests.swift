import Foundation
import Platform
import TestSupport
import Testing
import Wire

@testable import Facts

/// What the original Jailer wrote is understood.
@Suite struct OriginalsTests {
  private func jails(_ texts: [String: String]) throws -> [String: JailFact] {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("facts-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let folder = root.appendingPathComponent("etc/jail.conf.d")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in texts {
      try text.write(to: folder.appendingPathComponent("\(name).conf"), atomically: false, encoding: .utf8)
    }
    let reader = try ConfsReader(Paths(root: root.path, system: .freeBSD))
    #expect(reader.names == texts.keys.sorted())
    // Whether a conf is broken is the same for a list.
    for name in reader.names { #expect(reader.overview(of: name)?.state == reader.jail(named: name)?.state) }
    return Dictionary(
      uniqueKeysWithValues: reader.names.compactMap { name in reader.jail(named: name).map { (name, $0) } })
  }

  @Test func `type, id, bridge, address and root folder are understood`() throws {
    let jails = try jails([
      "db0": OriginalConf.eb.text("db0", id: 6), "web": OriginalConf.inherit.text("web", id: 2),
      "www0": OriginalConf.new.text("www0", id: 3),
    ])
    #expect(jails.values.allSatisfy { $0.state == .stopped && $0.error == nil && $0.root == nil })
    let db0 = try #require(jails["db0"])
    #expect((db0.network, db0.id, db0.bridge, db0.addresses) == ("eb", 6, "bridge0", []))
    #expect((db0.path, db0.hostname) == ("/usr/local/jails/db0", "db0.armbsd13"))
    let web = try #require(jails["web"])
    #expect((web.network, web.id, web.bridge, web.addresses) == ("inherit", 2, nil, []))
    let www0 = try #require(jails["www0"])
    #expect((www0.network, www0.id, www0.bridge, www0.addresses) == ("new", 3, "vtnet0", ["192.168.64.15"]))
  }

  @Test func `addresses in all the forms of the manual`() throws {
    let text = """
      a { ip4.addr = "em0|10.0.0.1/24 mtu 9000,10.0.0.2"; ip4.addr += 10.0.0.3/255.255.255.0; ip6.addr = "em0|2001:db8::1/64"; }
      """
    #expect(try jails(["a": text])["a"]?.addresses == ["10.0.0.1/24", "10.0.0.2", "10.0.0.3", "2001:db8::1/64"])
  }

  /// A user may give a jail that jailer made an address more.
  @Test func `addresses beside jailer's own`() throws {
    let text = """
      a { $jailer_address = "10.0.0.1/24"; interface = em0; ip4.addr = 10.0.0.1, "em1|10.0.0.2"; ip6.addr = "2001:db8::1"; }
      """
    #expect(try jails(["a": text])["a"]?.addresses == ["10.0.0.1/24", "10.0.0.2", "2001:db8::1"])
  }

  /// The reader of the store's own mounts isn't asked where no jail can be the original's.
  @Test func `a folder store has no datasets`() {
    var jail = JailFact(name: "db0", state: .stopped)
    jail.conf = "/etc/jail.conf.d/db0.conf"
    jail.id = 6
    jail.path = "/srv/jails/db0"
    let store = StoreFact(kind: .directory(overlay: true, reflink: false), path: "/srv/jails")
    let roots = OriginalRoots(store: store, tools: Tools(beside: "/", system: .freeBSD))
    #expect(roots.found(for: [jail]) == [jail])
  }

  @Test func `defaults that the original keeps in the store`() throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("facts-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    for folder in ["etc", "store/image/13.1-RELEASE", "store/image/13.0-RELEASE", "store/network"] {
      try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
    }
    func write(_ text: String, _ file: String) throws {
      try text.write(toFile: "\(root)/\(file)", atomically: false, encoding: .utf8)
    }
    func config() throws -> ConfigFact? {
      let reader = FactsReader(
        paths: Paths(root: root, system: .freeBSD), tools: Tools(beside: "/", system: .freeBSD))
      let machine = try reader.machine([.config, .images])
      #expect(machine.images?.filter(\.isDefault).map(\.name) == [machine.config?.defaultImage].compactMap(\.self))
      return machine.config
    }
    try write("jailer_dir=\"dir:\(root)/store\"\n", "etc/rc.conf")
    #expect(try config()?.defaultImage == nil)
    try write("13.1-RELEASE\n", "store/image/.default")
    try write("eb\n", "store/network/.default")
    #expect(try config()?.defaultImage == "13.1-RELEASE")
    #expect(try config()?.defaultNetwork == "eb")
    // The configuration counts, also where it says that there is none.
    try write("jailer_dir=\"dir:\(root)/store\"\njailer_image=\"13.0-RELEASE\"\njailer_network=\"\"\n", "etc/rc.conf")
    #expect(try config()?.defaultImage == "13.0-RELEASE")
    #expect(try config()?.defaultNetwork == nil)
    try write("jailer_dir=\"dir:\(root)/store\"\n", "etc/rc.conf")
    try write("../../etc/passwd\n", "store/image/.default")
    try write("\u{1b}[31m\n", "store/network/.default")
    #expect(try config()?.defaultImage == nil)
    #expect(try config()?.defaultNetwork == nil)
  }
}
