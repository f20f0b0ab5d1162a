import JailConf
import Platform
import PluginKit
import Wire

/// `jailer edit JAIL`: the conf in an editor; it replaces the file only when it can be read and still defines the jail.
enum Edit {
  static func plan(_ request: Request) throws(Fault) -> Reply.Body {
    let asked = try Asked(request)
    let jail = try asked.jail(asked.text("jail") ?? "", field: "jail")
    guard let conf = jail.conf else {
      throw Fault(.notFound, "the jail \(jail.name) has no conf in jailer's folder", hint: "jailer list", field: "jail")
    }
    guard let before = asked.machine.confs?[jail.name] else {
      throw Fault(.badData, "\(conf) is not UTF-8 text", hint: "change it with an editor of your own", field: "jail")
    }
    // Answers stay for the rounds that follow: each question has its round in its name.
    let last = request.round - 1
    if let again = request.answers["again\(last)"]?.bool {
      guard again else { throw Fault(.failed, "\(conf) is as it was", hint: "jailer edit \(jail.name)") }
      return .ask(editor(jail, request.round, text: request.state.string ?? before))
    }
    guard let changed = request.answers["conf\(last)"]?.string else {
      return .ask(editor(jail, request.round, text: before))
    }
    if let why = fault(in: changed, of: jail.name) {
      return .ask(
        Reply.Ask(
          "\(Printable.clean(why)). Edit again?", kind: .confirm, name: "again\(request.round)", state: .string(changed)
        ))
    }
    guard changed != before else { return .view(View(.text("Nothing changed\n"), json: ["done": []])) }
    let step = Step(
      "conf", section: "jail.conf file", .write(path: conf, text: changed, mode: 0o644, within: nil), undo: .inherent)
    let plan = Plan(tasks: [
      Plan.Task("Changing \(jail.name)", label: jail.name, claims: ["jail:\(jail.name)"], steps: [step])
    ])
    let advice = "It takes effect when the jail is started again: jailer restart \(jail.name)\n"
    return .plan(plan, view: jail.isRunning ? View(.text(advice)) : nil)
  }

  private static func editor(_ jail: JailFact, _ round: Int, text: String) -> Reply.Ask {
    Reply.Ask("\(jail.name).conf", kind: .edit, name: "conf\(round)", initial: text)
  }

  private static func fault(in text: String, of name: String) -> String? {
    do {
      let document = try JailConf.parse(Array(text.utf8), file: "\(name).conf", include: JailConf.withoutIncludes)
      guard let jail = document.jail(named: name) else { return "\(name).conf no longer defines \(name)" }
      // What an included file says, a plugin can't know.
      return document.hasIncludes ? nil : jail.problems(in: "\(name).conf").first
    } catch {
      return error.description
    }
  }
}
