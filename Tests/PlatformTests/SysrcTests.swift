import Foundation
import Platform
import TestSupport
import Testing
import Wire

extension SysrcCase {
  /// Where ours is deliberately another: what we make of it, and why.
  static let differences: [String: (after: String, why: String)] = [
    "a missing file": ("jailer_dir=\"zfs:tank/jails\"\n", "a new file needs no empty line"),
    "a missing file, two names": ("cloned_interfaces=\"bridge0\"\nmy_flag=\"x\"\n", "a new file needs no empty line"),
    "a bare assignment takes the value without quotes":
      ("my_flag=\"new\"\nb=\"1\"\n", "without quotes a value with blanks would break the file"),
    "blank lines at the start are lost when a value is replaced":
      ("\n\nmy_flag=\"new\"\n", "what is not asked for stays as it is"),
    "+= with a comma as delimiter": ("my_list=\"a,b ,c\"\n", "lists of words are all that jailer changes"),
    "-= of a new name": ("hostname=\"web\"\n", "there is nothing to take away"),
  ]

  /// What we make of it. A further case of the same name is held against a difference only where it says the same.
  func expected() throws -> String {
    let known = try Golden.cases(SysrcCase.self, in: "sysrc.json", further: [])
    let isKnown = known.contains { $0.name == name && $0.before == before && $0.args == args && $0.after == after }
    return isKnown ? Self.differences[name]?.after ?? after : after
  }
}

@Suite struct SysrcTests {
  @Test func `the file is complete, and each difference is one of its cases`() throws {
    let own = try SysrcCase.all().filter { $0.origin == nil }
    #expect(own.count == 60)
    #expect(Set(SysrcCase.differences.keys).isSubset(of: Set(own.map(\.name))))
  }

  @Test(arguments: try SysrcCase.all())
  func agrees(_ recorded: SysrcCase) throws {
    var text = recorded.before ?? ""
    let isDeletion = recorded.args.contains("-x")
    for word in recorded.args.filter({ !["-q", "-x", "-f", "FILE"].contains($0) }) {
      text = isDeletion ? RcConf.delete(word, in: text) : try changed(text, word)
    }
    #expect(text == (try recorded.expected()))
  }

  private func changed(_ text: String, _ word: String) throws -> String {
    let match = try #require(word.firstMatch(of: /^(\w+)(\+=|-=|=)(.*)$/))
    let (name, value) = (String(match.1), String(match.3))
    let words = value.split(separator: " ").map(String.init)
    switch match.2 {
    case "+=": return try RcConf.add(words, to: name, in: text)
    case "-=": return try RcConf.remove(words, from: name, in: text)
    default: return try RcConf.set(name, to: value, in: text)
    }
  }

  @Test func `inside a value of several lines nothing is an assignment`() throws {
    let text = "x=\"\njailer_dir=no\n\"\nb='1\nb=2\n'\n"
    #expect(RcConf.values(text) == [:])
    #expect(try RcConf.set("jailer_dir", to: "a", in: text) == text + "jailer_dir=\"a\"\n")
    #expect(RcConf.delete("b", in: text) == text)
  }

  @Test func `what a shell would put together is no plain value, and is replaced by a line of its own`() throws {
    let text = "a=\"x\"y\nb=x\"y\"\nc=\"$HOME\"\nd='$x'\n"
    #expect(RcConf.values(text) == ["d": "$x"])
    #expect(try RcConf.set("a", to: "z", in: text) == text + "a=\"z\"\n")
    #expect(try RcConf.set("c", to: "z", in: text) == text.replacing("\"$HOME\"", with: "\"z\""))
  }
}
