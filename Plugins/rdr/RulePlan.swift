import Platform
import PluginKit
import Wire

/// What nat and rdr have in common.
enum RulePlan {
  /// The jail's conf with these rules, and what is in force where the jail runs.
  static func plan(_ title: String, _ jail: JailFact, _ rules: JailRules, _ asked: Asked) throws(Fault) -> Reply.Body {
    let host = try asked.host()
    guard let text = asked.machine.confs?[jail.name] else { throw Clone.noConf(jail) }
    let path = host.paths.conf(of: jail.name)
    var steps = [
      Step(
        "conf", section: "jail.conf file",
        .write(
          path: path, text: try RuleEdit.conf(text, of: jail.name, with: rules, on: host), mode: 0o644, within: nil),
        undo: .inherent)
    ]
    if jail.isRunning {
      var machine = asked.machine
      machine.jails = (machine.jails ?? []).map { other in
        guard other.name == jail.name else { return other }
        var changed = other
        changed.nat = rules.nat.map(\.options.text)
        changed.rdr = rules.rdr.map(\.options.text)
        return changed
      }
      steps += try RuleLoad(machine).steps()
    }
    // Whoever starts the jail at the same time loads rules, too.
    return .plan(
      Plan(tasks: [Plan.Task(title, claims: ["jail:\(jail.name)", RuleLoad.claim], steps: steps)], waits: true),
      view: nil)
  }

  /// - Throws: `usage` for a jail that shares the host's addresses or isn't reached through the host.
  static func check(_ jail: JailFact, interface: String, _ asked: Asked) throws(Fault) {
    try checkConf(jail)
    try check(interface: interface, asked)
    let isShared = jail.network == "inherit" || jail.network == nil
    let system = try asked.host().paths.system
    let isBeside = jail.network == "new" && system == .linux
    guard !isShared, !isBeside else {
      throw Fault(
        .usage, "the jail \(jail.name) can't have such rules",
        cause: isShared
          ? "it has no address of its own"
          : "it is on \(jail.bridge ?? "the interface") itself, and not behind the host",
        hint: "they are for jails of type eb", field: "jail")
    }
  }

  static func check(interface: String, _ asked: Asked) throws(Fault) {
    let interfaces = asked.machine.interfaces ?? []
    guard interfaces.contains(where: { $0.name == interface }) else {
      let known = interfaces.map(\.name).filter { $0 != "lo" && !$0.hasPrefix("epair") }.prefix(8)
      throw Fault(
        .notFound, "there is no interface \(interface)",
        hint: known.isEmpty ? nil : "interfaces are \(known.joined(separator: ", "))", field: "interface")
    }
  }

  static func checkConf(_ jail: JailFact) throws(Fault) {
    try Start.checkConf(jail)
    guard jail.conf == nil else { return }
    throw Fault(
      .notPermitted, "the jail \(jail.name) has no conf in jailer's folder", hint: "use what made it", field: "jail")
  }

  /// Takes one rule away, or all.
  /// - Parameter verb: of the command that lists them.
  static func delete<Rule>(from rules: inout [Rule], of owner: String, _ verb: String, _ asked: Asked) throws(Fault) {
    let list = "jailer \(verb) list \(owner)"
    guard !rules.isEmpty else {
      throw Fault(.notFound, "\(owner) has no such rules", hint: list)
    }
    if asked.flag("all") {
      guard asked.request.arguments["index"] == nil else {
        throw Fault(.usage, "-f removes all rules", hint: "leave out -i", field: "index")
      }
      rules = []
      return
    }
    guard let index = asked.request.arguments["index"]?.integer else {
      guard rules.count == 1 else {
        throw Fault(
          .usage, "\(owner) has \(rules.count) rules", hint: "choose one with -i INDEX as in \(list), or all with -f",
          field: "index")
      }
      rules = []
      return
    }
    guard rules.indices.contains(index - 1) else {
      throw Fault(.notFound, "\(owner) has no rule \(index)", hint: list, field: "index")
    }
    rules.remove(at: index - 1)
  }

  /// The jail that was named, or all.
  static func named(_ asked: Asked) throws(Fault) -> [JailFact] {
    guard let name = asked.text("jail") else { return try asked.jails() }
    return [try asked.jail(name, field: "jail")]
  }
}
