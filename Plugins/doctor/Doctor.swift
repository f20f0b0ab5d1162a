import Platform
import PluginKit
import Wire

/// `jailer doctor [--fix]`: what is configured against what is.
enum Doctor {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let findings = try NetworkCheck(asked.machine, host: asked.host()).findings()
    guard asked.flag("fix"), !findings.isEmpty else { return .view(report(findings)) }
    return try DoctorFix.plan(findings, asked)
  }

  static func report(_ findings: [Finding]) -> View {
    guard !findings.isEmpty else { return View(.text("All is as configured\n"), json: []) }
    let columns: [View.Column] = [
      .init("area", "AREA"), .init("subject", "SUBJECT"), .init("configured", "CONFIGURED"),
      .init("running", "RUNNING"), .init("command", "COMMAND"),
    ]
    let rows = findings.map { finding -> JSON.Object in
      [
        "area": .string(finding.area.rawValue), "subject": .string(finding.subject),
        "configured": .string(finding.configured), "running": .string(finding.running),
        "command": .string(finding.command),
      ]
    }
    var view = View(.table(columns: columns, rows: rows))
    view.differs = true
    return view
  }
}
