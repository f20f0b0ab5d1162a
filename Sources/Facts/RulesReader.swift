import Platform
import Posix
import Wire

/// What nftables has of jailer's rules, and whether the host forwards.
struct RulesReader {
  let paths: Paths
  let tools: Tools

  func read() -> RulesFact {
    var fact = RulesFact()
    do throws(Fault) {
      fact.marks = try rules("inet")?.compactMap { $0["comment"]?.string }
      fact.guards =
        try rules("netdev")?.compactMap { $0["chain"]?.string }.reduce(into: []) { chains, chain in
          if chains.last != chain { chains.append(chain) }
        } ?? []
      if let bytes = try? Files.read(paths.rules) { fact.file = String(decoding: bytes, as: UTF8.self) }
    } catch {
      fact.error = error.cause.map { "\(error.message): \($0)" } ?? error.message
    }
    if isOn("net/ipv4/ip_forward") { fact.forwarding.append("inet") }
    if isOn("net/ipv6/conf/all/forwarding") { fact.forwarding.append("inet6") }
    fact.learning = learning()
    return fact
  }

  /// The rules in the table `FAMILY jailer`; `nil` where there is none, or no nft(8) that could have made it.
  private func rules(_ family: String) throws(Fault) -> [JSON]? {
    guard tools.find("nft") != nil else { return nil }
    let text: String
    do {
      text = try HostProgram(tools).output("nft", ["-j", "list", "table", family, "jailer"])
    } catch {
      if error.cause?.contains("No such file or directory") == true { return nil }
      throw error
    }
    guard let json = try? JSON.read(Array(text.utf8), limit: Limits.request) else {
      throw Fault(.failed, "what nft lists is not JSON")
    }
    return (json["nftables"]?.array ?? []).compactMap { $0["rule"] }
  }

  private func isOn(_ name: String) -> Bool { (try? Files.text("/proc/sys/\(name)"))?.hasPrefix("1") ?? false }

  /// The kernel takes no router advertisements on a host that forwards, but where accept_ra is 2.
  private func learning() -> [String] {
    #if os(Linux)
      guard let network = try? Network(), let gateways = try? network.gateways(.v6), !gateways.isEmpty,
        let links = try? network.links()
      else { return [] }
      let names = links.filter { link in gateways.contains { $0.index == link.index } }.map(\.name)
      return names.filter { isOn("net/ipv6/conf/\($0)/accept_ra") }
    #else
      return []
    #endif
  }
}
