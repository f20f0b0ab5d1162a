import JailConf
import Wire

/// The rules in a jail's conf, with the commands that load all rules anew when the jail starts and when it ends: by
/// whatever way that happens.
public enum RuleEdit {
  /// - Parameter text: the conf.
  /// - Returns: the conf with these rules in the place of those that were there.
  public static func conf(_ text: String, of jail: String, with rules: JailRules, on host: HostFact) throws(Fault)
    -> String
  {
    var edit = try ConfEdit(text, of: jail)
    try edit.set(variable: "jailer_nat", values: rules.nat.map(\.options.text))
    try edit.set(variable: "jailer_rdr", values: rules.rdr.map(\.options.text))
    let command = try hook(host)
    for parameter in ["exec.poststart", "exec.poststop"] {
      if rules.isEmpty {
        try edit.remove(command, from: parameter)
      } else {
        try edit.add(command, to: parameter)
      }
    }
    return edit.text
  }

  /// The jail must start where jailer is not installed any more, too.
  private static func hook(_ host: HostFact) throws(Fault) -> String {
    let reload = try reload(host)
    return "test ! -x \(PathText.word(reload[0])) || \(reload.map(PathText.word).joined(separator: " ")) >/dev/null"
  }

  /// The command that loads all rules anew.
  public static func reload(_ host: HostFact) throws(Fault) -> [String] {
    let root = host.paths.root.isEmpty ? [] : ["--root", host.paths.root]
    return [try host.tool("jailer")] + root + ["network", "reload"]
  }

  /// A step for a jail whose own commands don't run when it ends.
  public static func step(for jail: JailFact, on host: HostFact) throws(Fault) -> [Step] {
    guard !(jail.nat.isEmpty && jail.rdr.isEmpty) else { return [] }
    return [Step("\(jail.name)/rules", section: "Stop commands", .run(try reload(host)), undo: .nothing)]
  }
}
