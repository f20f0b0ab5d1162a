/// Why an edit was refused. The text is unchanged then.
public enum EditError: Error, Equatable, Sendable {
  /// No block of this name is in the file itself (included files are not edited).
  case noJail(String)
  /// Several blocks have this name.
  case ambiguous(String)
  /// The jail's block doesn't set this parameter.
  case notSet(String)
  case unprintable(EmitError)
  /// The edited text would not mean what was asked, for this reason.
  case refused(String)
}

/// Changes single parameters of a jail in a text that people keep: comments, order, spacing and
/// everything that isn't asked for stay as they are, byte for byte.
///
/// Each edit is proven: the new text is parsed, and anything but the wish in it refuses the edit.
public struct Editor: Sendable {
  public private(set) var text: [UInt8]
  let file: String

  /// - Throws: the error of a text that is none; there is nothing safe to do in it.
  public init(_ text: [UInt8], file: String) throws(ConfError) {
    self.text = text
    self.file = file
    _ = try Self.parse(text, file)
  }

  /// Sets or appends to a parameter or variable. `set` replaces every statement for the same
  /// parameter in the block ("nox" counts as x); what is new goes to the end of the block.
  public mutating func apply(_ statement: Statement, in jail: String) throws(EditError) {
    let outline = try outline(jail)
    let old = outline.statements(statement.name, isVariable: statement.isVariable)
    var changes = Changes()
    do {
      if statement.operation == .append || old.isEmpty {
        let lines = try Emitter.lines(statement, column: outline.column(of: old.last))
        changes.insert(lines, after: old.last, outline)
      } else {
        try changes.replace(old, by: statement, outline)
      }
    } catch {
      throw .unprintable(error)
    }
    let edited = changes.applied(to: text)
    try prove(edited, statement, in: jail, outline)
    text = edited
  }

  /// Removes every statement of the jail's block for a parameter or variable.
  public mutating func remove(_ name: String, isVariable: Bool = false, in jail: String)
    throws(EditError)
  {
    let outline = try outline(jail)
    let old = outline.statements(name, isVariable: isVariable)
    guard !old.isEmpty else { throw .notSet(name) }
    var changes = Changes()
    for statement in old { changes.delete(statement, outline) }
    let edited = changes.applied(to: text)
    try prove(edited, removed: name, isVariable: isVariable, in: jail, outline)
    text = edited
  }

  /// Gives a jail's block another name. What is inside stays as it is, so a value with `${name}` follows.
  public mutating func rename(_ jail: String, to name: String) throws(EditError) {
    let old = try outline(jail)
    let block = old.syntax.blocks[old.block]
    guard let place = old.text.placeOfName(before: block.open) else {
      throw .refused("the block's name was not found")
    }
    let word: [UInt8]
    do { word = try Emitter.word(name) } catch { throw .unprintable(error) }
    let edited = Array(old.text[..<place.lowerBound]) + word + old.text[place.upperBound...]
    try proveRenamed(edited, jail, name, old)
    text = edited
  }

  /// What the jail's block itself says, each parameter and variable once, with the variables in its values.
  /// - Returns: statements that `apply` would write as they are; `append` for one that adds to what is set elsewhere.
  public func statements(of jail: String) throws(EditError) -> [Statement] {
    let outline = try outline(jail)
    var found: [Statement] = []
    for member in outline.members {
      let written = outline.syntax.statements[member]
      let name = Value(outline.syntax.bytes(written.name)).description
      let values = outline.pieces(written).map { Template(pieces: $0) }
      if let known = found.firstIndex(where: { $0.name == name && $0.isVariable == written.isVariable }) {
        found[known].values = written.appends ? found[known].values + values : values
        if !written.appends { found[known].operation = .set }
      } else {
        found.append(Statement(name, written.isVariable, written.appends ? .append : .set, values))
      }
    }
    return found
  }

  static func parse(_ text: [UInt8], _ file: String) throws(ConfError) -> Syntax {
    try text.withUnsafeBufferPointer { (bytes) throws(ConfError) in
      var parser = Parser(include: nil)
      try parser.parse(bytes, file: file)
      return parser.syntax
    }
  }

  private func outline(_ jail: String) throws(EditError) -> Outline {
    do {
      return try Outline(Self.parse(text, file), text: text, jail: jail)
    } catch let error as EditError {
      throw error
    } catch {
      throw .refused("\(error)")
    }
  }
}

/// The block of one jail in a text.
struct Outline {
  let syntax: Syntax
  let text: [UInt8]
  let block: Int
  /// The statements of the block, by their number in the syntax.
  let members: [Int]

  init(_ syntax: Syntax, text: [UInt8], jail: String) throws(EditError) {
    let found = syntax.blocks.indices.filter {
      syntax.blocks[$0].open > 0
        && syntax.arena[syntax.blocks[$0].name.range].elementsEqual(jail.utf8)
    }
    guard let block = found.first else { throw .noJail(jail) }
    guard found.count == 1 else { throw .ambiguous(jail) }
    self.syntax = syntax
    self.text = text
    self.block = block
    members = syntax.members(of: block)
  }

  func statements(_ name: String, isVariable: Bool) -> [Int] {
    members.filter { syntax.isFor($0, name, isVariable: isVariable) }
  }

  /// Where the sign of this statement stands, behind its indentation, else that of the block's last.
  func column(of statement: Int?) -> Int {
    statement.flatMap(sign) ?? members.lazy.reversed().compactMap(sign).first ?? 0
  }

  private func sign(_ member: Int) -> Int? {
    let statement = syntax.statements[member]
    guard statement.valueCount > 0 else { return nil }
    return text[statement.start..<statement.valueStart].lastIndex(of: UInt8(ascii: "="))
      .map { $0 - statement.start }
  }
}

extension Syntax {
  func members(of block: Int) -> [Int] {
    var members: [Int] = []
    var next = blocks[block].first
    while next >= 0 {
      members.append(Int(next))
      next = statements[Int(next)].next
    }
    return members
  }

  /// Whether a statement is for this parameter or variable.
  func isFor(_ statement: Int, _ name: String, isVariable: Bool) -> Bool {
    guard statements[statement].isVariable == isVariable else { return false }
    let range = statements[statement].name.range
    return arena.withUnsafeBufferPointer { arena in
      Array(name.utf8).withUnsafeBufferPointer {
        OptionName.isSame($0, UnsafeBufferPointer(rebasing: arena[range]))
      }
    }
  }
}
