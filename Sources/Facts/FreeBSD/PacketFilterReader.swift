import Platform
import Posix
import Wire

/// What pf(4) has of jailer's rules, what files say of it, and whether the host forwards.
struct PacketFilterReader {
  let paths: Paths
  let tools: Tools

  func read() -> RulesFact {
    var fact = RulesFact()
    for (family, name) in [("inet", "net.inet.ip.forwarding"), ("inet6", "net.inet6.ip6.forwarding")]
    where isOn(name) {
      fact.forwarding.append(family)
    }
    var pf = PfFact(path: rulesPath())
    do throws(Fault) {
      try readFiles(&pf)
      try readKernel(&pf)
    } catch {
      fact.error = error.cause.map { "\(error.message): \($0)" } ?? error.message
    }
    fact.pf = pf
    return fact
  }

  private func isOn(_ name: String) -> Bool {
    (try? HostProgram(tools).output("sysctl", ["-n", name]))?.hasPrefix("1") ?? false
  }

  /// `pf_rules` of rc.conf.
  private func rulesPath() -> String {
    let text = (try? Files.read(paths.config)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let path = RcConf.values(text)["pf_rules"] ?? ""
    return path.hasPrefix("/") && Name.isPath(path) ? path : paths.root + "/etc/pf.conf"
  }

  // --- files ----------------------------------------------------------------------------------

  private func readFiles(_ pf: inout PfFact) throws(Fault) {
    do throws(PosixError) {
      if let status = try Files.stat(pf.path) {
        let bytes = try Files.read(pf.path)
        pf.conf = String(decoding: bytes, as: UTF8.self)
        pf.confError = NotText.error(bytes)
        pf.confMode = Int(status.mode & 0o777)
      }
      pf.index = try text(paths.pfIndex)
      guard try Files.stat(paths.pfRules)?.kind == .directory else { return }
      for name in try Files.list(paths.pfRules) where name.hasSuffix(".conf") {
        let owner = String(name.dropLast(5))
        pf.files[owner] = try text(paths.pfRules(of: owner))
      }
    } catch {
      throw Fault(.failed, "the rules of pf can't be read", error)
    }
  }

  private func text(_ path: String) throws(PosixError) -> String? {
    guard try Files.stat(path) != nil else { return nil }
    return String(decoding: try Files.read(path), as: UTF8.self)
  }

  // --- the kernel -----------------------------------------------------------------------------

  /// - Throws: a fault where pf runs and doesn't tell.
  private func readKernel(_ pf: inout PfFact) throws(Fault) {
    // Without its module there is no /dev/pf to ask.
    guard tools.find("pfctl") != nil, let info = try? pfctl(["-s", "info"]) else { return }
    pf.isLoaded = true
    pf.isEnabled = info.split(separator: "\n").contains { $0.hasPrefix("Status: Enabled") }
    pf.points = try lines(["-s", "nat"]).compactMap(Self.point)
    // It fails where the main rules have no such point and nothing was ever loaded.
    for parent in ["jailer", "jailer.net"] {
      for anchor in (try? lines(["-a", parent, "-s", "Anchors"])) ?? [] {
        let name = anchor.filter { !$0.isWhitespace }
        let count = try lines(["-a", name, "-s", "nat"]).count
        if let owner = PfFact.owner(ofAnchor: name), count > 0 { pf.anchors[owner] = count }
      }
    }
  }

  /// `nat-anchor "jailer/*" all`
  private static func point(_ line: String) -> String? {
    let words = line.split(separator: " ")
    guard words.count >= 2, words[0] == "nat-anchor" || words[0] == "rdr-anchor", words[1].hasPrefix("\"jailer") else {
      return nil
    }
    return "\(words[0]) \(words[1])"
  }

  private func lines(_ arguments: [String]) throws(Fault) -> [String] {
    try pfctl(arguments).split(separator: "\n").map(String.init)
  }

  private func pfctl(_ arguments: [String]) throws(Fault) -> String {
    try HostProgram(tools).output("pfctl", arguments)
  }
}
