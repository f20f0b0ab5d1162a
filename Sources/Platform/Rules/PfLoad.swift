import Wire

/// Loading the rules on FreeBSD: pfctl(8) checks all files before it loads one, and what was in force comes back if
/// anything fails.
struct PfLoad {
  let host: HostFact
  let fact: RulesFact
  let owners: [PfRules.Owner]

  private static let section = "Rules commands"

  init(host: HostFact, fact: RulesFact, rules: RuleSet) {
    self.host = host
    self.fact = fact
    owners = PfRules(rules: rules).owners
  }

  private var pf: PfFact { fact.pf ?? PfFact() }
  private var index: String { PfRules.index(owners.map(\.name), host.paths) }

  /// Those whose rules are not in force as they shall be.
  private var changed: [PfRules.Owner] {
    owners.filter { pf.files[$0.name] != $0.text || pf.isLoaded && pf.anchors[$0.name] != $0.lines.count }
  }

  /// Those that have rules in force, or a file, and shall have none.
  private var stale: [String] {
    Set(pf.files.keys).union(pf.anchors.keys).filter { name in !owners.contains { $0.name == name } }.sorted()
  }

  private var hasIndex: Bool { pf.index == index || pf.index == nil && owners.isEmpty }

  /// Whether what is loaded is in force.
  private var isReady: Bool {
    pf.isEnabled && PfConf(pf.conf ?? "").hasPoint(host.paths) && PfRules.points.allSatisfy(pf.points.contains)
  }

  var isComplete: Bool { changed.isEmpty && stale.isEmpty && hasIndex }

  var differences: [RuleDifference] {
    let ready: [RuleDifference] =
      owners.isEmpty || isReady
      ? []
      : [
        RuleDifference(
          subject: "pf", configured: "jailer's rules", running: pf.isEnabled ? "without them" : "off",
          command: "jailer init pf")
      ]
    return ready
      + changed.map { owner in
        let count = pf.anchors[owner.name] ?? 0
        return RuleDifference(
          subject: owner.subject, configured: Self.count(owner.lines.count),
          running: count == owner.lines.count ? "others" : Self.count(count))
      }
      + stale.map { name in
        RuleDifference(
          subject: PfRules.Owner(name: name, lines: []).subject, configured: Self.count(0),
          running: Self.count(pf.anchors[name] ?? 0))
      }
  }

  private static func count(_ number: Int) -> String { number == 1 ? "1 rule" : "\(number) rules" }

  /// Where pf doesn't run, its start finds the rules: a jail can start without it.
  func steps() throws(Fault) -> [Step] {
    if isComplete { return [] }
    let pfctl = try host.tool("pfctl")
    let (changed, stale) = (changed, stale)
    var steps = (changed.map(\.name) + stale).filter(wasLoaded).map { before($0, pfctl) }
    if !changed.isEmpty {
      let folder = host.paths.pfRules
      steps.append(
        Step("rules/folder", section: "Rules", .directory(path: folder, mode: 0o755, within: nil), undo: .inherent))
    }
    for owner in changed where pf.files[owner.name] != owner.text { steps.append(write(owner.name, owner.text)) }
    for owner in changed where pf.isLoaded {
      let file = host.paths.pfRules(of: owner.name)
      steps.append(run("\(owner.name)/check", [pfctl, "-n", "-a", owner.anchor, "-f", file]))
    }
    // It names no file that isn't there, at any time.
    if !hasIndex {
      let path = host.paths.pfIndex
      steps.append(
        Step(
          "rules/index", section: "Rules", .write(path: path, text: index, mode: 0o600, within: nil), undo: .inherent))
    }
    for owner in changed where pf.isLoaded {
      let file = host.paths.pfRules(of: owner.name)
      let undo: Step.Undo = wasLoaded(owner.name) ? .nothing : .action(.run(flush(owner.name, pfctl)))
      steps.append(
        Step("\(owner.name)/load", section: Self.section, .run([pfctl, "-a", owner.anchor, "-f", file]), undo: undo))
    }
    for name in stale { steps += removal(name, pfctl) }
    return steps
  }

  /// - Throws: `configuration` where pf is not set up for rules.
  func check() throws(Fault) {
    if !pf.isEnabled {
      throw Fault(
        .configuration, "the rules of nat and rdr can't be loaded", cause: "pf is not running", hint: "jailer init pf")
    }
    if !isReady {
      throw Fault(
        .configuration, "the rules of nat and rdr can't be loaded",
        cause: "\(pf.path) does not include those of jailer, or is not loaded", hint: "jailer init pf")
    }
  }

  /// Whether there are rules that can come back.
  private func wasLoaded(_ name: String) -> Bool { pf.files[name] != nil && pf.anchors[name] != nil }

  /// Changes nothing. Its undo comes when the file's own has brought back what was loaded before.
  private func before(_ name: String, _ pfctl: String) -> Step {
    let back = [pfctl, "-a", PfFact.anchor(of: name), "-f", host.paths.pfRules(of: name)]
    return Step("\(name)/before", section: Self.section, .wait(gone: [], atMost: 0), undo: .action(.run(back)))
  }

  private func removal(_ name: String, _ pfctl: String) -> [Step] {
    var steps: [Step] = []
    if pf.anchors[name] != nil { steps.append(run("\(name)/flush", flush(name, pfctl))) }
    guard pf.files[name] != nil else { return steps }
    // Emptied first: that can be taken back.
    let path = host.paths.pfRules(of: name)
    return steps + [
      write(name, ""),
      Step("\(name)/remove", section: "Rules", .remove(path: path, tree: false), undo: .nothing),
    ]
  }

  /// All of its rules of nat, rdr and binat.
  private func flush(_ name: String, _ pfctl: String) -> [String] {
    [pfctl, "-q", "-a", PfFact.anchor(of: name), "-F", "nat"]
  }

  private func write(_ name: String, _ text: String) -> Step {
    Step(
      "\(name)/file", section: "Rules",
      .write(path: host.paths.pfRules(of: name), text: text, mode: 0o600, within: nil), undo: .inherent)
  }

  private func run(_ id: String, _ argv: [String]) -> Step {
    Step(id, section: Self.section, .run(argv), undo: .nothing)
  }
}
