import Platform
import Posix
import Wire

/// The jails: those with a conf in jailer's folder, and those that run without one.
struct JailsReader {
  let paths: Paths

  /// The most bytes of a conf; a jail's is below one kilobyte.
  static let limit = 1 << 20

  /// From how many confs and running jails on a second thread is used. With 1,000 jails: 26 ms on two threads, 35 on one.
  private static let many = 24

  /// In the order of their names.
  /// - Parameter overview: what `JailFact.overview` has is enough.
  func read(overview: Bool = false) throws(Fault) -> [JailFact] {
    let running = try RunningJails(paths, overview: overview)
    let confs = try ConfsReader(paths)
    let all = Parallel.map(running.names.count + confs.names.count, many: Self.many) { number -> Found in
      if number < running.names.count { return .running(running.jail(named: running.names[number])) }
      let name = confs.names[number - running.names.count]
      return .conf(overview ? confs.overview(of: name) : confs.jail(named: name))
    }
    var alive: [String: RunningJail] = [:]
    var jails: [JailFact] = []
    jails.reserveCapacity(confs.names.count)
    for found in all {
      switch found {
      case .running(let jail?): alive[jail.state.name] = jail
      case .running(nil), .conf(nil): break
      case .conf(var fact?):
        if let jail = alive.removeValue(forKey: fact.name) {
          // Only its conf tells the addresses of a jail without a network stack of its own.
          if overview, !jail.hasNetwork { fact = confs.jail(named: fact.name) ?? fact }
          jail.describe(&fact)
          if fact.state == .stopped { fact.state = .active }
        }
        jails.append(fact)
      }
    }
    guard !alive.isEmpty else { return jails }
    for (name, jail) in alive {
      var fact = JailFact(name: name, state: .unmanaged)
      jail.describe(&fact)
      jails.append(fact)
    }
    return jails.sorted { $0.name < $1.name }
  }

  private enum Found: Sendable {
    case running(RunningJail?)
    case conf(JailFact?)
  }
}
