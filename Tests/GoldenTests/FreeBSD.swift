import Foundation
import Platform
import Testing
import Wire

@testable import Host
@testable import core_plugins

/// FreeBSD machines that the core verbs plan on, and their plans as `-D` prints them.
struct FreeBSD {
  var machine = Machine()

  init(_ release: String = "14.2-RELEASE", hostname: String = "armbsd13") {
    machine.host = HostFact(
      hostname: hostname, release: release, paths: Paths(root: "", system: .freeBSD),
      tools: [
        "ifconfig": "/sbin/ifconfig", "jail": "/usr/sbin/jail", "jexec": "/usr/sbin/jexec", "sysrc": "/usr/sbin/sysrc",
        "umount": "/sbin/umount", "pfctl": "/sbin/pfctl", "service": "/usr/sbin/service", "sysctl": "/sbin/sysctl",
        "kldload": "/sbin/kldload", "kldunload": "/sbin/kldunload",
        "zfs": "/sbin/zfs", "chflags": "/bin/chflags", "tar": "/usr/bin/tar",
      ],
      random: "a18a3a5c07e20000" + "99d6c13cbb6c11ed9d1a5288809bbb00" + "aabbccddaabbccdd", now: 1_700_000_000,
      hasResolver: true)
    machine.config = ConfigFact(
      store: StoreFact(kind: .zfs(dataset: "zroot/jails", fuse: false), path: "/usr/local/jails", entries: ["image"]))
    machine.jails = []
    machine.images = [Self.image("13.1-RELEASE")]
    machine.interfaces = [
      InterfaceFact(
        name: "bridge0", kind: "bridge", isUp: true, addresses: [Address("10.0.0.1/24")].compactMap(\.self)),
      InterfaceFact(
        name: "vtnet0", kind: "", isUp: true, addresses: [Address("192.168.64.2/24")].compactMap(\.self),
        gateways: [Address("192.168.64.1")].compactMap(\.self)),
    ]
  }

  static func image(_ name: String, dataset: String = "zroot/jails", path: String = "/usr/local/jails") -> ImageFact {
    ImageFact(name: name, isDefault: false, path: "\(path)/image/\(name)", dataset: "\(dataset)/image/\(name)")
  }

  /// A jail as the facts describe one that jailer or, with `image` nil, the original made.
  static func jail(_ name: String, id: Int, type: String = "eb", image: String? = "13.1-RELEASE", jid: Int? = nil)
    -> JailFact
  {
    var jail = JailFact(name: name, state: jid == nil ? .stopped : .active)
    jail.jid = jid
    jail.id = id
    jail.network = type
    jail.conf = "/etc/jail.conf.d/\(name).conf"
    jail.path = "/usr/local/jails/\(name)"
    jail.image = image
    jail.root = image.map { _ in "dataset:zroot/jails/\(name)" }
    return jail
  }

  /// An epair's outer end, and its inner one where that is outside of every jail.
  static func epair(_ id: Int, descr: String?, inner: Bool = true) -> [InterfaceFact] {
    let outer = InterfaceFact(name: "epair\(id)a", kind: "epair", isUp: true, alias: descr)
    return inner ? [outer, InterfaceFact(name: "epair\(id)b", kind: "epair", isUp: true)] : [outer]
  }

  func reply(
    _ command: [String], _ planner: (Request) throws(Fault) -> Reply.Body, _ arguments: JSON.Object = [:],
    answers: JSON.Object = [:]
  ) -> Reply.Body {
    let request = Request(
      id: "T1", round: answers.members.count, command: command, arguments: arguments, facts: machine.json,
      answers: answers, dryRun: true)
    do {
      // As the host reads it: what it would refuse is no plan.
      let body = try planner(Request(JSON.read(request.json.bytes, limit: Limits.request)))
      let read = try Reply(JSON.read(Reply(id: "T1", body).json.bytes, limit: Limits.reply)).body
      try check(read, command[0])
      return read
    } catch let fault as Fault {
      return .error(fault)
    } catch {
      return .error(Fault(.protocolFault, "\(error)"))
    }
  }

  /// A plan beyond the permissions of the verb's manifest would be refused.
  private func check(_ body: Reply.Body, _ verb: String) throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Plugins/\(verb)/manifest.json")
    let manifest = try Manifest(JSON.read([UInt8](Data(contentsOf: url)), limit: Limits.manifest))
    let paths = Paths(root: "", system: .freeBSD)
    let policy = Policy(
      manifest: manifest, paths: paths, find: { machine.host?.tools[$0] },
      store: { machine.config?.store?.path }, named: [], isPublic: { $0 == paths.resolver })
    switch body {
    case .plan(let plan, _): try policy.check(plan)
    case .handover(let argv, let environment): try policy.check(handover: argv, environment: environment)
    default: break
    }
  }

  /// The dry run, or the fault's message.
  func dryRun(
    _ command: [String], _ planner: (Request) throws(Fault) -> Reply.Body, _ arguments: JSON.Object = [:],
    answers: JSON.Object = [:]
  ) -> String {
    switch reply(command, planner, arguments, answers: answers) {
    case .plan(let plan, _): return DryRun.text(plan)
    case .error(let fault): return "\(fault.message)\(fault.cause.map { ": \($0)" } ?? "")\n"
    case let other: return "\(other)\n"
    }
  }
}
