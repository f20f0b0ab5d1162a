import Glibc
import Platform
import Posix
import Wire

struct HostReader {
  let paths: Paths
  let tools: Tools

  func read() throws(Fault) -> HostFact {
    var name = utsname()
    guard uname(&name) == 0 else {
      throw Fault(.failed, "the machine's name can't be read", PosixError("uname", errno: errno))
    }
    var found: [String: String] = [:]
    for tool in Tools.known { found[tool] = tools.find(tool) }
    let version = paths.system == .freeBSD ? HostVersion(tools: tools) : nil
    let random: String
    do { random = hex(try Random.bytes(32)) } catch { throw Fault(.failed, "no random numbers can be had", error) }
    let now = Int(Clock.wall() / 1000)
    var host = HostFact(
      hostname: Printable.clean(text(name.nodename)), release: version?.kernel ?? text(name.release),
      userland: version?.userland, paths: paths, tools: found,
      random: random, now: now, utcOffset: utcOffset(now), hasResolver: Files.exists(paths.resolver),
      dhcpRuleset: dhcpRuleset)
    host.machine = text(name.machine)
    host.architecture = Architecture.name() ?? host.machine
    return host
  }

  private func utcOffset(_ now: Int) -> Int {
    var time = time_t(now)
    var local = tm()
    return localtime_r(&time, &local) == nil ? 0 : Int(local.tm_gmtoff)
  }

  private var dhcpRuleset: Int? {
    guard paths.system == .freeBSD, let bytes = try? Files.read(paths.devfsRules) else { return nil }
    return DevfsRules.withBpf(in: String(decoding: bytes, as: UTF8.self))
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A C array of characters up to its NUL.
  private func text<T>(_ field: T) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
