import Platform
import Wire

/// The host's interfaces on FreeBSD: one ifconfig(8), and route(8) for the default routes.
struct HostInterfaces {
  let tools: Tools

  func read() throws(Fault) -> [InterfaceFact] {
    let program = HostProgram(tools)
    var interfaces: [InterfaceFact]
    do {
      interfaces = IfconfigText(try program.output("ifconfig", ["-a"])).interfaces
    } catch {
      throw Fault(error.code, "the network interfaces can't be read", cause: error.text)
    }
    // A family without a global address on any interface has no default route worth a process.
    for (isV6, family) in [(false, []), (true, ["-inet6"])] {
      let isUsed = interfaces.contains {
        $0.kind != "lo" && $0.addresses.contains { $0.isV6 == isV6 && !$0.isLinkLocal }
      }
      // route(8) fails where there is no such route.
      guard isUsed, let text = try? program.output("route", ["-n", "get"] + family + ["default"]) else { continue }
      Self.note(route: text, in: &interfaces)
    }
    if let text = try? program.output("arp", ["-an"]) { Self.note(arp: text, in: &interfaces) }
    return interfaces
  }

  /// Lines such as `? (10.0.0.9) at 52:54:00:12:34:56 on bridge0 expires in 1200 seconds [bridge]`. The host's own
  /// addresses are among them, and those that nobody answered for, `(incomplete)`.
  static func note(arp text: String, in interfaces: inout [InterfaceFact]) {
    let block = NewIdentity.block.reduce("") { $0 + String($1, radix: 16) + ":" }
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count > 5, words[2] == "at", words[4] == "on", words[3].contains(":"), !words[3].hasPrefix(block),
        let address = Address(String(words[1].dropFirst().dropLast())),
        let index = interfaces.firstIndex(where: { $0.name == words[5] }),
        !interfaces[index].addresses.contains(where: { $0.bytes == address.bytes })
      else { continue }
      interfaces[index].neighbours.append(address)
    }
  }

  /// The interface and the gateway that route(8) names.
  static func note(route text: String, in interfaces: inout [InterfaceFact]) {
    let values = values(text)
    guard let gateway = values["gateway"].flatMap({ Address(String($0.prefix { $0 != "%" })) }),
      let index = interfaces.firstIndex(where: { $0.name == values["interface"] })
    else { return }
    interfaces[index].gateways.append(gateway)
  }

  /// Lines such as `    gateway: 10.0.0.1`.
  private static func values(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      values[String(parts[0].drop { $0 == " " || $0 == "\t" })] = String(parts[1].drop { $0 == " " })
    }
    return values
  }
}

extension Fault {
  /// Message and cause in one line.
  fileprivate var text: String { cause.map { $0.isEmpty ? message : "\(message): \($0)" } ?? message }
}
