import JailConf
import Testing

@Suite struct ParameterTests {
  @Test func kinds() {
    #expect(Parameter.kind(of: "path") == .string)
    #expect(Parameter.kind(of: "persist") == .bool)
    #expect(Parameter.kind(of: "nopersist") == .bool)
    #expect(Parameter.kind(of: "allow.mount.nodevfs") == .bool)
    #expect(Parameter.kind(of: "noallow.mount.devfs") == nil)
    #expect(Parameter.kind(of: "vnet") == .jailsys)
    #expect(Parameter.kind(of: "novnet") == nil)
    #expect(Parameter.kind(of: "exec.start") == .list)
    #expect(Parameter.kind(of: "ip4.addr") == .ip4)
    #expect(Parameter.kind(of: "ip6.addr") == .ip6)
    #expect(Parameter.kind(of: "devfs_ruleset") == .int)
    #expect(Parameter.kind(of: "meta.owner") == .string)
    #expect(Parameter.kind(of: "colour") == nil)
    #expect(Parameter.kind(of: "") == nil)
    #expect(Parameter.isPseudo("exec.noclean"))
    #expect(!Parameter.isPseudo("allow.mount"))
  }

  @Test func reservedNamesOfVariables() {
    for name in ["path", "name", "nopath", "interface", "vnet", "ip4.addr"] {
      #expect(Parameter.isReserved(name), "\(name)")
    }
    for name in ["jailer_id", "id", "bridge", "domain", ""] {
      #expect(!Parameter.isReserved(name), "\(name)")
    }
  }
}

@Suite struct AddressTests {
  @Test(arguments: ["0.0.0.0", "192.0.2.1", "255.255.255.255"])
  func v4(_ text: String) { #expect(IPAddress.isV4(text.utf8)) }

  @Test(arguments: [
    "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.", "1.2.3.4 ", "1.2.3.-4", "::",
    "1..2.3", "1.2.3.0000",
  ])
  func notV4(_ text: String) { #expect(!IPAddress.isV4(text.utf8)) }

  @Test(arguments: [
    "::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "ABCD::abcd",
  ])
  func v6(_ text: String) { #expect(IPAddress.isV6(text.utf8)) }

  @Test(arguments: [
    "", ":", ":::", "1:", ":1", "1:2", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "::1%lo0",
    "1:2:3:4:5:6:7:1.2.3.4", "1.2.3.4", "1:2:3:4:5:6:7:8::", "::1.2.3",
  ])
  func notV6(_ text: String) { #expect(!IPAddress.isV6(text.utf8)) }

  @Test func elements() {
    let full = JailAddress(Array("em0|192.0.2.1/24 mtu 9000".utf8))
    #expect(full.interface == Array("em0".utf8))
    #expect(full.address == Array("192.0.2.1".utf8))
    #expect(full.mask == Array("24".utf8))
    let bare = JailAddress(Array("::1 alias".utf8))
    #expect(bare.interface == nil)
    #expect(bare.address == Array("::1".utf8))
    #expect(bare.mask == nil)
  }
}

@Suite struct IncludePathTests {
  @Test func relativeToTheIncludingFile() {
    #expect(IncludePath.resolve("a.conf", from: "/etc/jail.conf") == "/etc/a.conf")
    #expect(IncludePath.resolve("/a.conf", from: "/etc/jail.conf") == "/a.conf")
    #expect(IncludePath.resolve("a.conf", from: "jail.conf") == "a.conf")
    #expect(IncludePath.resolve("", from: "/etc/jail.conf") == "/etc/")
  }

  @Test func patterns() {
    #expect(IncludePath.isPattern("*.conf"))
    #expect(IncludePath.isPattern("a?"))
    #expect(IncludePath.isPattern("[ab]"))
    #expect(!IncludePath.isPattern("a[b"))
    #expect(!IncludePath.isPattern("a]b["))
  }

  @Test(arguments: [
    ("/etc/jail.conf.d/www.conf", "/etc/jail.conf.d/*.conf"), ("a", "?"), ("b", "[a-c]"),
    ("d", "[!a-c]"), ("a*b", "a\\*b"), ("aXbXc", "a*b*c"), (".x", ".*"), ("]", "[]]"),
  ])
  func matches(_ path: String, _ pattern: String) {
    #expect(IncludePath.matches(path, pattern: pattern))
  }

  @Test(arguments: [
    ("/etc/jail.conf.d/.www.conf", "/etc/jail.conf.d/*.conf"), ("a/b", "*"), ("ab", "?"),
    ("d", "[a-c]"), ("aXb", "a\\*b"), ("", "?"), (".x", "?x"), ("/etc/x.conf~", "/etc/*.conf"),
  ])
  func matchesNot(_ path: String, _ pattern: String) {
    #expect(!IncludePath.matches(path, pattern: pattern))
  }
}
