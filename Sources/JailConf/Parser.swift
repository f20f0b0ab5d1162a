/// Statements and blocks, with their text as a `Syntax`.
struct Parser {
  var syntax = Syntax()
  /// nil: `.include` statements are passed over.
  let include: Include?
  /// The blocks that are open here, and the pseudo-jail of the globals.
  private var openBlocks: [Int] = []
  private var globals = -1
  var includes = 0
  var hasIncludes = false
  private var nestedNames = 0

  init(include: Include?) { self.include = include }

  /// All of a text. Included files are empty where nothing gives them.
  init(
    parsing bytes: UnsafeBufferPointer<UInt8>, file: String,
    include: @escaping Include = { (_, _) throws(ConfError) -> [Source] in [] }
  ) throws(ConfError) {
    self.init(include: include)
    try parse(bytes, file: file)
  }

  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, file: String, depth: Int = 0)
    throws(ConfError)
  {
    guard syntax.arena.count + bytes.count <= Limits.source else {
      throw ConfError(file: file, reason: .limit("configuration too large"))
    }
    let base = syntax.arena.count
    if depth == 0 {
      reserve(bytes.count)
      syntax.sourceCount = bytes.count
    }
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
