import JailConf
import Platform
import Posix
import Wire

/// The jails: those with a conf in jailer's folder, and those that run without one.
struct JailsReader {
  let paths: Paths

  /// The most bytes of a conf; a jail's is below one kilobyte.
  static let limit = 1 << 20

  /// In the order of their names.
  func read() throws(Fault) -> [JailFact] {
    var jails = try confs().map { name in read(conf: paths.conf(of: name), of: name) }
    try addRunning(to: &jails)
    return jails
  }

  func texts() throws(Fault) -> [String: String] {
    var texts: [String: String] = [:]
    for name in try confs() { texts[name] = try? Files.text(paths.conf(of: name), limit: Self.limit, follow: false) }
    return texts
  }

  /// The names that have a conf. A file whose name can't be a jail's is not one: editors leave such files.
  private func confs() throws(Fault) -> [String] {
    do {
      guard Files.exists(paths.conf) else { return [] }
      return try Files.list(paths.conf).filter { $0.hasSuffix(".conf") }.map { String($0.dropLast(5)) }
        .filter { Name.faultOfJail($0) == nil }
    } catch {
      throw Fault(.failed, "the confs of the jails can't be listed", error)
    }
  }

  private func read(conf path: String, of name: String) -> JailFact {
    var fact = JailFact(name: name, state: .stopped)
    fact.conf = path
    do {
      // Not followed: a link would let its target be taken for the jail's definition.
      let bytes = try Files.read(path, limit: Self.limit, follow: false)
      let document = try JailConf.parse(bytes, file: "\(name).conf")
      guard let jail = document.jail(named: name) else { return broken(fact, "it defines no jail \(name)") }
      if let failure = jail.failures.first { return broken(fact, failure) }
      describe(jail, in: &fact)
    } catch let error as ConfError {
      return broken(fact, error.description)
    } catch let error as PosixError {
      return broken(fact, error.description)
    } catch {
      return broken(fact, "\(error)")
    }
    return fact
  }

  private func broken(_ fact: JailFact, _ why: String) -> JailFact {
    var fact = fact
    fact.state = .broken
    fact.error = Printable.clean(why)
    return fact
  }

  private func describe(_ jail: Jail, in fact: inout JailFact) {
    fact.path = jail.string("path")
    fact.hostname = jail.string("host.hostname")
    // The original Jailer's files have $id and $bridge.
    fact.id = (jail.variable("jailer_id") ?? jail.variable("id")).flatMap { Int($0) }
    fact.bridge = jail.variable("bridge").flatMap { $0.isEmpty ? nil : $0 }
    fact.image = jail.variable("jailer_image")
    fact.root = jail.variable("jailer_root")
    fact.gateway = jail.variable("jailer_gateway")
    fact.network = jail.variable("jailer_type") ?? network(of: jail)
    if let address = jail.variable("jailer_address") { fact.addresses = [address] }
  }

  private func network(of jail: Jail) -> String? {
    if let vnet = jail.parameter("vnet"), vnet.values.last.map({ $0.text == "new" || $0.text == "1" }) ?? true { return "eb" }
    if jail.string("ip4") == "inherit" { return "inherit" }
    return jail.values("ip4.addr") == nil ? nil : "new"
  }

  private func addRunning(to jails: inout [JailFact]) throws(Fault) {
    for running in try RunningJail.all(paths) {
      if let place = jails.firstIndex(where: { $0.name == running.state.name }) {
        running.describe(&jails[place])
        if jails[place].state == .stopped { jails[place].state = .active }
      } else {
        var fact = JailFact(name: running.state.name, state: .unmanaged)
        running.describe(&fact)
        jails.append(fact)
      }
    }
    jails.sort { $0.name < $1.name }
  }
}
