import Platform
import PluginKit
import Wire

/// `jailer nat del [-i INDEX | -f] JAIL|NETWORK`
enum NatDelete {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    switch try NatOwner(asked) {
    case .jail(let jail):
      try RulePlan.checkConf(jail)
      var rules = try JailRules(jail)
      try RulePlan.delete(from: &rules.nat, of: jail.name, "nat", asked)
      return try RulePlan.plan("Removing NAT of \(jail.name)", jail, rules, asked)
    case .network(let name):
      let all = try NatOwner.rules(asked)
      var rules = all.filter { $0.network == name }
      try RulePlan.delete(from: &rules, of: name, "nat", asked)
      return try NatOwner.plan("Removing NAT of \(name)", all.filter { $0.network != name } + rules, asked)
    }
  }
}
