/// Variables. They are expanded when all merging is done, so the order of statements is free.
///
/// A variable whose own value holds variables is expanded first: it moves in front of the one that
/// needs it. All that were moved for one parameter share its generation; meeting that generation
/// again is a loop. This is how jail(8) goes about it, and its messages depend on it.
extension Resolver {
  mutating func expand() {
    expanded += expandedHere
    expandedHere = 0
    guard entries.contains(where: { $0.pending > 0 }) else { return }
    for number in entries.indices {
      entries[number].previous = Int32(number) - 1
      entries[number].next = number + 1 < entries.count ? Int32(number) + 1 : -1
      entries[number].node = entries[number].first
    }
    var number = 0
    var generation: Int32 = 0
    var chain: [Int] = []
    while number >= 0 {
      if entries[number].pending > 0 {
        generation += 1
        entries[number].generation = generation
        chain = [number]
        while let needed = expandEntry(number, &chain) {
          entries[needed].generation = generation
          chain.append(needed)
          move(needed, before: number)
          number = needed
        }
      }
      number = Int(entries[number].next)
    }
  }

  /// Expands the values of an entry. Stops at a variable that must be expanded before, and returns it.
  private mutating func expandEntry(_ number: Int, _ chain: inout [Int]) -> Int? {
    while entries[number].node >= 0 {
      let node = Int(entries[number].node)
      if nodes[node].raw >= 0 {
        let raw = syntax.values[Int(nodes[node].raw)]
        while entries[number].piece < raw.pieceCount {
          let piece = Int(raw.firstPiece + entries[number].piece)
          if syntax.pieces[piece].isVariable {
            switch lookUp(piece, of: raw, for: number) {
            case .found(let target): targets[piece] = Int32(target)
            case .needed(let target): return target
            case .bad:
              targets[piece] = -1
              for member in chain { entries[member].isBad = true }
              // All are marked now; only later members need it.
              chain.removeAll(keepingCapacity: true)
            }
          }
          entries[number].piece += 1
        }
        nodes[node].text = assemble(raw, for: number)
        nodes[node].raw = -1
        entries[number].pending -= 1
        entries[number].piece = 0
      }
      entries[number].node = nodes[node].next
    }
    return nil
  }

  private enum LookUp {
    case found(Int)
    case needed(Int)
    case bad
  }

  private mutating func lookUp(_ piece: Int, of raw: Syntax.RawValue, for number: Int) -> LookUp {
    let name = syntax.pieces[piece].text
    var parameter: Value { shown(entries[number].name) }
    guard let target = findExact(name), entries[target].count > 0 else {
      fail("\(parameter): variable \"\(shown(name))\" not found", at: name)
      return .bad
    }
    if entries[target].isBad {
      return .bad
    }
    if entries[target].generation == entries[number].generation {
      fail("\(shown(name)): variable loop", at: name)
      return .bad
    }
    if entries[target].pending > 0 { return .needed(target) }
    if entries[target].count > 1 {
      // Where the list would be a value by itself FreeBSD's jail(8) crashes.
      fail("\(parameter): array cannot be substituted inline", at: name)
      return .bad
    }
    return .found(target)
  }

  private mutating func assemble(_ raw: Syntax.RawValue, for number: Int) -> Extent {
    assembled.removeAll(keepingCapacity: true)
    let first = Int(raw.firstPiece)
    for piece in first..<first + Int(raw.pieceCount) {
      var text = syntax.pieces[piece].text
      if syntax.pieces[piece].isVariable {
        guard targets[piece] >= 0 else { continue }
        text = nodes[Int(entries[Int(targets[piece])].first)].text
      }
      expandedHere += Int(text.count)
      guard expandedHere <= Limits.expansion, expanded + expandedHere <= Limits.allExpansions else {
        fail("\(shown(entries[number].name)): variables grow too large", at: entries[number].name)
        expandedHere -= Int(text.count)
        entries[number].isBad = true
        break
      }
      assembled.append(contentsOf: syntax.arena[text.range])
    }
    let start = syntax.arena.count
    syntax.arena.append(contentsOf: assembled)
    return Extent(start, assembled.count)
  }

  private mutating func move(_ number: Int, before other: Int) {
    let (previous, next) = (entries[number].previous, entries[number].next)
    if previous >= 0 { entries[Int(previous)].next = next }
    if next >= 0 { entries[Int(next)].previous = previous }
    let ahead = entries[other].previous
    entries[number].previous = ahead
    entries[number].next = Int32(other)
    if ahead >= 0 { entries[Int(ahead)].next = Int32(number) }
    entries[other].previous = Int32(number)
  }
}
