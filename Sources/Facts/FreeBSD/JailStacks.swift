import Platform
import Wire

/// What network stacks of running jails have now, by the host's ifconfig(8): none of a jail's own programs is run. A
/// process for each jail, so only those that are named are asked for.
struct JailStacks {
  let tools: Tools

  /// The addresses by the jail's name. One that has no stack of its own, or that ifconfig(8) can't enter, is left out; before
  /// FreeBSD 14 all are, for its ifconfig(8) enters none.
  /// - Parameter named: `nil`: all.
  func read(_ jails: [JailFact], named: Set<String>?) -> [String: [String]] {
    guard major.map({ $0 >= 14 }) ?? true else { return [:] }
    var stacks: [String: [String]] = [:]
    for jail in jails where jail.network == "eb" && named?.contains(jail.name) != false {
      // The number is that of the very jail that the kernel has just spoken of.
      guard let jid = jail.jid, let text = try? HostProgram(tools).output("ifconfig", ["-j", "\(jid)", "-a"]) else {
        continue
      }
      stacks[jail.name] = IfconfigText(text).interfaces.filter { $0.kind != "lo" && !$0.name.hasPrefix("lo") }
        .flatMap(\.addresses).filter { !$0.isLinkLocal }.map(\.text)
    }
    return stacks
  }

  private var major: Int? {
    HostVersion(tools: tools).kernel.flatMap { Int($0.prefix { $0.isNumber }) }
  }
}

/// The devfs rulesets that the kernel has.
enum LoadedRulesets {
  /// `nil` where devfs(8) doesn't tell.
  static func read(_ tools: Tools) -> [Int]? {
    guard let text = try? HostProgram(tools).output("devfs", ["rule", "showsets"]) else { return nil }
    return text.split(separator: "\n").compactMap { Int($0.filter { !$0.isWhitespace }) }
  }
}
