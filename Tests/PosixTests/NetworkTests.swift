import Glibc
import Posix
import Testing

/// In a namespace that is made for the test, seen from outside of it; no process ever runs in it.
@Suite(.enabled(if: getuid() == 0, "needs root")) struct NetworkTests {
  @Test func looksIntoANamespaceWithoutAProcess() throws {
    try scratch { folder in
      let path = "\(folder)/ns"
      do throws(PosixError) { try Network.makeNamespace(path) } catch {
        Issue.record("\(error)")
        return
      }
      defer { try? Network.removeNamespace(path) }
      let before = try Network().links()
      let inside = try Network(namespace: path)
      let links = try inside.links()
      #expect(links.map(\.name) == ["lo"])
      #expect(links.first?.up == true)
      #expect(
        try inside.addresses().contains {
          $0.text == "127.0.0.1" && $0.prefix == 8 && $0.scope == .host
        })
      // Each family is asked for by itself; none comes twice.
      let addresses = try inside.addresses().map(\.text)
      #expect(Set(addresses).count == addresses.count)
      #expect(Set(addresses).isSubset(of: ["127.0.0.1", "::1"]))
      // There isn't even a table of routes yet.
      #expect(try inside.gateways() == [])
      #expect(try inside.gateways(.v4) == [])
      #expect(failure { try Network.makeNamespace(path) } == EEXIST)
      // This thread is still where it was.
      #expect(try Network().links() == before)
      try Network.removeNamespace(path)
      try Network.removeNamespace(path)
      #expect(failure { _ = try Network(namespace: path) } == ENOENT)
      #expect(failure { _ = try Network(namespace: "/etc/passwd") } == EINVAL)
      #expect(try Files.list(folder) == [])
    }
  }

  @Test func removalStopsAtAMount() throws {
    try scratch { folder in
      try Files.makeDirectories("\(folder)/top/mnt")
      try Files.write("x", to: "\(folder)/top/file")
      try Network.makeNamespace("\(folder)/top/mnt/ns")
      defer { try? Network.removeNamespace("\(folder)/top/mnt/ns") }
      do throws(PosixError) {
        try Tree.remove("\(folder)/top")
        Issue.record("removed a tree with a mount")
      } catch {
        #expect(error == PosixError("remove", "\(folder)/top/mnt/ns", errno: EXDEV))
      }
      #expect(Files.exists("\(folder)/top/file"))
    }
  }
}
