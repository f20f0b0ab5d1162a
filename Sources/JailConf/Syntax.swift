/// A run of bytes in the arena of a `Syntax`.
struct Extent: Sendable, Equatable {
  var start: UInt32 = 0
  var count: UInt32 = 0

  init() {}
  init(_ start: Int, _ count: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.count = UInt32(truncatingIfNeeded: count)
  }

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A configuration before globals, wildcards and variables are applied.
///
/// All bytes are in one arena: the sources, then what escapes and variables made of them.
/// Lists are flat arrays linked by index, so that a small file costs few allocations.
struct Syntax {
  var arena: [UInt8] = []
  var blocks: [Block] = []
  var statements: [Statement] = []
  var values: [RawValue] = []
  var pieces: [Piece] = []
  var earlyEnds: [Position] = []
  /// How much of the arena's beginning is the text that was parsed, as it is; included ones come later.
  var sourceCount = 0

  /// `name { ... }`, or the pseudo-jail `*` of all globals (`open` and `close` are 0 then).
  struct Block {
    var name: Extent
    var isWildcard: Bool
    var first: Int32 = -1
    var last: Int32 = -1
    /// The braces' places in the arena.
    var open = 0
    var close = 0
  }

  struct Statement {
    var name: Extent
    var isVariable: Bool
    var appends = false
    var firstValue: UInt32 = 0
    var valueCount: UInt32 = 0
    /// The next statement of the same block.
    var next: Int32 = -1
    /// From the name to past the `;`, in the arena.
    var start = 0
    var end = 0
    /// Where the first value starts.
    var valueStart = 0
  }

  /// Either `text`, or, when it holds variables, pieces.
  struct RawValue {
    var text = Extent()
    var firstPiece: UInt32 = 0
    var pieceCount: UInt32 = 0
  }

  struct Piece {
    var text: Extent
    var isVariable: Bool
  }

  func bytes(_ extent: Extent) -> [UInt8] { Array(arena[extent.range]) }
  func value(_ extent: Extent) -> Value { Value(bytes(extent)) }

  /// Appends bytes of the arena to itself. (A slice would share the arena and so force a copy of it all.)
  mutating func repeatBytes(_ extent: Extent) {
    for index in extent.range { arena.append(arena[index]) }
  }

  mutating func append(_ statement: Statement, to block: Int) {
    let index = Int32(statements.count)
    statements.append(statement)
    if blocks[block].last >= 0 {
      statements[Int(blocks[block].last)].next = index
    } else {
      blocks[block].first = index
    }
    blocks[block].last = index
  }
}

/// A place in a file.
public struct Position: Equatable, Sendable {
  public var file: String
  /// Counted from 1.
  public var line: Int

  public init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}
