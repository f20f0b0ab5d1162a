import Platform
import Posix

/// Links that move between the host and a jail's network namespace: vnet.interface.
enum Interfaces {
  static func moveIn(_ name: String, jail: String, netns: String) throws(JailError) {
    do throws(PosixError) {
      let host = try Network()
      guard let link = try host.links().first(where: { $0.name == name }) else {
        throw PosixError("vnet.interface", name, errno: 19)
      }
      try host.move(link, to: netns)
    } catch { throw JailError(jail: jail, "vnet.interface: \(name): \(error.reason)") }
  }

  /// Those that are still inside come back; the others went with who made them. Gives the ones that couldn't.
  static func moveBack(_ names: [String], netns: String) -> [String] {
    if names.isEmpty || !Files.exists(netns) { return [] }
    do throws(PosixError) {
      let inside = try Network(namespace: netns)
      var failed: [String] = []
      for link in try inside.links() where names.contains(link.name) {
        do throws(PosixError) { try inside.move(link, to: "/proc/self/ns/net") } catch {
          failed.append("vnet.interface: \(link.name): \(error.reason)")
        }
      }
      return failed
    } catch { return ["vnet.interface: \(error)"] }
  }
}
