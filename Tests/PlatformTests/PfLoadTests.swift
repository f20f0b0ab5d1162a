import Testing
import Wire

@testable import Platform

/// Loading the rules into pf(4).
@Suite struct PfLoadTests {
  private static let paths = Paths(root: "", system: .freeBSD)
  private static let folder = "/usr/local/etc/jailer/pf"
  private static let www0 = """
    # Rules of www0. jailer writes this file: see jailer nat and jailer rdr.
    nat on em0 inet from 10.0.0.10 to any -> (em0:0)

    """
  private static let ready = PfFact(
    conf: PfConf.line(paths) + "\n", isLoaded: true, isEnabled: true, points: PfRules.points,
    index: PfRules.index([], paths))

  /// - Parameter jails: with their rule of nat, by their addresses.
  private func load(_ pf: PfFact, jails: [(String, String)] = [("www0", "10.0.0.10")]) throws(Fault) -> RuleLoad {
    var machine = Sample.machine(
      jails: jails.map { name, address in
        var jail = Sample.jail(name, address: address)
        jail.state = .active
        jail.jid = 1
        jail.nat = ["-i em0"]
        return jail
      })
    machine.host?.paths = Self.paths
    machine.host?.tools = ["pfctl": "/sbin/pfctl"]
    machine.rules = RulesFact(pf: pf)
    return try RuleLoad(machine)
  }

  /// What the steps do, and what takes them back.
  private func lines(_ load: RuleLoad) throws -> [String] {
    func text(_ action: Action) -> String {
      switch action {
      case .run(let argv): argv.joined(separator: " ")
      case .write(let path, let text, _, _): text.isEmpty ? "empty \(path)" : "write \(path)"
      case .remove(let path, _): "remove \(path)"
      case .directory(let path, _, _): "mkdir \(path)"
      case .wait: "nothing"
      default: "\(action)"
      }
    }
    return try load.steps().map { step in
      if case .action(let undo) = step.undo { return "\(text(step.action)), back: \(text(undo))" }
      return text(step.action)
    }
  }

