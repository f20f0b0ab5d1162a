import Foundation
import JailConf
import TestSupport
import Testing

/// Each case of jailconf.json: what FreeBSD's own parser made of a text.
struct RecordedCase: GoldenCase {
  var name: String
  var conf: String
  var files: [String: String]?
  var ok: Bool
  var error: String?
  var failed: [String]
  var jails: [RecordedJail]
  var origin: String?

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

  static func all() throws -> [RecordedCase] { try Golden.cases(RecordedCase.self, in: "jailconf.json") }

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
  @Test func theFileIsComplete() throws {
    #expect(try RecordedCase.all().filter { $0.origin == nil }.count == 160)
  }

  @Test(arguments: try RecordedCase.all())
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
