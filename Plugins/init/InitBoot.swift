import Platform
import PluginKit
import Wire

/// The part of `jailer init` that lets FreeBSD start jails with the machine; Linux has none of it.
enum InitBoot {
  /// `nil` where the machine is not FreeBSD.
  static func setup(_ asked: Asked, rcConf: String) throws(Fault) -> BootSetup? {
    guard let boot = asked.machine.boot else { return nil }
    let jails = try asked.jails().filter { $0.conf != nil }.map(\.name)
    return BootSetup(host: try asked.host(), rcConf: rcConf, boot: boot, jails: jails)
  }

  /// For a machine that has a store: the original Jailer's, or one where this part was undone.
  static func plan(_ asked: Asked, _ store: StoreFact, _ config: ConfigFact) throws(Fault) -> Reply.Body {
    let setup = try setup(asked, rcConf: config.text ?? "")
    guard let setup, !setup.isComplete else {
      throw Fault(
        .exists, "jailer is set up already", cause: "its store is \(store.specification)", hint: "jailer init info")
    }
    if let question = question(setup, asked) { return .ask(question) }
    return .plan(Plan(tasks: try tasks(setup, asked)), view: View(.text(advice(setup))))
  }

  /// Whether to put the system's own rc.d/jail back, until it is answered.
  static func question(_ setup: BootSetup?, _ asked: Asked) -> Reply.Ask? {
    guard setup?.isRestorable == true, asked.request.answers["restore"] == nil else { return nil }
    return Reply.Ask(
      "Put the system's own back?", kind: .confirm, name: "restore",
      heading: "The original Jailer has changed the system's jail service",
      summary: [["changed", "/etc/rc.d/jail"], ["the system's own", "/etc/rc.d/jail.origin"]])
  }

  static func tasks(_ setup: BootSetup?, _ asked: Asked) throws(Fault) -> [Plan.Task] {
    guard var setup else { return [] }
    return try setup.tasks(restoring: asked.request.answers["restore"]?.bool ?? false)
  }

  /// Without the system's own at hand, only the user can fetch it.
  static func advice(_ setup: BootSetup?) -> String {
    guard let setup, setup.isPatched, !setup.isRestorable else { return "" }
    return "/etc/rc.d/jail was changed by the original Jailer. The system's own comes back with `\(command)`; "
      + "then run `jailer init` again.\n"
  }

  static let command = "etcupdate revert /etc/rc.d/jail"
}
