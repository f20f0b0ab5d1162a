import Foundation
import Testing
import Wire

@testable import core_plugins

/// `create -D` beside what the original Jailer's own code printed, whole, after the named differences.
@Suite struct CreateTests {
  /// What ours refuses and the original did not.
  static var refusals: [(name: String, message: Regex<Substring>)] {
    [
      ("gateway outside", /the gateway \S+ is outside the jail's network \S+\n/),
      ("names", /".*" can't be a jail's name: .*\n/),
      ("address in use", /the address \S+ is in use: by .*\n/),
    ]
  }

  @Test func `the file is complete`() throws {
    #expect(try RecordedCase.all().filter { $0.origin == nil }.count == 20)
  }

  @Test(arguments: try RecordedCase.all())
  func agrees(_ recorded: RecordedCase) throws {
    guard let arguments = recorded.arguments else {
      #expect(recorded.status != 0, "an option that the original had")
      return
    }
    let printed = recorded.machine.dryRun(["create"], Create.plan, arguments)
    guard printed.contains("=>") else {
      #expect(
        recorded.status != 0 || Self.refusals.contains { printed.wholeMatch(of: $0.message) != nil }, "\(printed)")
      return
    }
    #expect(recorded.status == 0, "only the original refuses it")
    let original = try withOurChoices(recorded, printed)
    let theirs = Difference.all.reduce(original) { $1.original($0) }
    let ours = Difference.all.reduce(printed) { $1.ours($0) }
    #expect(ours == theirs)
  }

  /// The original's text with the id that we give, the smallest free one, and, where it drew a name of digits alone,
  /// with our name.
  private func withOurChoices(_ recorded: RecordedCase, _ printed: String) throws -> String {
    var text = recorded.stdout
    let theirs = try #require(text.firstMatch(of: #/\$id +=\ "(\d+)"/#)?.1)
    let ours = try #require(printed.firstMatch(of: #/\$jailer_id +=\ "(\d+)"/#)?.1)
    let taken = Set(recorded.facts.existingIds.values)
    #expect(Int(ours) == (1...).first { !taken.contains($0) })
    text = text.replacing("epair\(theirs)b", with: "epair\(ours)b").replacing("= \"\(theirs)\"", with: "= \"\(ours)\"")
    let name = try #require(text.firstMatch(of: #/\n(\S+) \{\n/#)?.1)
    guard Name.faultOfJail(String(name)) != nil else { return text }
    return text.replacing(name, with: try #require(printed.firstMatch(of: #/\n(\S+) \{\n/#)?.1))
  }

  @Test func `each difference is needed, and has its row in the document`() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/differences.md")
    let document = try String(contentsOf: url, encoding: .utf8)
    for name in Difference.all.map(\.name) + Self.refusals.map(\.name) + ["ids"] {
      #expect(document.contains("\n| \(name) |"), "docs/differences.md lacks \(name)")
    }
    var changing: Set<String> = []
    for recorded in try RecordedCase.all() {
      guard let arguments = recorded.arguments else { continue }
      var (theirs, ours) = (recorded.stdout, recorded.machine.dryRun(["create"], Create.plan, arguments))
      for difference in Difference.all {
        let after = (difference.original(theirs), difference.ours(ours))
        if after != (theirs, ours) { changing.insert(difference.name) }
        (theirs, ours) = after
      }
    }
    #expect(changing == Set(Difference.all.map(\.name)))
  }
}
