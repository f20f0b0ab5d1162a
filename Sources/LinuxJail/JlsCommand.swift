import JailConf
import Platform
import Posix

/// jls(8).
enum JlsCommand {
  static func run(_ arguments: [String]) throws -> Int32 {
    var arguments = arguments
    let site = try Site(&arguments)
    var style: JlsTable.Style = .text
    if arguments.first == "--libxo" {
      guard arguments.count > 1, let parsed = JlsTable.Style(arguments[1]) else {
        throw JailError("--libxo: only json and json,pretty are supported on Linux")
      }
      style = parsed
      arguments.removeFirst(2)
    } else if let first = arguments.first, first.hasPrefix("--libxo=") {
      guard let parsed = JlsTable.Style(String(first.dropFirst(8))) else {
        throw JailError("--libxo: only json and json,pretty are supported on Linux")
      }
      style = parsed
      arguments.removeFirst()
    }
    let flags = try Flags(arguments, letters: "cdhNnqsvj:")
    let store = StateStore(site: site)
    var states = flags.has("d") ? store.all() : store.running()
    var status: Int32 = 0
    if let wanted = flags.value("j") {
      let number = JailNames.isNumber(wanted) ? Int(wanted) : nil
      states = states.filter { number == nil ? $0.name == wanted : $0.jid == number }
      if states.isEmpty {
        Console.error("jls", JailError("jail \"\(wanted)\" not found"))
        status = 1
        if style == .text { return status }
      }
    }
    if flags.has("c") { return status }
    let rows = states.map(JlsRow.init)
    for name in flags.operands where !JlsRow.isParameter(name) {
      if style != .text { Console.write("{ }\n") }
      throw JailError("unknown parameter: \(name)")
    }
    Console.write(JlsTable(flags: flags, style: style).text(rows))
    return status
  }
}

/// One jail as jls(8) shows it.
struct JlsRow: Sendable {
  let jid: Int
  let name: String
  let isDying: Bool
  private let parameters: [String: String]

  init(_ state: RunState) {
    jid = state.jid
    name = state.name
    isDying = !Liveness.isRunning(state) || state.phase == .stopping
    parameters = state.parameters
  }

  static func isParameter(_ name: String) -> Bool {
    ["jid", "dying", "name", "path", "persist", "vnet", "ip4", "ip6", "host.hostname"].contains(
      name)
      || Settings.shownDefaults[name] != nil
  }

  /// All that there are, for -n and -s without names.
  static var allParameters: [String] {
    let first = ["jid", "name", "path", "persist", "host.hostname", "vnet", "ip4", "ip6", "dying"]
    return first + Settings.shownDefaults.keys.sorted()
  }

  func value(_ parameter: String) -> String {
    switch parameter {
    case "jid": "\(jid)"
    case "dying": isDying ? "true" : "false"
    default: parameters[parameter] ?? Settings.shownDefaults[parameter] ?? ""
    }
  }

  static func isBool(_ parameter: String) -> Bool { Parameter.kind(of: parameter) == .bool }
  static func isAddresses(_ parameter: String) -> Bool {
    parameter == "ip4.addr" || parameter == "ip6.addr"
  }
}
