/// Reads the files that an `.include` names.
///
/// The first argument is a path or a glob(7) pattern, already relative to the including file
/// (the second argument). A pattern gives its matches in the order of their bytes, perhaps none; a
/// path gives the file, and no result means that it is missing. Throw a `ConfError` of reason
/// `unreadable` for any other failure.
public typealias Include = (String, _ from: String) throws(ConfError) -> [Source]

/// For those who have only a text: each included file is there and empty.
public let withoutIncludes: @Sendable (String, _ from: String) throws(ConfError) -> [Source] = { (path, _) in
  [Source(path: path, bytes: [])]
}

/// The `.include` statement.
extension Parser {
  func isInclude(_ name: Extent) -> Bool {
    name.count == 8 && syntax.arena[name.range].elementsEqual(".include".utf8)
  }

  mutating func include(
    _ statement: Syntax.Statement, _ lexer: Lexer, _ file: String, _ depth: Int
  ) throws(ConfError) {
    guard let include else { return }
    let first = Int(statement.firstValue)
    for index in first..<first + Int(statement.valueCount) {
      let value = syntax.values[index]
      guard value.pieceCount == 0 else {
        throw ConfError(file: file, line: lexer.line, reason: .variableInInclude)
      }
      let place = Position(file: file, line: lexer.line)
      guard depth < Limits.includeDepth else { throw ConfError(file: file, reason: .includeDepth).from(place) }
      let path = IncludePath.resolve(syntax.value(value.text).description, from: file)
      let sources: [Source]
      do { sources = try include(path, file) } catch { throw error.from(place) }
      if sources.isEmpty, !IncludePath.isPattern(path) {
        throw ConfError(file: path, reason: .unreadable("No such file or directory")).from(place)
      }
      hasIncludes = true
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

extension ConfError {
  fileprivate func from(_ place: Position) -> ConfError {
    var error = self
    error.from = place
    return error
  }
}
