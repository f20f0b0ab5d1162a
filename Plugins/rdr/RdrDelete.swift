import Platform
import PluginKit
import Wire

/// `jailer rdr del [-i INDEX | -f] JAIL`
enum RdrDelete {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let jail = try asked.jail(asked.text("jail") ?? "", field: "jail")
    try RulePlan.checkConf(jail)
    var rules = try JailRules(jail)
    try RulePlan.delete(from: &rules.rdr, of: jail.name, "rdr", asked)
    return try RulePlan.plan("Removing redirection of \(jail.name)", jail, rules, asked)
  }
}
