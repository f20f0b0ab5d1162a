/// Merging: what a jail gets from its block's name, from globals and wildcards, and from its own block.
///
/// `=` replaces what was there and `+=` appends to it, wherever it came from.
extension Resolver {
  mutating func merge(_ block: Int, _ wildcards: [Int]) throws(ConfError) {
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
      return fail("cannot redefine parameter \"\(shown(entries[old].name))\".", at: statement.name)
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
    fail("variable \"$\(shown(name))\" cannot have the same name as a parameter.", at: name)
  }
}
