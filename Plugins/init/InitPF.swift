import Platform
import PluginKit
import Wire

/// `jailer init pf`: what rules of nat and rdr need on FreeBSD.
enum InitPF {
  static func plan(_ asked: Asked) throws(Fault) -> Reply.Body {
    let setup = try PfSetup(asked.machine)
    guard !setup.isComplete else { return .view(View(.text("pf is set up already\n"), json: ["done": []])) }
    guard let isWanted = asked.request.answers["ok"]?.bool else {
      return .ask(
        Reply.Ask(
          "OK?", kind: .confirm, name: "ok", heading: "Jailer will", summary: setup.summary.map { ["- \($0)", ""] }))
    }
    guard isWanted else { return .view(View(.text(""), json: ["done": []])) }
    return .plan(
      Plan(tasks: [try setup.task()]),
      view: View(.text("\nYou may add rules with `jailer nat add` and `jailer rdr add`\n")))
  }
}
