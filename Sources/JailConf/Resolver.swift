/// Makes jails of a syntax: merges globals, wildcards and the jails' own statements, then expands
/// variables. The buffers are reused from jail to jail.
struct Resolver {
  var syntax: Syntax
  let file: String
  /// The parameters of the jail in hand, in the order in which they were first named.
  var entries: [Entry] = []
  var nodes: [Node] = []
  /// Exact names to entries; only kept for jails with many parameters.
  var index: [[UInt8]: Int] = [:]
  /// For each piece that is a variable, the entry it stands for in the jail in hand.
  var targets: [Int32] = []
  /// The value that is being put together.
  var assembled: [UInt8] = []

  var parameters: [Storage.Parameter] = []
  var values: [Extent] = []
  var jails: [Storage.Jail] = []
  var failures: [Storage.Failure] = []
  var merged = 0
  var expanded = 0
  var expandedHere = 0

  /// A parameter or variable with its values, a list of nodes.
  struct Entry {
    var name: Extent
    var isVariable: Bool
    var isFixed = false
    var isBad = false
    var first: Int32 = -1
    var last: Int32 = -1
    var count: Int32 = 0
    /// Values that still hold variables.
    var pending: Int32 = 0
    var generation: Int32 = 0
    /// Neighbours in the order of expansion.
    var previous: Int32 = -1
    var next: Int32 = -1
    /// Where its expansion goes on.
    var node: Int32 = -1
    var piece: UInt32 = 0
  }

  struct Node {
    var text: Extent
    /// The raw value, as long as it holds variables; else -1.
    var raw: Int32
    var next: Int32 = -1
  }

  init(_ syntax: Syntax, file: String) {
    self.syntax = syntax
    self.file = file
    entries.reserveCapacity(syntax.statements.count + 1)
    nodes.reserveCapacity(syntax.values.count + 1)
    parameters.reserveCapacity(syntax.statements.count + 1)
    values.reserveCapacity(syntax.values.count + 1)
    targets = Array(repeating: -1, count: syntax.pieces.count)
  }

  mutating func resolve() throws(ConfError) {
    let wildcards = syntax.blocks.indices.filter { syntax.blocks[$0].isWildcard }
    for block in syntax.blocks.indices where !syntax.blocks[block].isWildcard {
      try merge(block, wildcards)
      expand()
      store(block)
    }
  }

  /// A name for a message, where no kernel's name is longer than this.
  func shown(_ name: Extent) -> Value {
    syntax.value(Extent(Int(name.start), min(Int(name.count), 1024)))
  }

  /// - Parameter place: the name that is to blame.
  mutating func fail(_ message: String, at place: Extent) {
    failures.append(.init(text: message, place: place))
  }

  private mutating func store(_ block: Int) {
    let first = parameters.count
    for entry in entries {
      parameters.append(
        .init(
          name: entry.name, firstValue: UInt32(values.count), valueCount: UInt32(entry.count),
          isVariable: entry.isVariable))
      var node = entry.first
      while node >= 0 {
        values.append(nodes[Int(node)].text)
        node = nodes[Int(node)].next
      }
    }
    let firstFailure = jails.last?.failures.upperBound ?? 0
    jails.append(
      .init(
        name: syntax.blocks[block].name, parameters: first..<parameters.count,
        failures: firstFailure..<failures.count))
  }
}
