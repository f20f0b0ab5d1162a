import Foundation
import JailConf
import TestSupport
import Testing

/// Each case of recorded.json: what FreeBSD's own parser made of a text.
struct RecordedCase: Decodable, CustomTestStringConvertible, Sendable {
  var name: String
  var conf: String
  var files: [String: String]?
  var ok: Bool
  var error: String?
  var failed: [String]
  var jails: [RecordedJail]
  /// The file that it is in, of a case from JAILER_GOLDEN.
  var origin: String?
  var testDescription: String { origin.map { "\($0): \(name)" } ?? name }

  struct RecordedJail: Decodable {
    var name: String
    var parameters: [String: Values]
  }

  enum Values: Decodable, Equatable {
    case flag
    case list([String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let list = try? container.decode([String].self) {
        self = .list(list)
      } else {
        self = .flag
      }
    }
  }

  static let all: [RecordedCase] = {
    struct File: Decodable { var cases: [RecordedCase] }
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("recorded.json")
    do {
      return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
    } catch {
      Issue.record("recorded.json: \(error)")
      return []
    }
  }()

  /// Those of JAILER_GOLDEN.
  static let further: [RecordedCase] = {
    do {
      return try Golden.cases(RecordedCase.self, in: "jailconf.json").map { file, item in
        var item = item
        item.origin = file.path
        return item
      }
    } catch {
      Issue.record("JAILER_GOLDEN: \(error)")
      return []
    }
  }()

  func include(_ path: String, from: String) throws(ConfError) -> [Source] {
    let files = files ?? [:]
    let names =
      IncludePath.isPattern(path)
      ? files.keys.filter { IncludePath.matches($0, pattern: path) }
      : files[path].map { _ in [path] } ?? []
    return names.sorted().map { Source(path: $0, bytes: Array((files[$0] ?? "").utf8)) }
  }
}

@Suite struct RecordedTests {
  @Test func theFileIsComplete() {
    #expect(RecordedCase.all.count == 160)
  }

  @Test func furtherFoldersAreFound() throws {
    let top = FileManager.default.temporaryDirectory.appending(path: "golden-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: top) }
    let text = #"{"about": "x", "cases": [{"name": "n", "conf": "", "ok": true, "failed": [], "jails": []}]}"#
    for place in ["b", "a", "empty"] {
      let folder = top.appending(path: place)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      if place != "empty" {
        try text.write(to: folder.appending(path: "jailconf.json"), atomically: true, encoding: .utf8)
      }
    }
    try text.write(to: top.appending(path: "jailconf.json"), atomically: true, encoding: .utf8)
    let found = try Golden.cases(RecordedCase.self, in: "jailconf.json", below: top.path)
    #expect(
      found.map { $0.file.pathComponents.suffix(2).joined(separator: "/") }.suffix(2) == [
        "a/jailconf.json", "b/jailconf.json",
      ])
    #expect(found.count == 3)
    #expect(try Golden.files("jls.json", in: top.path).isEmpty)
    #expect(throws: (any Error).self) { try Golden.files("jailconf.json", in: top.path + "/nowhere") }
  }

  @Test(arguments: RecordedCase.all + RecordedCase.further)
  func agrees(_ recorded: RecordedCase) {
    let document: Document
    do {
      document = try parse(Array(recorded.conf.utf8), file: "FILE", include: recorded.include)
    } catch {
      #expect(!recorded.ok, "refused: \(error)")
      #expect(error.description == recorded.error)
      return
    }
    guard recorded.ok else {
      Issue.record("accepted, but FreeBSD says: \(recorded.error ?? "?")")
      return
    }

    let jails = document.jails
    #expect(jails.map(\.name.description) == recorded.jails.map(\.name))
    let checks = jails.map { $0.check() }
    let failed = zip(jails, checks).filter { !$0.failures.isEmpty || !$1.isEmpty }.map(\.0)
    #expect(failed.map(\.name.description) == recorded.failed)

    let first =
      jails.lazy.compactMap { jail in jail.failures.first.map { "\(jail.name): \($0)" } }.first
      ?? zip(jails, checks).lazy.compactMap { jail, check in
        check.first.map { "\(jail.name): \($0)" }
      }.first
    #expect(first == recorded.error)

    for (jail, expected) in zip(jails, recorded.jails)
    where !recorded.failed.contains(jail.name.description) {
      var actual: [String: RecordedCase.Values] = [:]
      for parameter in jail.parameters {
        #expect(actual[parameter.name] == nil, "\(parameter.name) twice")
        actual[parameter.name] =
          parameter.values.isEmpty ? .flag : .list(parameter.values.map(\.description))
      }
      for name in Set(actual.keys).union(expected.parameters.keys).sorted() {
        #expect(actual[name] == expected.parameters[name], "jail \(jail.name), parameter \(name)")
      }
    }
  }
}
