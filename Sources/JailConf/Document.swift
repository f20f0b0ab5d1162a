/// A configuration: jails in the order of the text, each with its parameters merged and expanded.
///
/// A jail that FreeBSD's jail(8) would refuse because of its parameters is there too, with `failures`.
public struct Document: Sendable {
  let storage: Storage
  /// Places where a byte above ASCII, or NUL, stands outside of quotes between two statements.
  /// FreeBSD's parser takes it for the end of the file, so what follows is missing. A byte order
  /// mark does this to a whole file.
  public let earlyEnds: [Position]
  /// Whether it has an `.include`, whatever that found.
  public var hasIncludes = false

  public var jails: [Jail] {
    storage.jails.indices.map { Jail(storage: storage, index: $0) }
  }

  /// The jails that have failures.
  public var failedJails: [Jail] { jails.filter { !$0.failures.isEmpty } }

  /// The first jail of this name.
  public func jail(named name: String) -> Jail? {
    jails.first { storage.arena[$0.record.name.range].elementsEqual(name.utf8) }
  }
}

/// Parses a jail.conf(5) text as FreeBSD 14 and later do.
///
/// - Parameters:
///   - file: the name of the text in messages; relative includes are relative to its folder.
///   - include: gives the text of included files; without it there are none.
/// - Throws: the first error that makes the whole configuration unusable.
public func parse(
  _ bytes: [UInt8], file: String,
  include: @escaping Include = { (_, _) throws(ConfError) -> [Source] in [] }
) throws(ConfError) -> Document {
  try bytes.withUnsafeBufferPointer { (bytes) throws(ConfError) in
    try parse(bytes, file: file, include: include)
  }
}

/// The same for bytes in place, as of a mapped file; they aren't used after the call.
public func parse(
  _ bytes: UnsafeBufferPointer<UInt8>, file: String,
  include: @escaping Include = { (_, _) throws(ConfError) -> [Source] in [] }
) throws(ConfError) -> Document {
  try Document(Parser(parsing: bytes, file: file, include: include), file: file)
}

extension Document {
  init(_ parser: Parser, file: String) throws(ConfError) {
    var resolver = Resolver(parser.syntax, file: file)
    try resolver.resolve()
    self.init(storage: Storage(resolver), earlyEnds: parser.syntax.earlyEnds, hasIncludes: parser.hasIncludes)
  }
}

/// What the jails of a document share.
final class Storage: Sendable {
  struct Parameter: Sendable {
    var name: Extent
    var firstValue: UInt32
    var valueCount: UInt32
    var isVariable: Bool
  }

  struct Failure: Sendable {
    var text: String
    /// The name that is to blame.
    var place: Extent
  }

  struct Jail: Sendable {
    var name: Extent
    var parameters: Range<Int>
    var failures: Range<Int>
  }

  let arena: [UInt8]
  let parameters: [Parameter]
  let values: [Extent]
  let jails: [Jail]
  let failures: [Failure]
  let sourceCount: Int

  init(_ resolver: Resolver) {
    arena = resolver.syntax.arena
    parameters = resolver.parameters
    values = resolver.values
    jails = resolver.jails
    failures = resolver.failures
    sourceCount = resolver.syntax.sourceCount
  }

  func value(_ extent: Extent) -> Value { Value(Array(arena[extent.range])) }

  /// The line of the parsed text that these bytes are on; `nil` for what another file or an escape has made.
  func line(of extent: Extent) -> Int? {
    guard extent.range.upperBound <= sourceCount else { return nil }
    return arena[..<Int(extent.start)].count { $0 == 0x0A } + 1
  }
}
