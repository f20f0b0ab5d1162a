import Platform
import PluginKit
import Wire

/// `jailer nat add -i IF [-a ADDR] JAIL|NETWORK`
enum NatAdd {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    var options = RuleOptions()
    options.add("i", asked.text("interface"))
    options.add("a", asked.text("address"))
    let rule = try Translation(options)
    try RulePlan.check(interface: rule.interface, asked)
    try RuleLoad(asked.machine).check()
    switch try NatOwner(asked) {
    case .jail(let jail):
      try RulePlan.check(jail, interface: rule.interface, asked)
      var rules = try JailRules(jail)
      try check(rule, beside: rules.nat, of: jail.name)
      rules.nat.append(rule)
      return try RulePlan.plan("Adding NAT for \(jail.name)", jail, rules, asked)
    case .network(let name):
      var rules = try NatOwner.rules(asked)
      try check(rule, beside: rules.filter { $0.network == name }.map(\.rule), of: name)
      rules.append(NetworkNat(name, rule))
      return try NatOwner.plan("Adding NAT for \(name)", rules, asked)
    }
  }

  private static func check(_ rule: Translation, beside others: [Translation], of owner: String) throws(Fault) {
    guard others.contains(where: rule.conflicts) else { return }
    throw Fault(
      .exists, "\(owner) has NAT on \(rule.interface) already", hint: "jailer nat list \(owner)", field: "interface")
  }
}
