import Foundation
import Platform
import Testing
import Wire

/// Each case of sysrc.json: what FreeBSD's own sysrc(8) makes of a file.
struct SysrcCase: Decodable, CustomTestStringConvertible, Sendable {
  var name: String
  var before: String?
  var args: [String]
  var after: String
  var status: Int
  var testDescription: String { name }

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

  static let all: [SysrcCase] = {
    struct File: Decodable { var cases: [SysrcCase] }
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("sysrc.json")
    do { return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases } catch {
      Issue.record("sysrc.json: \(error)")
      return []
    }
  }()
}

@Suite struct SysrcTests {
  @Test func `the file is complete, and each difference is one of its cases`() {
    #expect(SysrcCase.all.count == 60)
    #expect(Set(SysrcCase.differences.keys).isSubset(of: Set(SysrcCase.all.map(\.name))))
  }

  @Test(arguments: SysrcCase.all)
  func agrees(_ recorded: SysrcCase) throws {
    var text = recorded.before ?? ""
    let isDeletion = recorded.args.contains("-x")
    for word in recorded.args.filter({ !["-q", "-x", "-f", "FILE"].contains($0) }) {
      text = isDeletion ? RcConf.delete(word, in: text) : try changed(text, word)
    }
    #expect(text == SysrcCase.differences[recorded.name]?.after ?? recorded.after)
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
