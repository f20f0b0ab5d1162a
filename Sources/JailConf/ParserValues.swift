/// The values of a statement.
extension Parser {
  /// `value[, value...];` with the first token read already.
  mutating func values(
    _ lexer: inout Lexer, _ first: Token, _ statement: inout Syntax.Statement, _ file: String
  ) throws(ConfError) {
    statement.firstValue = UInt32(syntax.values.count)
    statement.valueStart = lexer.base + lexer.start
    var token = first
    while true {
      guard token == .word || token == .variable else { throw lexer.unexpected(token, file) }
      token = value(&lexer, token)
      statement.valueCount += 1
      if token == .semicolon { return }
      guard token == .comma else { throw lexer.unexpected(token, file) }
      token = lexer.next(&syntax.arena)
    }
  }

  /// One value, of all pieces that join. Returns the token behind it.
  private mutating func value(_ lexer: inout Lexer, _ first: Token) -> Token {
    var value = Syntax.RawValue(text: lexer.text)
    let firstPiece = syntax.pieces.count
    var hasVariables = first == .variable
    var isSingle = true
    if hasVariables { syntax.pieces.append(.init(text: lexer.text, isVariable: true)) }
    var token = lexer.next(&syntax.arena)
    while token == .joinedWord || token == .joinedVariable {
      if isSingle, !hasVariables {
        syntax.pieces.append(.init(text: value.text, isVariable: false))
      }
      isSingle = false
      hasVariables = hasVariables || token == .joinedVariable
      syntax.pieces.append(.init(text: lexer.text, isVariable: token == .joinedVariable))
      token = lexer.next(&syntax.arena)
    }
    if hasVariables {
      value.firstPiece = UInt32(firstPiece)
      value.pieceCount = UInt32(syntax.pieces.count - firstPiece)
    } else if !isSingle {
      value.text = join(syntax.pieces[firstPiece...])
      syntax.pieces.removeSubrange(firstPiece...)
    }
    syntax.values.append(value)
    return token
  }

  private mutating func join(_ pieces: ArraySlice<Syntax.Piece>) -> Extent {
    let start = syntax.arena.count
    for piece in pieces { syntax.repeatBytes(piece.text) }
    return Extent(start, syntax.arena.count - start)
  }
}
