import Foundation
import TestSupport
import Testing

/// JAILER_GOLDEN: further folders of recorded cases.
@Suite struct FoldersTests {
  private struct Named: GoldenCase {
    var name: String
    var origin: String?
  }

  /// A folder with these files, gone afterwards.
  private func withFolder<R>(_ files: [String: String], _ body: (String) throws -> R) throws -> R {
    let top = FileManager.default.temporaryDirectory.appending(path: "golden-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: top) }
    for (path, text) in files {
      let file = top.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return try body(top.path)
  }

  private func failure(_ folders: [String]) -> String {
    do {
      return "\(try Golden.cases(Named.self, in: "jls.json", further: folders).count) cases"
    } catch { return "\(error)" }
  }

  @Test func `a folder has the files, or folders that have them, and there may be several`() throws {
    let text = #"{"about": "x", "cases": [{"name": "n"}]}"#
    let files = ["jls.json": text, "b/jls.json": text, "a/jls.json": text, "empty/x": "", "c/sysrc.json": ""]
    try withFolder(files) { top in
      func found(_ folders: [String]) throws -> [String] {
        let cases = try Golden.cases(Named.self, in: "jls.json", further: folders)
        return cases.filter { $0.origin != nil }.map(\.testDescription)
      }
      #expect(try found([top]) == ["\(top)/jls.json: n", "\(top)/a/jls.json: n", "\(top)/b/jls.json: n"])
      #expect(try found(["\(top)/b", "\(top)/a"]) == ["\(top)/b/jls.json: n", "\(top)/a/jls.json: n"])
      #expect(try found(["\(top)/c"]) == [], "it has others")
      #expect(failure(["\(top)/empty"]).hasPrefix("\(top)/empty: none of create-dry-run.json, jailconf.json, "))
      #expect(failure(["\(top)/a", "\(top)/nowhere"]).hasPrefix("\(top)/nowhere: "))
      try "{".write(toFile: "\(top)/b/jls.json", atomically: true, encoding: .utf8)
      #expect(failure([top]).hasPrefix("\(top)/b/jls.json: "))
    }
  }

  /// The suites that read them, run once more on a case that is right and on one that is not.
  @Test(arguments: [
    ("jailconf.json", "JailConfTests.RecordedTests", "error", "FILE: not what was said"),
    ("create-dry-run.json", "GoldenTests.CreateTests", "stdout", "nothing =>\n"),
    ("sysrc.json", "PlatformTests.SysrcTests", "after", "x=\"y\"\n"),
    ("jls.json", "FactsTests.RecordedJlsTests", "stdout", #"{"jail-information": {"jail": []}}"#),
  ])
  func `a wrong case fails and names its file`(file: String, suite: String, key: String, wrong: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(Golden.own)/\(file)"))
    let recorded = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    var first = try #require((recorded["cases"] as? [[String: Any]])?.first)
    func run(_ name: String) throws -> (status: Int32, output: String) {
      first["name"] = name
      let text = String(decoding: try JSONSerialization.data(withJSONObject: ["cases": [first]]), as: UTF8.self)
      return try withFolder([file: text]) { folder in
        let suites = Process()
        let output = Pipe()
        suites.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        suites.arguments = ["--testing-library", "swift-testing", "--filter", suite]
        suites.environment = ProcessInfo.processInfo.environment.merging(["JAILER_GOLDEN": folder]) { $1 }
        suites.standardOutput = output
        suites.standardError = output
        try suites.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        suites.waitUntilExit()
        return (suites.terminationStatus, said.replacing(folder, with: "FOLDER"))
      }
    }
    let right = try run("a right one")
    #expect(right.status == 0 && right.output.contains(" passed after "), "\(right)")
    first[key] = wrong
    let failed = try run("a wrong one")
    #expect(failed.status != 0 && failed.output.contains("FOLDER/\(file): a wrong one"), "\(failed)")
    #expect(!failed.output.contains("FOLDER/\(file): a right one"))
  }
}
