/// Confs as the original Jailer wrote them: out of what its `create -D` was recorded to print (Tests/Recorded).
public enum OriginalConf: String, Sendable {
  case inherit = "inherit with a name"
  /// 192.168.64.15 on vtnet0.
  case new = "new with interface and address"
  /// On bridge0.
  case eb = "eb with an address, no name"

  private struct Case: GoldenCase {
    var name: String
    var stdout: String
    var origin: String?
  }

  /// - Parameters:
  ///   - id: `nil` leaves it out.
  ///   - path: of the root; by default /usr/local/jails/NAME.
  public func text(_ name: String, id: Int?, path: String? = nil) throws -> String {
    let recorded = try Golden.cases(Case.self, in: "create-dry-run.json", further: []).first { $0.name == rawValue }
    let conf = /^jail.conf file =>\n((?:.*\n)*?(\S+) {\n(?:.*\n)*?}\n)/
    guard let block = try recorded.flatMap({ try conf.firstMatch(in: $0.stdout) }) else {
      throw Golden.Failure(path: Golden.own, cause: "no conf of \(rawValue)")
    }
    return String(block.1)
      .replacing("\n\(block.2) {\n", with: "\n\(name) {\n")
      .replacing(/\ +\$id .*\n/, with: id.map { "  $id             = \"\($0)\";\n" } ?? "")
      .replacing(/path .*;/, with: "path            = \"\(path ?? "/usr/local/jails/\(name)")\";")
  }
}
