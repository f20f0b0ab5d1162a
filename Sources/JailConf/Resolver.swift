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
  var failures: [String] = []
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

  private mutating func merge(_ block: Int, _ wildcards: [Int]) throws(ConfError) {
    entries.removeAll(keepingCapacity: true)
    nodes.removeAll(keepingCapacity: true)
    if !index.isEmpty { index = [:] }
    try count(1)
    let name = syntax.blocks[block].name
    let isNumber = JailName.isNumber(syntax.arena[name.range])
    addName(isNumber ? "jid" : "name", name)

    var isSelfAdded = false
    for wildcard in wildcards {
      if block < wildcard, !isSelfAdded {
        try addAll(block)
        isSelfAdded = true
      }
      try count(1)
      let pattern = syntax.arena[syntax.blocks[wildcard].name.range]
      if JailName.matches(syntax.arena[name.range], wildcard: pattern) { try addAll(wildcard) }
    }
    if !isSelfAdded { try addAll(block) }
    if isNumber, !hasName() { addName("name", name) }
  }

  private mutating func count(_ count: Int) throws(ConfError) {
    merged += count
    guard merged <= Limits.parameters else {
      throw ConfError(file: file, reason: .limit("too many jails and parameters"))
    }
  }

  /// The parameter that the block's name implies.
  private mutating func addName(_ parameter: StaticString, _ value: Extent) {
    let name = Extent(syntax.arena.count, parameter.utf8CodeUnitCount)
    parameter.withUTF8Buffer { syntax.arena.append(contentsOf: $0) }
    var entry = Entry(name: name, isVariable: false)
    entry.isFixed = true
    appendNode(Node(text: value, raw: -1), to: &entry)
    addEntry(entry)
  }

  private func hasName() -> Bool {
    entries.contains { !$0.isVariable && isSame($0.name, "name") }
  }

  private mutating func addAll(_ block: Int) throws(ConfError) {
    var statement = syntax.blocks[block].first
    while statement >= 0 {
      try count(1 + Int(syntax.statements[Int(statement)].valueCount))
      add(syntax.statements[Int(statement)])
      statement = syntax.statements[Int(statement)].next
    }
  }

  private mutating func add(_ statement: Syntax.Statement) {
    guard let old = find(statement.name) else {
      var entry = Entry(name: statement.name, isVariable: statement.isVariable)
      entry.isFixed = isSame(statement.name, "name") || isSame(statement.name, "jid")
      appendValues(of: statement, to: &entry)
      addEntry(entry)
      if entry.isVariable, Parameter.isReserved(syntax.arena[statement.name.range]) {
        failSameName(statement.name)
      }
      return
    }
    if entries[old].isVariable != statement.isVariable { return failSameName(statement.name) }
    if entries[old].isFixed {
      return fail("cannot redefine parameter \"\(shown(entries[old].name))\".")
    }
    rename(old, statement.name)
    if !statement.appends || statement.valueCount == 0 {
      entries[old].first = -1
      entries[old].last = -1
      entries[old].count = 0
      entries[old].pending = 0
    }
    var entry = entries[old]
    appendValues(of: statement, to: &entry)
    entries[old] = entry
  }

  private mutating func appendValues(of statement: Syntax.Statement, to entry: inout Entry) {
    let first = Int(statement.firstValue)
    for index in first..<first + Int(statement.valueCount) {
      let value = syntax.values[index]
      merged += Int(value.pieceCount)
      appendNode(Node(text: value.text, raw: value.pieceCount > 0 ? Int32(index) : -1), to: &entry)
    }
  }

  private mutating func appendNode(_ node: Node, to entry: inout Entry) {
    let index = Int32(nodes.count)
    if entry.last >= 0 { nodes[Int(entry.last)].next = index } else { entry.first = index }
    entry.last = index
    entry.count += 1
    if node.raw >= 0 { entry.pending += 1 }
    nodes.append(node)
  }

  private mutating func failSameName(_ name: Extent) {
    fail("variable \"$\(shown(name))\" cannot have the same name as a parameter.")
  }

  /// A name for a message, where no kernel's name is longer than this.
  func shown(_ name: Extent) -> Value {
    syntax.value(Extent(Int(name.start), min(Int(name.count), 1024)))
  }

  mutating func fail(_ message: String) {
    failures.append(message)
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
