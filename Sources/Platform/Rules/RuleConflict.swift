import Wire

extension Redirection {
  /// - Throws: `exists`, with the jail whose rule gets the packets already.
  public func checkConflicts(_ jail: JailFact, _ own: JailRules, _ jails: [JailFact]) throws(Fault) {
    if let same = own.rdr.first(where: conflicts) { throw taken(by: jail.name, same) }
    for other in jails where other.name != jail.name && !other.rdr.isEmpty {
      if let same = try JailRules(other).rdr.first(where: conflicts) { throw taken(by: other.name, same) }
    }
  }

  private func taken(by jail: String, _ rule: Redirection) -> Fault {
    let first = max(ports.lowerBound, rule.ports.lowerBound)
    let shared = first...min(ports.upperBound, rule.ports.upperBound)
    let place = address.map { "\($0.host) on \(interface)" } ?? interface
    return Fault(
      .exists, "port \(Redirection.text(shared)) of \(place) is taken", cause: "the jail \(jail) has it",
      hint: "choose another, or jailer rdr del \(jail)", field: "ports")
  }

  /// - Throws: `usage` where the jail has no address of the rule's family. What it asks a server for isn't known before.
  public func checkTargets(_ jail: JailFact) throws(Fault) {
    let own = jail.addresses.compactMap { Address($0) }
    guard let isV6, !own.isEmpty, !own.contains(where: { $0.isV6 == isV6 }) else { return }
    throw Fault(
      .usage, "the jail \(jail.name) has no address of IPv\(isV6 ? 6 : 4)",
      cause: "it has \(own.map(\.text).joined(separator: ", "))", field: address == nil ? "source" : "address")
  }
}
