import JailConf
import Posix

/// A jail as its conf wants it, checked and in Linux's terms.
struct Settings: Sendable {
  enum Network: Sendable, Equatable {
    /// The host's own stack.
    case inherit
    /// Nothing: neither ip4 nor ip6 was given.
    case none
    case vnet
  }
  /// Commands by the parameter that holds them.
  enum Stage: String, Sendable, CaseIterable {
    case prepare = "exec.prepare"
    case prestart = "exec.prestart"
    case created = "exec.created"
    case start = "exec.start"
    case command
    case poststart = "exec.poststart"
    case prestop = "exec.prestop"
    case stop = "exec.stop"
    case poststop = "exec.poststop"
    case release = "exec.release"

    /// exec.start, exec.stop and command run in the jail.
    var isInside: Bool { self == .start || self == .stop || self == .command }
  }

  var name: String
  var jid: Int?
  var path: String
  var persist: Bool
  var hostname: String
  var domainname: String?
  var ownHostname: Bool
  var ownIPC: Bool
  var network: Network
  /// Interfaces of the host to move inside.
  var interfaces: [String]
  private var commands: [String: [String]]
  var clean: Bool
  /// Seconds for each command; 0: no limit.
  var timeout: Int
  /// Seconds between TERM and KILL; 0: KILL at once.
  var stopTimeout: Int
  var consoleLog: String?
  var jailUser: String?
  var systemUser: String?
  /// jailUser is the host's.
  var systemJailUser: Bool
  /// fstab(5) lines and files, in this order.
  var mounts: [String]
  var mountFiles: [String]
  var devfs: Bool
  var depends: [String]
  var capabilities: [String]
  var seccomp: Seccomp
  /// The kernel's parameters as jls(8) shows them.
  var parameters: [String: String]

  /// All that can be said without looking at the machine.
  init(_ jail: Jail) throws(JailError) {
    let name = try Self.checkedName(jail)
    if let failure = jail.failures.first ?? jail.check().first {
      throw JailError(jail: name, failure)
    }
    if let refusal = Support.refusal(jail) { throw JailError(jail: name, refusal) }
    let reader = Reader(jail: jail, name: name)
    self.name = name
    jid = JailNames.isNumber(name) ? Int(name) : jail.integer("jid")
    path = try reader.path()
    persist = jail.flag("persist") ?? false
    hostname = try reader.text("host.hostname") ?? ""
    domainname = try reader.text("host.domainname")
    ownHostname = jail.mode("host") != .inherit
    ownIPC = try reader.ownIPC()
    network = try reader.network()
    interfaces = try reader.texts("vnet.interface")
    commands = [:]
    for stage in Stage.allCases { commands[stage.rawValue] = try reader.texts(stage.rawValue) }
    clean = jail.flag("exec.clean") ?? false
    timeout = max(0, jail.integer("exec.timeout") ?? 0)
    stopTimeout = max(0, jail.integer("stop.timeout") ?? 10)
    consoleLog = try reader.text("exec.consolelog")
    jailUser = try reader.text("exec.jail_user")
    systemUser = try reader.text("exec.system_user")
    systemJailUser = jail.flag("exec.system_jail_user") ?? false
    mounts = try reader.texts("mount")
    mountFiles = try reader.texts("mount.fstab")
    devfs = jail.flag("mount.devfs") ?? false
    depends = try reader.texts("depend")
    (capabilities, seccomp) = try reader.rights(network)
    parameters = [:]
    parameters = shownParameters(jail)
    try require(jail, reader)
  }

  static func checkedName(_ jail: Jail) throws(JailError) -> String {
    let name = jail.name.description
    if let fault = JailNames.fault(name) { throw JailError(jail: name, fault) }
    return name
  }

  /// Whether there is a command of this stage.
  func commands(_ stage: Stage) -> [String] { commands[stage.rawValue] ?? [] }

  func has(_ stage: Stage) -> Bool { !commands(stage).isEmpty }

  private func require(_ jail: Jail, _ reader: Reader) throws(JailError) {
    if !interfaces.isEmpty && network != .vnet {
      throw JailError(jail: name, "vnet.interface: needs vnet")
    }
    if jail.flag("mount.procfs") == false {
      throw JailError(
        jail: name, "mount.noprocfs is not supported on Linux: the container runtime needs /proc")
    }
    if let consoleLog, !consoleLog.hasPrefix("/") {
      throw JailError(jail: name, "exec.consolelog: \(consoleLog): not an absolute pathname")
    }
    let lives = persist || [.start, .command, .poststart].contains(where: has)
    if !lives { throw JailError(jail: name, "new jail must persist or attach") }
  }
}