  @Test func `all is checked before one is loaded, and undone by what was there`() throws {
    var pf = Self.ready
    pf.files = ["db0": "old"]
    pf.anchors = ["db0": 1]
    pf.index = PfRules.index(["db0"], Self.paths)
    let load = try load(pf, jails: [("db0", "10.0.0.11"), ("www0", "10.0.0.10")])
    #expect(!load.isComplete)
    #expect(
      try lines(load) == [
        "nothing, back: /sbin/pfctl -a jailer/db0 -f \(Self.folder)/db0.conf",
        "mkdir \(Self.folder)",
        "write \(Self.folder)/db0.conf", "write \(Self.folder)/www0.conf",
        "/sbin/pfctl -n -a jailer/db0 -f \(Self.folder)/db0.conf",
        "/sbin/pfctl -n -a jailer/www0 -f \(Self.folder)/www0.conf", "write /usr/local/etc/jailer/pf.conf",
        "/sbin/pfctl -a jailer/db0 -f \(Self.folder)/db0.conf",
        "/sbin/pfctl -a jailer/www0 -f \(Self.folder)/www0.conf, back: /sbin/pfctl -q -a jailer/www0 -F nat",
      ])
  }

  @Test func `what is in force stays`() throws {
    var pf = Self.ready
    pf.files = ["www0": Self.www0]
    pf.anchors = ["www0": 1]
    pf.index = PfRules.index(["www0"], Self.paths)
    let load = try load(pf)
    #expect(load.isComplete)
    #expect(try load.steps().isEmpty)
  }

  @Test func `after a flush the same file is loaded again`() throws {
    var pf = Self.ready
    pf.files = ["www0": Self.www0]
    pf.index = PfRules.index(["www0"], Self.paths)
    #expect(
      try lines(load(pf)) == [
        "mkdir \(Self.folder)",
        "/sbin/pfctl -n -a jailer/www0 -f \(Self.folder)/www0.conf",
        "/sbin/pfctl -a jailer/www0 -f \(Self.folder)/www0.conf, back: /sbin/pfctl -q -a jailer/www0 -F nat",
      ])
    // A rule more or less than the file has.
    pf.anchors = ["www0": 2]
    #expect(try !load(pf).isComplete)
  }

  @Test func `a jail without rules in force leaves nothing, and the index names no file that is gone`() throws {
    var pf = Self.ready
    pf.files = ["www0": Self.www0]
    pf.anchors = ["www0": 1, "net.bridge9": 1]
    pf.index = PfRules.index(["www0"], Self.paths)
    let load = try load(pf, jails: [])
    #expect(
      try lines(load) == [
        "nothing, back: /sbin/pfctl -a jailer/www0 -f \(Self.folder)/www0.conf", "write /usr/local/etc/jailer/pf.conf",
        "/sbin/pfctl -q -a jailer.net/bridge9 -F nat", "/sbin/pfctl -q -a jailer/www0 -F nat",
        "empty \(Self.folder)/www0.conf", "remove \(Self.folder)/www0.conf",
      ])
    #expect(try load.steps().allSatisfy { $0.undo != .irreversible }, "whatever comes behind may fail")
  }

  @Test func `rules need pf to be in force, but none to be there for its start`() throws {
    #expect(try load(PfFact(), jails: []).isComplete)
    var stopped = Self.ready
    stopped.isEnabled = false
    var other = Self.ready
    other.conf = "pass\n"
    var flushed = Self.ready
    flushed.points = []
    for (pf, running) in [(PfFact(), "off"), (stopped, "off"), (other, "without them"), (flushed, "without them")] {
      let fault = fault { () throws(Fault) in try load(pf).check() }
      #expect(fault?.code == .configuration && fault?.hint == "jailer init pf", "\(pf)")
      #expect(
        try load(pf).differences.first
          == RuleDifference(
            subject: "pf", configured: "jailer's rules", running: running, command: "jailer init pf"))
      #expect(try load(pf, jails: []).isComplete && load(pf, jails: []).differences.isEmpty)
      #expect(try lines(load(pf)).contains { $0.hasPrefix("/sbin/pfctl") } == pf.isLoaded)
    }
    try load(Self.ready).check()
    #expect(
      try lines(load(PfFact())) == [
        "mkdir \(Self.folder)", "write \(Self.folder)/www0.conf", "write /usr/local/etc/jailer/pf.conf",
      ])
    // What was left behind goes without pf too.
    let left = PfFact(index: PfRules.index(["www0"], Self.paths), files: ["www0": Self.www0])
    #expect(
      try lines(load(left, jails: [])) == [
        "write /usr/local/etc/jailer/pf.conf", "empty \(Self.folder)/www0.conf", "remove \(Self.folder)/www0.conf",
      ])
  }

  @Test func `what differs is told by owner`() throws {
    var pf = Self.ready
    pf.files = ["www0": "old"]
    pf.anchors = ["www0": 1, "net.bridge9": 2]
    #expect(
      try load(pf).differences == [
        RuleDifference(subject: "www0", configured: "1 rule", running: "others"),
        RuleDifference(subject: "bridge9", configured: "0 rules", running: "2 rules"),
      ])
    pf.anchors = [:]
    #expect(
      try load(pf).differences == [RuleDifference(subject: "www0", configured: "1 rule", running: "0 rules")])
  }

  @Test func `the fact is what it was, as JSON`() throws {
    var pf = Self.ready
    pf.files = ["www0": Self.www0, "net.bridge0": "x\n"]
    pf.anchors = ["www0": 1]
    pf.confMode = 0o600
    pf.confError = "line 3 is not UTF-8"
    let fact = RulesFact(forwarding: ["inet"], pf: pf)
    #expect(try RulesFact(fact.json, at: "rules") == fact)
    #expect(throws: ShapeError.self) {
      try PfFact(["path": "/x", "loaded": true, "enabled": true, "anchors": ["a": "1"]], at: "pf")
    }
    #expect(throws: ShapeError.self) {
      try PfFact(["path": "/x", "loaded": true, "enabled": true, "files": ["a": 1]], at: "pf")
    }
  }
}
