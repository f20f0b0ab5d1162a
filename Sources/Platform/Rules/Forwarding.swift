import Wire

/// A host that forwards, on Linux. On FreeBSD rc.conf says so.
struct Forwarding {
  let host: HostFact
  let fact: RulesFact
  let rules: RuleSet

  private var families: [Bool] {
    let all = rules.networks.flatMap(\.addresses) + rules.nats.flatMap(\.sources) + rules.rdrs.flatMap(\.targets)
    return [false, true].filter { isV6 in all.contains { $0.isV6 == isV6 } }
  }

  var isComplete: Bool { families.allSatisfy { fact.forwarding.contains($0 ? "inet6" : "inet") } }

  /// Behind the rules: what they close is never open.
  func steps() throws(Fault) -> [Step] {
    var steps: [Step] = []
    for isV6 in families where !fact.forwarding.contains(isV6 ? "inet6" : "inet") {
      if isV6 {
        // A host that forwards learns no default route from routers, but where this is 2.
        for name in fact.learning { steps.append(try step("net/ipv6/conf/\(name)/accept_ra", from: 1, to: 2)) }
      }
      steps.append(try step(isV6 ? "net/ipv6/conf/all/forwarding" : "net/ipv4/ip_forward", from: 0, to: 1))
    }
    return steps
  }

  /// - Parameter name: with slashes between its parts, for interfaces may have dots in theirs.
  private func step(_ name: String, from: Int, to: Int) throws(Fault) -> Step {
    let sysctl = [try host.tool("sysctl"), "-q", "-w"]
    return Step(
      "forwarding/\(name)", section: "Rules commands", .run(sysctl + ["\(name)=\(to)"]),
      undo: .action(.run(sysctl + ["\(name)=\(from)"])))
  }
}
