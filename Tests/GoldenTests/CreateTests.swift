import Foundation
import Testing
import Wire

@testable import core_plugins

/// `create -D` beside what the original Jailer's own code printed, whole, after the named differences.
@Suite struct CreateTests {
  /// Cases that end otherwise, by name: what ours says, and why.
  static let others: [String: (says: String, why: String)] = [
    "gateway and netmask given": (
      "the gateway 10.0.0.254 is outside the jail's network 10.0.0.0/25\n", "the jail could not reach it"
    )
  ]
  /// Ids differ here: the original never gave out one below the smallest in use.
  static let ids = ["another domain": (original: "8", ours: "1")]

  @Test func `the file is complete`() { #expect(RecordedCase.all.count == 20) }

  @Test(arguments: RecordedCase.all)
  func agrees(_ recorded: RecordedCase) throws {
    if recorded.argv.contains("-s") { return }
    guard let arguments = recorded.arguments else {
      #expect(recorded.status != 0)
      return
    }
    let printed = recorded.machine.dryRun(["create"], Create.plan, arguments)
    if let other = Self.others[recorded.name] {
      #expect(printed == other.says)
      return
    }
    guard recorded.status == 0 else {
      #expect(!printed.contains("=>"), "\(printed)")
      return
    }
    var original = recorded.stdout
    if let id = Self.ids[recorded.name] {
      original = original.replacing("epair\(id.original)b", with: "epair\(id.ours)b")
        .replacing("= \"\(id.original)\"", with: "= \"\(id.ours)\"")
    }
    let theirs = Difference.all.reduce(original) { $1.original($0) }
    let ours = Difference.all.reduce(printed) { $1.ours($0) }
    #expect(ours == theirs)
  }

  @Test func `each difference is needed, and has its row in the document`() throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/differences.md")
    let document = try String(contentsOf: url, encoding: .utf8)
    for difference in Difference.all {
      #expect(document.contains("| \(difference.name) |"), "docs/differences.md lacks \(difference.name)")
    }
    for name in Self.others.keys.map({ $0 }) + Array(Self.ids.keys) {
      #expect(RecordedCase.all.contains { $0.name == name })
    }
    var changing: Set<String> = []
    for recorded in RecordedCase.all {
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
