import Platform
import Posix
import Wire

/// The jails on FreeBSD: those with a conf in jailer's folder, and those that run without one.
struct KernelJailsReader {
  let paths: Paths
  let tools: Tools

  /// From how many confs on a second thread is used.
  private static let many = 24

  /// In the order of their names.
  /// - Parameter overview: what `JailFact.overview` has is enough.
  func read(overview: Bool = false) throws(Fault) -> [JailFact] {
    var running: [String: KernelJails.Jail] = [:]
    for jail in try KernelJails(library: tools.library).all() { running[jail.name] = jail }
    let confs = try ConfsReader(paths, library: tools.library)
    let names = confs.names.map { (name: $0, isRunning: running[$0] != nil) }
    var jails = Parallel.map(names.count, many: Self.many) { number -> JailFact? in
      let (name, isRunning) = names[number]
      // Of a jail that doesn't run an overview has only whether its conf is broken.
      return overview && !isRunning ? confs.overview(of: name) : confs.jail(named: name)
    }.compactMap(\.self)
    for index in jails.indices {
      guard let jail = running.removeValue(forKey: jails[index].name) else {
        if !overview { jails[index].readOwnAddresses() }
        continue
      }
      jail.describe(&jails[index])
      if jails[index].state == .stopped { jails[index].state = .active }
    }
    if running.isEmpty { return jails }
    for (name, jail) in running {
      var fact = JailFact(name: name, state: .unmanaged)
      jail.describe(&fact)
      jails.append(fact)
    }
    return jails.sorted { $0.name < $1.name }
  }
}

extension KernelJails.Jail {
  /// What the kernel knows takes the place of what the conf says.
  func describe(_ fact: inout JailFact) {
    fact.jid = jid
    fact.hostname = hostname
    fact.path = path
    if fact.conf == nil { fact.network = hasNetwork ? "eb" : inherits ? "inherit" : "new" }
    if hasNetwork {
      // A word such as DHCP is no address.
      fact.addresses = fact.addresses.filter { Address($0) != nil }
      guard !fact.addresses.contains(where: { Address($0)?.isV6 == false }) else { return }
      let own = OwnNetwork(root: path, id: fact.id)
      if let address = own.address { fact.addresses.insert(address.text, at: 0) }
      if let gateway = own.gateway { fact.gateway = gateway.text }
    } else {
      fact.addresses = addresses.map(\.text)
      fact.gateway = nil
    }
  }
}

extension JailFact {
  /// Where the conf of a jail that doesn't run tells no address, its rc.conf does: it has them when it starts.
  fileprivate mutating func readOwnAddresses() {
    guard network == "eb", !addresses.contains(where: { Address($0) != nil }), let path else { return }
    let own = OwnNetwork.written(root: path, id: id)
    guard !own.addresses.isEmpty else { return }
    addresses = own.addresses.map(\.text)
    gateway = gateway ?? own.gateway?.text
  }
}
