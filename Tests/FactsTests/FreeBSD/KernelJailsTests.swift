import Glibc
import Platform
import Posix
import Testing
import Wire

@testable import Facts

@Suite(.enabled(if: KernelDouble.library != nil, "needs cc"))
struct KernelJailsTests {
  @Test func thousands() throws {
    let double = try KernelDouble(
      (1...5000).map { "jid=\($0 * 3) name=j\($0) path=/jails/j\($0) host.hostname=j\($0).example vnet=1" })
    let jails = try double.all()
    #expect(jails.map(\.jid) == (1...5000).map { $0 * 3 })
    #expect(jails.map(\.name) == (1...5000).map { "j\($0)" })
    #expect(jails.allSatisfy { $0.hasNetwork && $0.path == "/jails/\($0.name)" && $0.hostname == "\($0.name).example" })
    try double.remove()
  }

  @Test func none() throws {
    let double = try KernelDouble()
    #expect(try double.all().isEmpty)
    try double.remove()
  }

  @Test func dyingJailsDoNotRun() throws {
    let double = try KernelDouble(["jid=1 name=a dying=1", "jid=2 name=b", "jid=3 name=c dying=1"])
    #expect(try double.all().map(\.name) == ["b"])
    try double.remove()
  }

  @Test func addresses() throws {
    let double = try KernelDouble([
      "jid=1 name=a ip4=1 ip4.addr=192.168.64.15,10.0.0.1 ip6.addr=2001:db8::1,::1", "jid=2 name=b ip4=2",
    ])
    let jails = try double.all()
    #expect(jails[0].addresses.map(\.text) == ["192.168.64.15", "10.0.0.1", "2001:db8::1", "::1"])
    #expect(!jails[0].inherits && jails[1].inherits && jails[1].addresses.isEmpty)
    try double.remove()
  }

  /// As many as the kernel allows by default.
  @Test func longLists() throws {
    let v4 = (0..<255).map { "10.1.2.\($0)" }
    let v6 = (0..<255).map { "2001:db8::1:\(String($0, radix: 16))" }
    let double = try KernelDouble([
      "jid=1 name=a ip4.addr=10.0.0.1",
      "jid=2 name=b ip4.addr=\(v4.joined(separator: ",")) ip6.addr=\(v6.joined(separator: ","))",
      "jid=3 name=c ip4.addr=10.0.0.3",
    ])
    let jails = try double.all()
    #expect(jails.map { $0.addresses.count } == [1, 510, 1])
    #expect(jails[1].addresses.first?.text == "10.1.2.0" && jails[1].addresses.last?.text == "2001:db8::1:fe")
    #expect(jails[2].addresses.map(\.text) == ["10.0.0.3"])
    try double.remove()
  }

  @Test func aListThatGrowsBetweenTheCalls() throws {
    let twenty = (1...20).map { "10.0.0.\($0)" }.joined(separator: ",")
    let double = try KernelDouble(["jid=1 name=a grow=20 ip4.addr=\(twenty)", "jid=2 name=b"])
    let jails = try double.all()
    #expect(jails.map(\.name) == ["a", "b"])
    #expect(jails[0].addresses.count > 20 && jails[0].addresses.first?.text == "10.0.0.1")
    try double.remove()
  }

  @Test func jailsThatVanishWhileTheyAreRead() throws {
    let twenty = (1...20).map { "10.0.0.\($0)" }.joined(separator: ",")
    let sixty = (1...60).map { "10.0.0.\($0)" }.joined(separator: ",")
    // a once it is read; b, c and e between a call and the one with more room for them.
    let double = try KernelDouble([
      "jid=1 name=a gone=1", "jid=2 name=b gone=1 ip4.addr=\(twenty)", "jid=3 name=c gone=1 ip4.addr=\(twenty)",
      "jid=4 name=d again=3", "jid=5 name=e gone=1 ip4.addr=\(sixty)",
    ])
    #expect(try double.all().map(\.name) == ["a", "d"])
    #expect(try double.all().map(\.name) == ["d"])
    try double.remove()
  }

  @Test func longNames() throws {
    let (name, path) = (String(repeating: "n", count: 255), "/" + String(repeating: "p", count: 1022))
    let double = try KernelDouble(["jid=999999 name=\(name) path=\(path) host.hostname=\(name)"])
    let jail = try #require(try double.all().first)
    #expect(jail.jid == 999_999 && jail.name == name && jail.path == path && jail.hostname == name)
    try double.remove()
  }

  @Test func namesThatAreNoUTF8() throws {
    let double = try KernelDouble()
    try Files.write(
      Array("jid=1\tname=a\thost.hostname=".utf8) + [0xFF, 0x41, 0x0A], to: "\(double.path).jails", mode: 0o644)
    #expect(try double.all().first?.hostname == "\u{FFFD}A")
    try double.remove()
  }

  @Test(arguments: ["vnet", "ip4", "ip4.addr", "ip6.addr"])
  func kernelsWithoutAParameter(_ parameter: String) throws {
    let double = try KernelDouble([
      "without=\(parameter)", "jid=1 name=a vnet=1", "jid=2 name=b ip4=1 ip4.addr=10.0.0.1",
    ])
    let jails = try double.all()
    #expect(jails.map(\.name) == ["a", "b"])
    #expect(jails[0].hasNetwork == (parameter != "vnet"))
    #expect(jails[1].addresses.isEmpty == (parameter == "ip4.addr"))
    try double.remove()
  }

  @Test func whatTheKernelRefuses() throws {
    let cases = [
      (["without=name", "jid=1 name=a"], "jail_get: Invalid argument (unknown parameter: name)"),
      (["fail=\(EINVAL) message=no\u{1B}[31m", "jid=1"], "jail_get: Invalid argument (no\\x1b[31m)"),
      (["fail=\(ERANGE) message=too-big"], "jail_get: \(String(cString: strerror(ERANGE))) (too-big)"),
      (["fail=\(EPERM)"], "jail_get: Operation not permitted"),
      (["jid=1 name=a again=1000"], "jail_get: Resource temporarily unavailable"),
      (["jid=1 name=\(String(repeating: "n", count: 300))"], "jail_get: Invalid argument"),
    ]
    for (lines, cause) in cases {
      let double = try KernelDouble(lines)
      let fault = #expect(throws: Fault.self) { try double.all() }
      #expect(fault?.message == "the running jails can't be listed")
      #expect(fault?.cause == cause)
      try double.remove()
    }
  }

  /// A library that says the same jail for ever.
  @Test func endsAlways() {
    let fault = #expect(throws: Fault.self) { try KernelJails { _, _, _ in 1 }.all() }
    #expect(fault?.cause == "jail 1 comes after 1")
  }

  @Test func noSuchLibrary() {
    let fault = #expect(throws: Fault.self) { try KernelJails(library: "/nonexistent/libjail.so.1") }
    #expect(fault?.code == .unavailable)
    #expect(fault?.cause?.hasPrefix("/nonexistent/libjail.so.1: ") == true)
  }
}
