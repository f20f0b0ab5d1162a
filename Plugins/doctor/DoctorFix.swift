import Platform
import PluginKit
import Wire

/// `jailer doctor --fix`: each part is a transaction of its own.
enum DoctorFix {
  static func plan(_ findings: [Finding], _ asked: Asked) throws(Fault) -> Reply.Body {
    var tasks: [Plan.Task] = []
    var machine = asked.machine
    for name in unique(findings.filter { $0.area == .bridge }.map(\.subject)) {
      let setup = try NetworkAdd.setup(name, [], asked)
      tasks.append(try setup.task())
      machine = try setup.applied(to: machine)
    }
    for finding in findings where !finding.mending.isEmpty {
      tasks.append(
        Plan.Task(
          "Mending \(finding.area.rawValue) of \(finding.subject)", claims: ["jail:\(finding.subject)"],
          steps: finding.mending))
    }
    // Rules lead to the addresses that jails will have then.
    let mended = Set(findings.filter { $0.area == .address }.map(\.subject))
    machine.jails = machine.jails?.map { jail in
      guard mended.contains(jail.name) else { return jail }
      var jail = jail
      jail.addresses = jail.configured + jail.addresses.filter { !jail.configured.contains($0) }
      return jail
    }
    if let rules = try rules(machine), !rules.isComplete { tasks.append(try rules.task()) }
    let left = findings.filter {
      $0.mending.isEmpty && ![.bridge, .rules].contains($0.area) || $0.running == "unreadable"
    }
    guard !tasks.isEmpty else { return .view(Doctor.report(findings)) }
    var plan = Plan(tasks: tasks, waits: true)
    plan.independent = true
    return .plan(plan, view: left.isEmpty ? nil : Doctor.report(left))
  }

  private static func rules(_ machine: Machine) throws(Fault) -> RuleLoad? {
    guard machine.host?.paths.system == .freeBSD else { return try NetworkStart.rules(machine) }
    return try RuleLoad(machine)
  }
}
