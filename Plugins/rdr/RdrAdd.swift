import Platform
import PluginKit
import Wire

/// `jailer rdr add -i IF [-a ADDR] -p tcp|udp|both -r PORT[-PORT] [-d PORT] [-s SOURCE] JAIL`
enum RdrAdd {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let rule = try Redirection(options(asked))
    let jail = try asked.jail(asked.text("jail") ?? "", field: "jail")
    try RulePlan.check(jail, interface: rule.interface, asked)
    try rule.checkTargets(jail)
    var rules = try JailRules(jail)
    try rule.checkConflicts(jail, rules, asked.jails())
    try RuleLoad(asked.machine).check()
    rules.rdr.append(rule)
    return try RulePlan.plan("Adding redirection to \(jail.name)", jail, rules, asked)
  }

  private static func options(_ asked: Asked) -> RuleOptions {
    var options = RuleOptions()
    for (letter, name) in [
      ("i", "interface"), ("a", "address"), ("p", "protocol"), ("r", "ports"), ("d", "destination"), ("s", "source"),
    ] as [(Character, String)] { options.add(letter, asked.text(name)) }
    return options
  }
}
