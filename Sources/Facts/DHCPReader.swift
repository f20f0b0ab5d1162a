import Glibc
import Platform
import Posix
import Wire

/// The DHCP server of jailer's, and who else is where it has to be.
struct DHCPReader {
  let paths: Paths
  let tools: Tools

  func read() -> DHCPFact {
    var fact = DHCPFact()
    fact.config = try? Files.text(paths.dhcpConfig)
    fact.hasService = Files.exists(paths.dhcpService)
    fact.hasLeases = Files.exists(paths.dhcpLeases)
    fact.resolvers = resolvers()
    switch paths.system {
    case .linux:
      fact.isRunning = isSupervised || serverProcess != nil
      fact.taken = taken(but: serverProcess)
    case .freeBSD:
      fact.isRunning = (try? HostProgram(tools).output("service", ["dhcpd", "status"])) != nil
      fact.devfsRules = try? Files.text(paths.devfsRules)
      fact.defaultRules = try? Files.text(paths.root + "/etc/defaults/devfs.rules")
    }
    return fact
  }

  /// `nameserver 192.0.2.53`
  private func resolvers() -> [String] {
    let lines = ((try? Files.text(paths.resolver)) ?? "").split(separator: "\n")
    return lines.compactMap { line in
      let words = line.split { " \t".contains($0) }
      return words.count > 1 && words[0] == "nameserver" ? Address(String(words[1]))?.host : nil
    }
  }

  /// runsv(8) holds a FIFO open for reading as long as it runs.
  private var isSupervised: Bool {
    (try? Files.open("\(paths.dhcpService)/supervise/ok", O_WRONLY | O_NONBLOCK)) != nil
  }

  private var serverProcess: Int? {
    guard let text = try? Files.text("\(paths.dhcpService)/dnsmasq.pid", limit: 32),
      let pid = Int(text.filter(\.isNumber)), program(pid) == "dnsmasq"
    else { return nil }
    return pid
  }

  private func program(_ pid: Int) -> String? {
    (try? Files.text("/proc/\(pid)/comm", limit: 64))?.filter { $0 != "\n" }
  }

  /// `sl local_address rem_address st … uid timeout inode`, addresses as the processor has them in memory.
  private func taken(but own: Int?) -> [DHCPFact.Socket] {
    let lines = ((try? Files.text("/proc/net/udp", limit: 8 << 20)) ?? "").split(separator: "\n").dropFirst()
    var sockets: [(address: String, inode: String)] = []
    for line in lines {
      let words = line.split(separator: " ")
      guard words.count > 9, words[1].hasSuffix(":0043"), let number = UInt32(words[1].prefix(8), radix: 16) else {
        continue
      }
      let bytes = withUnsafeBytes(of: number) { Array($0) }
      sockets.append((Address(bytes: bytes).host, "socket:[\(words[9])]"))
    }
    if sockets.isEmpty { return [] }
    let owners = owners(of: Set(sockets.map(\.inode)))
    return sockets.compactMap { socket in
      let owner = owners[socket.inode]
      if let owner, owner == own { return nil }
      return DHCPFact.Socket(address: socket.address, program: owner.flatMap(program) ?? "")
    }
  }

  private func owners(of inodes: Set<String>) -> [String: Int] {
    var owners: [String: Int] = [:]
    for pid in ((try? Files.list("/proc")) ?? []).compactMap({ Int($0) }) {
      let folder = "/proc/\(pid)/fd"
      for name in (try? Files.list(folder)) ?? [] {
        if let target = try? Files.readLink("\(folder)/\(name)"), inodes.contains(target) { owners[target] = pid }
      }
    }
    return owners
  }
}
