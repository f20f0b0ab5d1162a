/// The proof of an edit: the new text is the old one in everything but the wish, and the wish is in it.
extension Editor {
  func prove(_ edited: [UInt8], _ wish: Statement, in jail: String, _ old: Outline)
    throws(EditError)
  {
    let new = try sameElsewhere(edited, wish.name, wish.isVariable, jail, old)
    let (before, after) = try (resolved(old.syntax, jail), resolved(new.syntax, jail))
    let values = after.all(wish.isVariable).first { $0.isSame(wish.name) }?.values
    var expected: [Value?] = wish.values.map(\.constant)
    if wish.operation == .append {
      let previous = before.all(wish.isVariable).first { $0.isSame(wish.name) }?.values ?? []
      expected = previous + expected
    }
    // A value with variables is compared as it is written, as others can have changed with it.
    guard let values, values.count == expected.count,
      zip(values, expected).allSatisfy({ $1 == nil || $0 == $1 })
    else { throw .refused("\(wish.name) would get another value from elsewhere in the file") }
    guard new.written(wish) else { throw .refused("\(wish.name) would not be written as asked") }
    if let failure = after.failures.first, after.failures != before.failures {
      throw .refused(failure)
    }
  }

  func prove(
    _ edited: [UInt8], removed name: String, isVariable: Bool, in jail: String, _ old: Outline
  ) throws(EditError) {
    let new = try sameElsewhere(edited, name, isVariable, jail, old)
    guard new.statements(name, isVariable: isVariable).isEmpty else {
      throw .refused("\(name) would still be set")
    }
    let (before, after) = try (resolved(old.syntax, jail), resolved(new.syntax, jail))
    guard !after.all(isVariable).contains(where: { $0.isSame(name) }) else {
      throw .refused("\(name) is also set elsewhere in the file")
    }
    if let failure = after.failures.first, after.failures != before.failures {
      throw .refused(failure)
    }
  }

  /// The new text is the old one but for the name of one block.
  func proveRenamed(_ edited: [UInt8], _ jail: String, _ name: String, _ old: Outline) throws(EditError) {
    let new: Outline
    do {
      new = try Outline(Self.parse(edited, file), text: edited, jail: name)
    } catch let error as EditError {
      throw error
    } catch {
      throw .refused("\(error)")
    }
    // No parameter has the name "", so these are all of them.
    guard new.block == old.block, new.others("", false) == old.others("", false, naming: name) else {
      throw .refused("other statements would change")
    }
    let (before, after) = try (resolved(old.syntax, jail), resolved(new.syntax, name))
    if let failure = after.failures.first, after.failures != before.failures { throw .refused(failure) }
  }

  private func resolved(_ syntax: Syntax, _ jail: String) throws(EditError) -> Jail {
    var resolver = Resolver(syntax, file: file)
    do { try resolver.resolve() } catch { throw .refused("\(error)") }
    let document = Document(storage: Storage(resolver), earlyEnds: [])
    guard let jail = document.jail(named: jail) else { throw .noJail(jail) }
    return jail
  }

  /// The new text's outline, if all statements but those for one parameter are as they were.
  private func sameElsewhere(
    _ edited: [UInt8], _ name: String, _ isVariable: Bool, _ jail: String, _ old: Outline
  ) throws(EditError) -> Outline {
    let new: Outline
    do {
      new = try Outline(Self.parse(edited, file), text: edited, jail: jail)
    } catch let error as EditError {
      throw error
    } catch {
      throw .refused("\(error)")
    }
    guard new.others(name, isVariable) == old.others(name, isVariable) else {
      throw .refused("other statements would change")
    }
    return new
  }
}

/// A statement or the start of a block, as it can be compared between two texts.
private struct Written: Equatable {
  var block: [UInt8]
  var name: [UInt8]
  var isVariable = false
  var appends = false
  var values: [[Template.Piece]] = []
}

extension Outline {
  /// Everything but the statements of the block for one parameter.
  /// - Parameter naming: what the block is called instead of its name.
  fileprivate func others(_ name: String, _ isVariable: Bool, naming other: String? = nil) -> [Written] {
    var list: [Written] = []
    for index in syntax.blocks.indices {
      let own = syntax.bytes(syntax.blocks[index].name)
      let blockName = index == block ? other.map { Array($0.utf8) } ?? own : own
      list.append(Written(block: blockName, name: []))
      for member in syntax.members(of: index)
      where index != block || !syntax.isFor(member, name, isVariable: isVariable) {
        list.append(written(member, blockName))
      }
    }
    return list
  }

  private func written(_ member: Int, _ block: [UInt8]) -> Written {
    let statement = syntax.statements[member]
    return Written(
      block: block, name: syntax.bytes(statement.name), isVariable: statement.isVariable,
      appends: statement.appends, values: pieces(statement))
  }

  func pieces(_ statement: Syntax.Statement) -> [[Template.Piece]] {
    let first = Int(statement.firstValue)
    return syntax.values[first..<first + Int(statement.valueCount)].map { value in
      if value.pieceCount == 0 { return Self.merged([.text(syntax.bytes(value.text))]) }
      let first = Int(value.firstPiece)
      return Self.merged(
        syntax.pieces[first..<first + Int(value.pieceCount)].map {
          $0.isVariable
            ? .variable(syntax.value($0.text).description) : .text(syntax.bytes($0.text))
        })
    }
  }

  /// Whether the last values of the block for the wish's parameter are the wish's.
  fileprivate func written(_ wish: Statement) -> Bool {
    let all = statements(wish.name, isVariable: wish.isVariable).flatMap {
      pieces(syntax.statements[$0])
    }
    let wanted = wish.values.map { Self.merged($0.pieces) }
    return wish.operation == .set ? all == wanted : all.suffix(wanted.count) == wanted[...]
  }

  /// Neighbouring texts made one, empty ones left out.
  private static func merged(_ pieces: [Template.Piece]) -> [Template.Piece] {
    var list: [Template.Piece] = []
    for piece in pieces {
      guard case .text(let text) = piece else {
        list.append(piece)
        continue
      }
      if case .text(let before)? = list.last {
        list[list.count - 1] = .text(before + text)
      } else if !text.isEmpty {
        list.append(piece)
      }
    }
    return list
  }
}

extension Jail {
  fileprivate func all(_ isVariable: Bool) -> [Parameter] { isVariable ? variables : parameters }
}

extension Parameter {
  fileprivate func isSame(_ other: String) -> Bool {
    Array(name.utf8).withUnsafeBufferPointer { name in
      Array(other.utf8).withUnsafeBufferPointer { OptionName.isSame(name, $0) }
    }
  }
}
