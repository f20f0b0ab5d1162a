/// Whether a jail of a configuration can be used.
public enum Verdict: Equatable, Sendable {
  case usable
  /// The configuration has no jail of this name.
  case absent
  /// Why jail(8) would refuse it: the first of `Jail.problems`.
  case refused(String)
}

/// What `parse` would say of one jail, for those who need no more. Where the jail is plain, as in the confs that are
/// written one jail a file, its parameters need not be merged and expanded for that, which is
/// more than half of the work of `parse`.
///
/// - Throws: the first error that makes the whole configuration unusable.
public func verdict(
  on name: String, in bytes: [UInt8], file: String,
  include: @escaping Include = { (_, _) throws(ConfError) -> [Source] in [] }
) throws(ConfError) -> Verdict {
  let parser = try bytes.withUnsafeBufferPointer { (bytes) throws(ConfError) in
    try Parser(parsing: bytes, file: file, include: include)
  }
  if parser.syntax.isPlain(name) { return .usable }
  guard let jail = try Document(parser, file: file).jail(named: name) else { return .absent }
  return jail.problems(in: file).first.map(Verdict.refused) ?? .usable
}

extension Syntax {
  /// Whether the jail is all there is, and each reason for which the `Resolver` refuses jails is plainly absent. Says no
  /// where that takes more than a look at the statements: the Resolver decides then.
  func isPlain(_ name: String) -> Bool {
    guard blocks.count == 1, !blocks[0].isWildcard, arena[blocks[0].name.range].elementsEqual(name.utf8),
      !JailName.isNumber(name.utf8),
      // Variables can't grow too large: no value that is put in is longer than the text.
      pieces.count * arena.count <= Limits.expansion, statements.count <= Self.plainStatements
    else { return false }
    return arena.withUnsafeBufferPointer { arena in
      statements.allSatisfy { isPlain($0, arena) }
        && pieces.allSatisfy { !$0.isVariable || isPlainVariable($0.text, arena) }
    }
  }

  /// Each is compared with each.
  private static var plainStatements: Int { 64 }

  /// Whether it is not of a jail's name or number, and no parameter and a variable have the same name.
  private func isPlain(_ statement: Statement, _ arena: UnsafeBufferPointer<UInt8>) -> Bool {
    guard statement.isVariable else {
      return !isSame(statement.name, "name", arena) && !isSame(statement.name, "jid", arena)
    }
    if Parameter.isReserved(UnsafeBufferPointer(rebasing: arena[statement.name.range])) { return false }
    return !statements.contains { !$0.isVariable && isSame($0.name, statement.name, arena) }
  }

  /// Whether a variable stands for the jail's name, or for the one value, itself without variables, of one statement.
  private func isPlainVariable(_ name: Extent, _ arena: UnsafeBufferPointer<UInt8>) -> Bool {
    if arena[name.range].elementsEqual("name".utf8) { return true }
    var found: Statement?
    for statement in statements where isSame(statement.name, name, arena) {
      if found != nil || statement.name.count != name.count { return false }
      found = statement
    }
    guard let found, found.valueCount == 1 else { return false }
    return values[Int(found.firstValue)].pieceCount == 0
  }

  @inline(__always)
  private func isSame(_ a: Extent, _ b: Extent, _ arena: UnsafeBufferPointer<UInt8>) -> Bool {
    // Lengths differ by 0 or 2 (by a "no").
    let difference = a.count &- b.count &+ 2
    guard difference & 1 == 0, difference <= 4 else { return false }
    return OptionName.isSame(
      UnsafeBufferPointer(rebasing: arena[a.range]), UnsafeBufferPointer(rebasing: arena[b.range]))
  }

  private func isSame(_ a: Extent, _ b: StaticString, _ arena: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.utf8CodeUnitCount || a.count == b.utf8CodeUnitCount + 2 else { return false }
    return b.withUTF8Buffer { OptionName.isSame(UnsafeBufferPointer(rebasing: arena[a.range]), $0) }
  }
}
