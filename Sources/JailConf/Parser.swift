/// Reads the files that an `.include` names.
///
/// The first argument is a path or a glob(7) pattern, already relative to the including file
/// (the second argument). A pattern gives its matches in the order of their bytes, perhaps none; a
/// path gives the file, and no result means that it is missing. Throw a `ConfError` of reason
/// `unreadable` for any other failure.
public typealias Include = (String, _ from: String) throws(ConfError) -> [Source]

/// Statements and blocks, with their text as a `Syntax`.
struct Parser {
  var syntax = Syntax()
  /// nil: `.include` statements are passed over.
  let include: Include?
  /// The blocks that are open here, and the pseudo-jail of the globals.
  private var openBlocks: [Int] = []
  private var globals = -1
  private var includes = 0
  private var nestedNames = 0

  init(include: Include?) { self.include = include }

  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, file: String, depth: Int = 0)
    throws(ConfError)
  {
    guard syntax.arena.count + bytes.count <= Limits.source else {
      throw ConfError(file: file, reason: .limit("configuration too large"))
    }
    let base = syntax.arena.count
    if depth == 0 { reserve(bytes.count) }
    syntax.arena.append(contentsOf: bytes)
    var lexer = Lexer(bytes, base: base)
    let outer = openBlocks.count

    while true {
      let token = lexer.next(&syntax.arena)
      switch token {
      case .semicolon: continue
      case .word, .variable:
        try statement(&lexer, isVariable: token == .variable, file, depth)
      case .close where openBlocks.count > outer:
        syntax.blocks[openBlocks.removeLast()].close = base + lexer.start
      case .end where openBlocks.count == outer:
        return
      case .stray where openBlocks.count == outer && lexer.endsFile:
        syntax.earlyEnds.append(Position(file: file, line: lexer.line))
        return
      default: throw lexer.unexpected(token, file)
      }
    }
  }

  private mutating func reserve(_ count: Int) {
    syntax.arena.reserveCapacity(count + count / 2 + 64)
    syntax.statements.reserveCapacity(count / 32 + 4)
    syntax.values.reserveCapacity(count / 32 + 4)
    syntax.pieces.reserveCapacity(count / 32 + 4)
    syntax.blocks.reserveCapacity(2)
  }

  private mutating func statement(
    _ lexer: inout Lexer, isVariable: Bool, _ file: String, _ depth: Int
  ) throws(ConfError) {
    var statement = Syntax.Statement(name: lexer.text, isVariable: isVariable)
    statement.start = lexer.base + lexer.start
    var named = false
    var token = lexer.next(&syntax.arena)
    switch token {
    case .open where !isVariable:
      return try open(statement.name, lexer, file)
    case .semicolon: break
    case .equals, .append:
      statement.appends = token == .append
      token = lexer.next(&syntax.arena)
      try values(&lexer, token, &statement, file)
    case .word, .variable:
      named = true
      try values(&lexer, token, &statement, file)
    default: throw lexer.unexpected(token, file)
    }
    statement.end = lexer.base + lexer.position
    if named, !isVariable, isInclude(statement.name) {
      try include(statement, lexer, file, depth)
    } else {
      syntax.append(statement, to: currentBlock())
    }
  }

  /// `value[, value...];` with the first token read already.
  private mutating func values(
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

  private mutating func open(_ name: Extent, _ lexer: Lexer, _ file: String) throws(ConfError) {
    guard openBlocks.count < Limits.blocks else {
      throw ConfError(
        file: file, line: lexer.line, reason: .limit("more than \(Limits.blocks) blocks in blocks"))
    }
    var name = name
    if let parent = openBlocks.last {
      let start = syntax.arena.count
      nestedNames += Int(syntax.blocks[parent].name.count)
      guard nestedNames <= Limits.allExpansions else {
        throw ConfError(file: file, line: lexer.line, reason: .limit("names of jails too long"))
      }
      syntax.repeatBytes(syntax.blocks[parent].name)
      syntax.arena.append(UInt8(ascii: "."))
      syntax.repeatBytes(name)
      name = Extent(start, syntax.arena.count - start)
    }
    openBlocks.append(syntax.blocks.count)
    let isWildcard = JailName.isWildcard(syntax.arena[name.range])
    syntax.blocks.append(
      .init(name: name, isWildcard: isWildcard, open: lexer.base + lexer.start))
  }

  /// All globals of all files are one pseudo-jail `*`, at the place of the first of them.
  private mutating func currentBlock() -> Int {
    if let block = openBlocks.last { return block }
    if globals < 0 {
      globals = syntax.blocks.count
      let name = Extent(syntax.arena.count, 1)
      syntax.arena.append(UInt8(ascii: "*"))
      syntax.blocks.append(.init(name: name, isWildcard: true))
    }
    return globals
  }

  private func isInclude(_ name: Extent) -> Bool {
    name.count == 8 && syntax.arena[name.range].elementsEqual(".include".utf8)
  }

  private mutating func include(
    _ statement: Syntax.Statement, _ lexer: Lexer, _ file: String, _ depth: Int
  ) throws(ConfError) {
    guard let include else { return }
    let first = Int(statement.firstValue)
    for index in first..<first + Int(statement.valueCount) {
      let value = syntax.values[index]
      guard value.pieceCount == 0 else {
        throw ConfError(file: file, line: lexer.line, reason: .variableInInclude)
      }
      guard depth < Limits.includeDepth else { throw ConfError(file: file, reason: .includeDepth) }
      let path = IncludePath.resolve(syntax.value(value.text).description, from: file)
      let sources = try include(path, file)
      if sources.isEmpty, !IncludePath.isPattern(path) {
        throw ConfError(file: path, reason: .unreadable("No such file or directory"))
      }
      includes += sources.count
      guard includes <= Limits.includes else {
        throw ConfError(file: file, line: lexer.line, reason: .limit("too many included files"))
      }
      for source in sources {
        try source.bytes.withUnsafeBufferPointer { (bytes) throws(ConfError) in
          try parse(bytes, file: source.path, depth: depth + 1)
        }
      }
    }
  }
}

extension Lexer {
  /// NUL and bytes above ASCII end the file for FreeBSD's parser (a C char below 1 is its "end").
  var endsFile: Bool { bytes[start] == 0 || bytes[start] >= 128 }

  /// The error of a token that may not stand here.
  func unexpected(_ token: Token, _ file: String) -> ConfError {
    let reason: ConfError.Reason
    switch token {
    case .unterminatedString: reason = .unterminatedString
    case .unterminatedVariable: reason = .unterminatedVariable
    case .unterminatedComment: reason = .unterminatedComment
    case .end: reason = .unexpectedEnd
    default:
      let text = bytes[start..<position].prefix { $0 != 0 }
      reason = text.isEmpty ? .unexpectedEnd : .syntax(token: Value(Array(text)))
    }
    return ConfError(
      file: file, line: reason == .unexpectedEnd ? nil : line, reason: reason)
  }
}
