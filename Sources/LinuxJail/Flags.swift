/// The command line as getopt(3) takes it apart: one-letter options before the first operand, together or apart,
/// their values attached or following, `--` in front of the rest.
struct Flags: Equatable, Sendable {
  private(set) var given: [(letter: Character, value: String)] = []
  private(set) var operands: [String] = []

  /// `letters`: as for getopt(3), a colon after those that take a value.
  init(_ arguments: [String], letters: String) throws(JailError) {
    var rest = arguments[...]
    while let word = rest.first, word.hasPrefix("-"), word != "-" {
      rest.removeFirst()
      if word == "--" { break }
      var cluster = word.dropFirst()
      while let letter = cluster.popFirst() {
        guard letter != ":", let index = letters.firstIndex(of: letter) else {
          throw JailError("illegal option -- \(letter)")
        }
        let after = letters.index(after: index)
        guard after < letters.endIndex, letters[after] == ":" else {
          given.append((letter, ""))
          continue
        }
        guard let value = cluster.isEmpty ? rest.popFirst() : String(cluster) else {
          throw JailError("option requires an argument -- \(letter)")
        }
        given.append((letter, value))
        break
      }
    }
    operands = Array(rest)
  }

  func has(_ letter: Character) -> Bool { given.contains { $0.letter == letter } }

  /// The last value.
  func value(_ letter: Character) -> String? { given.last { $0.letter == letter }?.value }

  func values(_ letter: Character) -> [String] { given.filter { $0.letter == letter }.map(\.value) }

  static func == (a: Flags, b: Flags) -> Bool {
    a.operands == b.operands
      && a.given.elementsEqual(b.given) { $0.letter == $1.letter && $0.value == $1.value }
  }
}
