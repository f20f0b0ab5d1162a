import Testing
import Wire

/// A document and what Wire says of it. The schemas must come to the same verdict.
struct Case: Sendable, CustomTestStringConvertible {
  let text: String
  /// `nil` where the document is accepted.
  let fault: String?
  /// Refused by a rule that JSON Schema has no words for: two names that must differ, an order, a number of steps.
  var beyondSchema = false

  var testDescription: String { "\(fault ?? "fine"): \(text.prefix(200))" }

  init(_ text: String, _ fault: String? = nil, beyondSchema: Bool = false) {
    self.text = text
    self.fault = fault
    self.beyondSchema = beyondSchema
  }

  /// The document, read.
  var json: JSON { get throws { try JSON.read(Array(text.utf8), limit: Limits.reply) } }

  func check(_ read: (JSON) throws(ShapeError) -> Void) throws {
    let json = try json
    do {
      try read(json)
      #expect(fault == nil, "accepted: \(text)")
    } catch {
      #expect(error.text == fault, "\(text)")
    }
  }
}

/// `base` with the members of `changes` set; a member given as `"-"` is left out.
func changed(_ base: String, _ changes: String) -> String {
  do {
    var object = try JSON.read(Array(base.utf8), limit: 1 << 20).object ?? [:]
    for (name, value) in try JSON.read(Array("{\(changes)}".utf8), limit: 8 << 20).object?.members ?? [] {
      object[name] = value == "-" ? nil : value
    }
    return JSON.object(object).text()
  } catch {
    Issue.record("\(changes): \(error)")
    return base
  }
}
