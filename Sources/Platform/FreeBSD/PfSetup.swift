import Wire

/// What FreeBSD needs for rules of jails: pf(4) runs, its rules include jailer's, and the host forwards.
public struct PfSetup: Sendable {
  let host: HostFact
  let rcConf: String
  let fact: RulesFact
  let pf: PfFact
  /// The families that bridges have addresses of.
  let families: [String]

  /// - Throws: `unavailable` on Linux; `configuration` where facts are missing; `bad-data` where pf.conf
  ///   is no text.
  public init(_ machine: Machine) throws(Fault) {
    guard let host = machine.host, let fact = machine.rules else {
      throw Fault(
        .configuration, "the facts host and rules are missing", hint: "the plugin's manifest must ask for them")
    }
    guard host.paths.system == .freeBSD else {
      throw Fault(
        .unavailable, "there is no pf to set up", cause: "Linux has nftables, which needs nothing",
        hint: "jailer nat add, jailer rdr add")
    }
    if let error = fact.error {
      throw Fault(.failed, "pf can't be looked at", cause: error, hint: "pfctl -s info")
    }
    self.host = host
    self.fact = fact
    pf = fact.pf ?? PfFact()
    rcConf = machine.config?.text ?? ""
    let networks = Bridge.all(on: machine).flatMap(\.networks)
    families = ["inet"] + (networks.contains { $0.isV6 && !$0.isLinkLocal } ? ["inet6"] : [])
    try checkText()
  }

  private func checkText() throws(Fault) {
    if let error = pf.confError { throw Fault(notText: pf.path, error) }
    if let line = PfConf(pf.conf ?? "").carriageReturn {
      throw Fault(
        .badData, "\(pf.path) can't be changed",
        cause: "line \(line) ends with a carriage return, which pf doesn't take",
        hint: "take them out, as with tr -d '\\r', and run the command again")
    }
  }

  private static let gateways = ["inet": "gateway_enable", "inet6": "ipv6_gateway_enable"]
  private static let controls = ["inet": "net.inet.ip.forwarding", "inet6": "net.inet6.ip6.forwarding"]

  private var isIncluded: Bool { PfConf(pf.conf ?? "").hasPoint(host.paths) }
  private var isInForce: Bool { pf.isEnabled && PfRules.points.allSatisfy(pf.points.contains) }
  private var missingKeys: [String] {
    (["pf_enable"] + families.compactMap { Self.gateways[$0] }).filter {
      !RcConf.isYes(RcConf.values(rcConf)[$0])
    }
  }
  private var missingForwarding: [String] { families.filter { !fact.forwarding.contains($0) } }

  public var isComplete: Bool {
    isIncluded && isInForce && pf.index != nil && missingKeys.isEmpty && missingForwarding.isEmpty
  }

  /// What will be done, a line each.
  public var summary: [String] {
    var lines: [String] = []
    if !isIncluded { lines.append("add one line to \(pf.path), which includes \(host.paths.pfIndex)") }
    if !missingKeys.isEmpty {
      lines.append("set \(missingKeys.map { "\($0)=\"YES\"" }.joined(separator: ", ")) in \(host.paths.configName)")
    }
    if !missingForwarding.isEmpty {
      lines.append("let the host forward \(missingForwarding.map(Self.name).joined(separator: " and "))")
    }
    if !pf.isEnabled {
      lines.append("start pf, which may cut connections that are open, this one too")
    } else if !isInForce || !isIncluded || pf.index == nil {
      lines.append("load the rules of \(pf.path) again")
    }
    return lines
  }

  private static func name(_ family: String) -> String { family == "inet" ? "IPv4" : "IPv6" }

  public func task() throws(Fault) -> Plan.Task {
    var steps: [Step] = []
    let (pfctl, service) = (try host.tool("pfctl"), try host.tool("service"))
    if pf.isEnabled, isIncluded || pf.conf != nil { steps.append(before(service)) }
    steps += try index()
    if !pf.isLoaded {
      steps.append(
        run("pf/module", [try host.tool("kldload"), "-n", "pf"], back: [try host.tool("kldunload"), "pf"]))
    }
    if !isIncluded { steps += try conf(pfctl) }
    let text = try settings()
    if text != rcConf { steps.append(host.setting("pf/settings", text)) }
    for family in missingForwarding {
      guard let name = Self.controls[family] else { continue }
      let sysctl = try host.tool("sysctl")
      steps.append(run("pf/\(family)", [sysctl, "\(name)=1"], back: [sysctl, "\(name)=0"]))
    }
    if !pf.isEnabled {
      steps.append(run("pf/start", [service, "pf", "start"], back: [service, "pf", "stop"]))
    } else if !isInForce || !isIncluded || pf.index == nil {
      steps.append(Step("pf/reload", section: Self.section, .run([service, "pf", "reload"]), undo: .nothing))
    }
    return Plan.Task(
      "Setting up pf", label: "pf", claims: ["path:\(pf.path)", "path:\(host.paths.config)", RuleLoad.claim],
      steps: steps)
  }

  private static let section = "pf commands"

  private func run(_ id: String, _ argv: [String], back: [String]) -> Step {
    Step(id, section: Self.section, .run(argv), undo: .action(.run(back)))
  }

  /// Changes nothing. Its undo comes when the files are as they were.
  private func before(_ service: String) -> Step {
    Step(
      "pf/before", section: Self.section, .wait(gone: [], atMost: 0),
      undo: .action(.run([service, "pf", "onereload"])))
  }

  private func index() throws(Fault) -> [Step] {
    guard pf.index == nil else { return [] }
    return [
      Step(
        "pf/folder", section: "pf.conf", .directory(path: host.paths.pfRules, mode: 0o755, within: nil),
        undo: .inherent),
      Step(
        "pf/index", section: "pf.conf",
        .write(path: host.paths.pfIndex, text: PfRules.index([], host.paths), mode: 0o600, within: nil), undo: .inherent
      ),
    ]
  }

  /// The new text is looked at by pfctl(8) before it takes the old one's place.
  private func conf(_ pfctl: String) throws(Fault) -> [Step] {
    let text = try PfConf(pf.conf ?? "").adding(host.paths, path: pf.path)
    let (candidate, mode) = (pf.path + ".jailer", pf.confMode ?? 0o644)
    func write(_ id: String, _ path: String) -> Step {
      Step(id, section: "pf.conf", .write(path: path, text: text, mode: mode, within: nil), undo: .inherent)
    }
    func check(_ id: String, _ path: String) -> Step {
      Step(id, section: "pf.conf", .run([pfctl, "-n", "-f", path]), undo: .nothing)
    }
    // Of one that doesn't load the user is told by its own name.
    return (pf.conf == nil ? [] : [check("pf/own", pf.path)]) + [
      write("pf/candidate", candidate),
      check("pf/check", candidate),
      Step("pf/checked", section: "pf.conf", .remove(path: candidate, tree: false), undo: .nothing),
      write("pf/conf", pf.path),
    ]
  }

  private func settings() throws(Fault) -> String {
    var text = rcConf
    for key in missingKeys { text = try RcConf.set(key, to: "YES", in: text) }
    return text
  }
}
