/// A command of jail.conf(5): how jail(8) takes it apart.
struct Words: Equatable, Sendable {
  let line: String
  let arguments: [String]
  /// A lone `&` at the end: nobody waits for it.
  let background: Bool

  init(_ line: String) {
    self.line = line
    var text = Substring(line)
    while text.last == " " || text.last == "\t" { text.removeLast() }
    background = text.hasSuffix(" &") || text.hasSuffix("\t&")
    if background { text.removeLast(2) }
    let special = "!\"$&'()*;<>?[\\]`{|}~\n".utf8
    if text.utf8.contains(where: { special.contains($0) }) {
      arguments = ["/bin/sh", "-c", String(text)]
    } else {
      arguments = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    }
  }
}
