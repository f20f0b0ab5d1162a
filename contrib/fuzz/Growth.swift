import Glibc
import JailConf

/// Texts that want to make the parser work more than they are long. Each is measured at three lengths; where twice the
/// length takes much more than twice the time, the status is 1.
@main enum Growth {
  struct Shape {
    let name: String
    /// The text with so many parts.
    let text: (Int) -> String
  }

  static func many(_ part: String, _ count: Int) -> String { String(repeating: part, count: count) }
  static func each(_ count: Int, _ part: (Int) -> String) -> String { (0..<count).map(part).joined() }

  static let shapes = [
    Shape(name: "plain jails") { each($0) { "j\($0) { path = \"/j/$name\"; persist; }\n" } },
    Shape(name: "globals") { each($0) { "p\($0) = 1;" } + "a { }" },
    Shape(name: "globals and jails") { n in each(n / 100) { "p\($0) = 1;" } + each(100) { "j\($0) { }" } },
    Shape(name: "wildcards and one jail") { each($0) { "\"*.\($0)\" { }" } + "a.b { }" },
    Shape(name: "nested blocks") { each($0 / 100) { _ in many("a {", 100) + many("}", 100) } },
    Shape(name: "blocks never closed") { many("a {", $0) },
    Shape(name: "long name") { many("x", $0 * 10) + " { }" },
    Shape(name: "long name of components") { "a { " + many("no.", $0 * 10) + "; }" },
    Shape(name: "names that differ by no") { "a {" + each($0) { "no\($0); \($0)no;" } + "}" },
    Shape(name: "chain of variables") { n in "a {" + each(n) { "$v\($0) = \"$v\($0 + 1)\";" } + "$v\(n) = x; }" },
    Shape(name: "chain the other way") { n in "a { $v0 = x;" + each(n) { "$v\($0 + 1) = \"$v\($0)\";" } + "}" },
    Shape(
      name: "variables that double",
      text: { n in
        "a { $v0 = x;" + each(n) { "$v\($0 + 1) = \"$v\($0)$v\($0)\";" } + "}"
      }),
    Shape(name: "one variable often") { "a { $x = 1; p = \"" + many("$x", $0) + "\"; }" },
    Shape(name: "bad variables") { "a {" + each($0) { "p\($0) = \"$nope\";" } + "}" },
    Shape(name: "loop") { n in "a {" + each(n) { "$v\($0) = \"$v\($0 + 1)\";" } + "$v\(n) = \"$v0\"; }" },
    Shape(name: "values of one list") { "a { p = 1" + many(", 1", $0) + "; }" },
    Shape(name: "appends") { "a {" + many("p += 1;", $0) + "}" },
    Shape(name: "unterminated string") { "a { p = \"" + many("x\\\"", $0) },
    Shape(name: "strings with variables, unterminated") { "a { p = " + many("\"$x", $0) },
    Shape(name: "unterminated comment") { many("/* ", $0) },
    Shape(name: "comment starts") { many("/* * / */ # // /*\n */", $0) },
    Shape(name: "braces") { many("${", $0) },
    Shape(name: "braces with backslashes") { "a { p = \"" + many("${a\\\\\"}", $0) },
    Shape(name: "line ends") { many("\n", $0 * 10) + "=" },
    Shape(name: "single quotes") { "a { p = " + many("'x'", $0) + "; }" },
    Shape(name: "includes") { many(".include \"f\";", $0) },
    Shape(name: "early ends") { "a { }" + many("\u{E9}", $0) },
  ]

  static func main() {
    var good = true
    for shape in shapes {
      let texts = [1, 2, 4].map { Array(shape.text(20_000 * $0).utf8) }
      var times: [Int] = []
      var isLinear = false
      // Others use this machine too: one good measurement of three is enough.
      for _ in 0..<3 where !isLinear {
        times = texts.map(time)
        // Below two milliseconds all is noise.
        isLinear = Double(max(times[2], 2_000_000)) / Double(max(times[1], 2_000_000)) < 3
      }
      good = good && isLinear
      print("\(isLinear ? "ok    " : "FAILED") \(times.map(milliseconds).joined()) ms  \(shape.name)")
    }
    if !good { exit(1) }
  }

  /// Of the processor, in nanoseconds: the shortest of some runs.
  static func time(_ text: [UInt8]) -> Int {
    (0..<3).map { _ in
      let start = processorTime()
      work(text)
      return processorTime() - start
    }.min() ?? 0
  }

  static func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  static func work(_ text: [UInt8]) {
    do {
      let document = try parse(text, file: "f") { (path, _) throws(ConfError) in
        [Source(path: path, bytes: Array("k = 1;".utf8))]
      }
      var failures = 0
      for jail in document.jails { failures += jail.failures.count }
      if document.jails.count == 1, let jail = document.jails.first {
        _ = (jail.check(), jail.parameters)
      }
    } catch {}
    guard var editor = try? Editor(text, file: "f") else { return }
    try? editor.apply(.set("path", "/x"), in: "a")
  }

  static func milliseconds(_ nanoseconds: Int) -> String {
    let text = "\(nanoseconds / 1_000_000).\(nanoseconds / 100_000 % 10)"
    return String(repeating: " ", count: max(0, 9 - text.count)) + text
  }
}
