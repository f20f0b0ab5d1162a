import JailConf
import Wire

/// Changes in the conf of one jail that keep everything else in it, as `Editor`.
public struct ConfEdit {
  public private(set) var jail: String
  private var editor: Editor

  /// - Throws: `bad-data` where the text defines no such jail.
  public init(_ text: String, of jail: String) throws(Fault) {
    self.jail = jail
    do { editor = try Editor(Array(text.utf8), file: "\(jail).conf") } catch {
      throw Self.refused(jail, error.description)
    }
    _ = try parsed()
  }

  public var text: String { String(decoding: editor.text, as: UTF8.self) }

  /// - Throws: `bad-data` where the conf includes files too: what they say of names and places would stay as it is.
  public mutating func rename(to name: String) throws(Fault) {
    guard try !document().hasIncludes else {
      throw Self.refused(jail, "it includes other files, and what they say of the jail can't be changed with it")
    }
    do { try editor.rename(jail, to: name) } catch { throw Self.refused(jail, "\(error)") }
    jail = name
  }

  /// The last value of a variable, its name without the dollar.
  public func variable(_ name: String) throws(Fault) -> String? { try parsed().variable(name) }

  /// The last values of those variables that there are.
  func variables(_ names: [String]) throws(Fault) -> [(name: String, value: String)] {
    let jail = try parsed()
    return names.compactMap { name in jail.variable(name).map { (name, $0) } }
  }

  public mutating func set(variable name: String, _ value: String) throws(Fault) {
    try apply(.variable(name, Template(value)))
  }

  /// Without any values, the variable is removed.
  public mutating func set(variable name: String, values: [String]) throws(Fault) {
    if !values.isEmpty { return try apply(.variable(name, values.map { Template($0) })) }
    if try block().contains(where: { $0.isVariable && $0.name == name }) { try remove(name, isVariable: true) }
  }

  /// One more value of a parameter that is a list; one that is there stays where it is.
  public mutating func add(_ value: String, to parameter: String) throws(Fault) {
    if try values(of: parameter).contains(Template(value)) { return }
    try apply(.append(parameter, [Template(value)]))
  }

  /// The block without a value of a parameter that is a list.
  public mutating func remove(_ value: String, from parameter: String) throws(Fault) {
    guard var statement = try block().first(where: { !$0.isVariable && $0.name == parameter }),
      statement.values.contains(Template(value))
    else { return }
    statement.values.removeAll { $0 == Template(value) }
    try remove(parameter, isVariable: false)
    if !statement.values.isEmpty { try apply(statement) }
  }

  private func values(of parameter: String) throws(Fault) -> [Template] {
    try block().first { !$0.isVariable && $0.name == parameter }?.values ?? []
  }

  private mutating func remove(_ name: String, isVariable: Bool) throws(Fault) {
    do { try editor.remove(name, isVariable: isVariable, in: jail) } catch {
      throw Self.refused(jail, "\(name): \(error)")
    }
  }

  private func block() throws(Fault) -> [Statement] {
    do { return try editor.statements(of: jail) } catch { throw Self.refused(jail, "\(error)") }
  }

  /// Every value of the jail's block in which `change` finds something to change; it is told the parameter's or
  /// variable's name too. Variables in a value stay: `change` gets the texts between them.
  public mutating func change(_ change: (String, String) -> String) throws(Fault) {
    for statement in try block() {
      var new = statement
      new.values = statement.values.map { value in
        Template(pieces: value.pieces.map { Self.changed($0) { change(statement.name, $0) } })
      }
      guard new != statement else { continue }
      guard statement.operation == .set else {
        throw Self.refused(jail, "\(statement.name) is added to what is set outside of the jail's block")
      }
      try apply(new)
    }
  }

  private static func changed(_ piece: Template.Piece, _ change: (String) -> String) -> Template.Piece {
    guard case .text(let bytes) = piece, let text = String(validating: bytes, as: UTF8.self) else { return piece }
    return .text(Array(change(text).utf8))
  }

  private mutating func apply(_ statement: Statement) throws(Fault) {
    do { try editor.apply(statement, in: jail) } catch {
      throw Self.refused(jail, "\(statement.name): \(error)")
    }
  }

  private func parsed() throws(Fault) -> Jail {
    if let found = try document().jail(named: jail) { return found }
    throw Self.refused(jail, "it defines no jail \(jail)")
  }

  private func document() throws(Fault) -> Document {
    do {
      return try JailConf.parse(editor.text, file: "\(jail).conf", include: JailConf.withoutIncludes)
    } catch {
      throw Self.refused(jail, "\(error)")
    }
  }

  private static func refused(_ jail: String, _ why: String) -> Fault {
    Fault(.badData, "the conf of \(jail) can't be changed", cause: Printable.clean(why), hint: "jailer edit \(jail)")
  }
}

/// Texts in which names of files are others.
public enum PathText {
  /// The text with `from` and what lies below it called `to`; a longer name that begins like it stays.
  public static func replaced(_ text: String, _ from: String, _ to: String) -> String {
    let bytes = Array(text.utf8)
    let wanted = Array(from.utf8)
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return text }
    var out: [UInt8] = []
    var at = 0
    while at < bytes.count {
      let end = at + wanted.count
      if end <= bytes.count, bytes[at..<end].elementsEqual(wanted), at == 0 || !isName(bytes[at - 1], slash: true),
        end == bytes.count || !isName(bytes[end], slash: false)
      {
        out += to.utf8
        at = end
      } else {
        out.append(bytes[at])
        at += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The text as one word of sh(1).
  static func word(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { Name.isLetterOrDigit($0) || "/._-".utf8.contains($0) }
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return isPlain ? text : "'\(parts.joined(separator: #"'\''"#))'"
  }

  private static func isName(_ byte: UInt8, slash: Bool) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x80...: true
    case 0x2F: slash
    default: false
    }
  }
}
