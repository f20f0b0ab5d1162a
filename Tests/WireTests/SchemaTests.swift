import Foundation
import TestSupport
import Testing
import Wire

private let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
/// docs/schemas and Wire are two descriptions of one protocol: they must agree on every document.
@Suite(.needs(.jsonSchema))
struct SchemaTests {
  @Test(arguments: [("manifest", manifestCases), ("request", requestCases), ("reply", replyCases + planCases)])
  func agreesWithWire(kind: String, cases: [Case]) throws {
    let verdicts = try verdicts(of: cases.map(\.text), as: kind)
    try #require(verdicts.count == cases.count)
    for (item, verdict) in zip(cases, verdicts) {
      let expected = item.fault == nil || item.beyondSchema
      #expect((verdict == "ok") == expected, "\(kind) \(item.testDescription) - schema: \(verdict)")
    }
  }

  /// A schema says nothing of these.
  private static let beyond = [
    "is there twice", "only the last operand may repeat", "is required, so", "must begin with the plugin's name",
    "has two steps",
    "follows the irreversible",
  ]

  @Test(arguments: [("manifest", [richManifest]), ("request", [richRequest]), ("reply", richReplies)])
  func agreesOnEveryChangeOfAGoodDocument(kind: String, documents: [String]) throws {
    let changed = try documents.flatMap { mutants(of: try JSON.read(Array($0.utf8), limit: Limits.manifest)) }
    for (json, verdict) in zip(changed, try verdicts(of: changed.map { $0.text() }, as: kind)) {
      let fault = faultOfWire(json, kind)
      if let fault, Self.beyond.contains(where: fault.contains) { continue }
      #expect((verdict == "ok") == (fault == nil), "\(json.text()) - Wire: \(fault ?? "fine") - schema: \(verdict)")
    }
  }

  private func faultOfWire(_ json: JSON, _ kind: String) -> String? {
    do {
      switch kind {
      case "manifest": _ = try Manifest(json)
      case "request": _ = try Request(json)
      default: _ = try Reply(json)
      }
      return nil
    } catch { return error.text }
  }

  /// Documents that no reader should take for JSON, whatever is in them.
  @Test func agreesOnWhatIsIJSON() throws {
    let inner = String(repeating: "[", count: 28) + String(repeating: "]", count: 28)
    let documents = [
      #"{"id":"1","view":{"text":"a"},"id":"1"}"#, #"{"id":"\u0000","plan":{}}"#, #"{"id":"\ud800","plan":{}}"#,
      #"{"id":"1","plan":{}} x"#, #"{"id":"1","view":{"text":"a","json":9223372036854775808}}"#,
      #"{"id":"1","view":{"text":"a","json":1e999}}"#, #"{"id":"1","view":{"text":"a","json":NaN}}"#,
      "{\"id\":\"1\",\"view\":{\"text\":\"\",\"json\":[[[\(inner)]]]}}",
      "{\"id\":\"1\",\"view\":{\"text\":\"\",\"json\":[[\(inner)]]}}", "",
    ]
    for (document, verdict) in zip(documents, try verdicts(of: documents, as: "reply")) {
      let accepted = (try? Reply(JSON.read(Array(document.utf8), limit: Limits.reply))) != nil
      #expect((verdict == "ok") == accepted, "\(document): \(verdict)")
    }
  }

  /// The examples that authors copy from.
  @Test func examplesInTheDocumentAreValid() throws {
    let text = try String(contentsOf: top.appending(path: "docs/protocol.md"), encoding: .utf8)
    var found = 0
    for kind in ["manifest", "request", "reply", "facts"] {
      let blocks = text.components(separatedBy: "```json \(kind)\n").dropFirst()
      let examples = try blocks.compactMap { $0.components(separatedBy: "\n```").first }.map {
        try JSON.read(Array($0.utf8), limit: Limits.reply).text()
      }
      found += examples.count
      for (example, verdict) in zip(examples, try verdicts(of: examples, as: kind)) {
        #expect(verdict == "ok", "\(example)")
      }
    }
    #expect(found >= 4)
  }

  /// Manifests that are shipped: the core's and the examples'.
  @Test func shippedManifestsAreValid() throws {
    var manifests: [String] = []
    for folder in ["Plugins", "contrib/plugins"] {
      let files =
        FileManager.default.enumerator(atPath: top.appending(path: folder).path)?.compactMap { $0 as? String } ?? []
      for file in files where file.hasSuffix(".json") {
        let data = try Data(contentsOf: top.appending(path: "\(folder)/\(file)"))
        let json = try JSON.read(data, limit: Limits.manifest)
        #expect(throws: Never.self, "\(folder)/\(file)") { try Manifest(json) }
        manifests.append(json.text())
      }
    }
    #expect(try verdicts(of: manifests, as: "manifest").allSatisfy { $0 == "ok" })
  }

  private func verdicts(of documents: [String], as kind: String) throws -> [String] {
    try Schema.verdicts(of: documents, as: kind)
  }
}
