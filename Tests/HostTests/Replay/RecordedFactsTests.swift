import Foundation
import TestSupport
import Testing
import Wire

@testable import Host

/// Files of recorded facts: what is good is taken as it is, and what is not is refused with the file and the member.
struct RecordedFactsTests {
  private static func refusal(_ text: String) throws -> Fault? {
    let file = FileManager.default.temporaryDirectory.appending(path: "facts-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    do throws(Fault) {
      _ = try RecordedFacts(file: file.path, input: 0)
      return nil
    } catch {
      #expect(error.message == "the facts in \(file.path) can't be used")
      #expect(error.code == .badData)
      return error
    }
  }

  /// `richFacts` with one text in the place of another.
  private static func changed(_ old: String, _ new: String) -> String {
    #expect(richFacts.contains(old), "\(old)")
    return richFacts.replacing(old, with: new, maxReplacements: 1)
  }

  private static let bad: [(text: String, cause: String)] = [
    ("", "empty"), ("jailer list", "line 1, column 6: invalid token"), ("[]", "must be an object, is an array"),
    ("{}", "recorded: is missing"), (#"{"recorded":"1"}"#, "recorded: must be an integer, is a string"),
    (#"{"recorded":2,"facts":{}}"#, "recorded: is edition 2, this jailer reads edition 1"),
    (#"{"recorded":1}"#, "facts: is missing"), (#"{"recorded":1,"facts":{}}"#, "facts.host: is missing"),
    (#"{"recorded":1,"facts":{},"facts":{}}"#, #"line 1, column 32: duplicate object key "facts""#),
    (changed(#""jid":7,"#, #""jid":7,"jid":8,"#), #"line 10, column 55: duplicate object key "jid""#),
    (changed(#""jid":7"#, #""jid":"7""#), "facts.jails[0].jid: must be an integer, is a string"),
    (changed(#""state":"Active""#, #""state":"Happy""#), #"facts.jails[0].state: "Happy" is not known"#),
    (
      changed(#""name":"web.inner""#, #""name":"web\u001b[31m""#),
      #"facts.jails[1].name: "web\x1b[31m": has control characters"#
    ),
    (
      changed(#""name":"www0","state":"Active","jid":7,"hostname""#, #""name":"../x","state":"Active","hostname""#),
      #"facts.jails[0].name: "../x": only letters, digits, _ and - are allowed"#
    ),
    (
      changed("/etc/jail.conf.d/www0.conf", "etc/www0.conf"),
      #"facts.jails[0].conf: "etc/www0.conf": is no absolute path in its simplest form"#
    ),
    (changed(#""www0":"www0 {"#, #""a b":"www0 {"#), #"facts.confs: "a b": only letters, digits, _ and - are allowed"#),
    (changed(#""www0":"www0 { persist; }\n""#, #""www0":7"#), "facts.confs.www0: must be a string, is an integer"),
    (changed(#""/sbin/zfs""#, "7"), "facts.host.tools.zfs: must be a string, is an integer"),
    (
      changed(#""/sbin/zfs""#, #""/sbin/../zfs""#),
      #"facts.host.tools.zfs: "/sbin/../zfs": is no absolute path in its simplest form"#
    ),
    (changed(#""random":"a"#, #""random":"x"#), "facts.host.random: must be 64 hexadecimal digits"),
    (changed(#""root":"""#, #""root":"r""#), #"facts.host.root: "r": is no absolute path in its simplest form"#),
    (changed(#""system":"FreeBSD""#, #""system":"Plan 9""#), #"facts.host.system: "Plan 9" is not known"#),
    (
      changed(#""dataset":"zroot/jails","#, #""dataset":"zroot/@x","#),
      #"facts.config.store.dataset: "zroot/@x": each part must begin with a letter or a digit"#
    ),
    (
      changed(#""claims":["jail:db0"]"#, #""claims":["\u202e"]"#),
      #"facts.claims[0]: "\u{202e}": has control characters"#
    ),
    (
      changed(#""later":[]"#, #""later":"# + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)),
      "nested deeper than 32"
    ),
  ]

  @Test(arguments: bad)
  func refused(_ text: String, _ cause: String) throws {
    let fault = try Self.refusal(text)
    #expect(fault?.cause == cause)
  }

  @Test(arguments: [richFacts, bareFacts])
  func taken(_ text: String) throws {
    #expect(try Self.refusal(text) == nil)
  }

  @Test func whatCannotBeReadIsTold() throws {
    func fault(_ file: String) -> Fault? {
      do throws(Fault) {
        _ = try RecordedFacts(file: file, input: 0)
        return nil
      } catch { return error }
    }
    #expect(fault("/nowhere/facts")?.code == .notFound)
    #expect(fault("/nowhere/facts")?.cause == "No such file or directory")
    #expect(fault("/")?.cause == "Is a directory")
    #expect(fault("/dev/zero")?.cause == "longer than 67108864 bytes")
    #expect(fault("/dev/null")?.cause == "empty")
  }

  /// The reader and docs/schemas/facts.schema.json are of one mind about every document.
  @Test(.needs(.jsonSchema), arguments: [richFacts, bareFacts])
  func agreesWithTheSchema(_ text: String) throws {
    let good = try JSON.read(Array(text.utf8), limit: Limits.recorded)
    let documents = [good] + mutants(of: good)
    for (json, verdict) in zip(documents, try Schema.verdicts(of: documents.map { $0.text() }, as: "facts")) {
      let why = try Self.refusal(json.text())?.cause
      #expect((verdict == "ok") == (why == nil), "\(json.text()) - jailer: \(why ?? "fine") - schema: \(verdict)")
    }
  }
}
