import JailConf
import Wire

/// What FreeBSD needs to start jails with the machine, as jailer leaves it: rc.d/jail is the system's own, and finds
/// the confs through jail.conf (from 14 on) or through jail_list.
public struct BootSetup: Sendable {
  let host: HostFact
  /// rc.conf as it will be.
  public private(set) var rcConf: String
  let boot: BootFact
  /// The jails that have a conf in jailer's folder.
  let jails: [String]

  public init(host: HostFact, rcConf: String, boot: BootFact, jails: [String]) {
    self.host = host
    self.rcConf = rcConf
    self.boot = boot
    self.jails = jails
  }

  public var isEnabled: Bool { RcConf.isYes(RcConf.values(rcConf)["jail_enable"]) }
  public var isPatched: Bool { boot.isPatched }
  /// Whether the system's own rc.d/jail can be put back.
  public var isRestorable: Bool { boot.isPatched && boot.hasOrigin }
  public var usesList: Bool { BootList.isUsed(on: host) }

  /// Whether jail.conf includes jailer's folder: rc.d/jail looks for such a line too.
  public var includes: Bool {
    boot.jailConf?.split(separator: "\n").contains { line in
      let words = line.split(maxSplits: 1, whereSeparator: { " \t".contains($0) })
      return words.count == 2 && words[0] == ".include" && words[1].contains("\(host.paths.conf)/*.conf")
    } ?? false
  }

  /// The jails that jail_list lacks.
  public var unlisted: [String] {
    let listed = RcConf.list("jail_list", in: rcConf)
    return jails.filter { !listed.contains($0) }
  }

  /// Whether there is nothing to do but what only the user can.
  public var isComplete: Bool {
    isEnabled && !isRestorable && (boot.isPatched || (usesList ? unlisted.isEmpty : includes))
  }

  /// - Parameter restoring: put the system's own rc.d/jail back too.
  /// - Throws: `bad-data`: jail.conf can't be read, so that a line more would not help.
  public mutating func tasks(restoring: Bool) throws(Fault) -> [Plan.Task] {
    if let error = boot.error {
      throw Fault(.failed, "what starts jails at boot can't be read", cause: error, hint: "jailer init info")
    }
    var tasks: [Plan.Task] = []
    let isStock = !boot.isPatched || restoring && isRestorable
    if !isEnabled || usesList && isStock && !unlisted.isEmpty { tasks.append(try enable(listing: usesList && isStock)) }
    // The original's service reads the folder by itself: a jail would be defined twice.
    if !usesList, isStock, !includes { tasks.append(try include()) }
    if restoring && isRestorable { tasks.append(restore()) }
    return tasks
  }

  private mutating func enable(listing: Bool) throws(Fault) -> Plan.Task {
    rcConf = try RcConf.set("jail_enable", to: "YES", in: rcConf)
    if listing, !unlisted.isEmpty {
      // With a list, jails of jail.conf that are not in it don't start any more.
      let own = RcConf.list("jail_list", in: rcConf).isEmpty ? try named() : []
      rcConf = try RcConf.add(own + jails, to: "jail_list", in: rcConf)
    }
    return Plan.Task(
      "Enabling the jail service", claims: ["path:\(host.paths.config)"],
      steps: [host.setting("jail_enable", rcConf)])
  }

  private func include() throws(Fault) -> Plan.Task {
    let path = host.paths.jailConf
    if let error = boot.jailConfError { throw Fault(notText: path, error) }
    let before = boot.jailConf ?? ""
    _ = try named()
    let text =
      before + (before.isEmpty || before.hasSuffix("\n") ? "" : "\n") + ".include \"\(host.paths.conf)/*.conf\";\n"
    return Plan.Task(
      "Including jail.conf.d in jail.conf", claims: ["path:\(path)"],
      steps: [
        Step(
          "jail_conf", section: "jail.conf", .write(path: path, text: text, mode: 0o644, within: nil), undo: .inherent)
      ])
  }

  /// The changed one is kept among jailer's own files.
  private func restore() -> Plan.Task {
    let service = host.paths.jailService
    let origin = host.paths.jailServiceOrigin
    func copy(_ id: String, _ from: String, _ to: String) -> Step {
      Step(id, section: "rc.d/jail", .copy(from: from, to: to, mode: 0o555, within: nil), undo: .inherent)
    }
    return Plan.Task(
      "Restoring the system's jail service", claims: ["path:\(service)"],
      steps: [
        copy("patched", service, "\(host.paths.state)/rc.d-jail.patched"), copy("restored", origin, service),
        Step("origin", section: "rc.d/jail", .remove(path: origin, tree: false), undo: .irreversible),
      ])
  }

  /// The jails of jail.conf.
  private func named() throws(Fault) -> [String] {
    do { return try boot.jails(file: host.paths.jailConf) } catch {
      throw Fault(
        .badData, "\(host.paths.jailConf) can't be read, so no jail would start at boot", cause: error.description,
        hint: "mend it and run jailer init again")
    }
  }
}
