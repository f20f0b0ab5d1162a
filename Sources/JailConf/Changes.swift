/// The replacements of one edit, as places in the old text.
struct Changes {
  private var replacements: [(range: Range<Int>, text: [UInt8])] = []

  /// Adds statements behind one of the block, or at the end of the block: on lines of their own,
  /// unless the block is written in one line.
  mutating func insert(_ lines: [[UInt8]], after statement: Int?, _ outline: Outline) {
    let text = outline.text
    let place: Int
    var indentation = Array("  ".utf8)
    if let last = statement ?? outline.members.last {
      place = outline.syntax.statements[last].end
      if let blanks = text.indentation(of: outline.syntax.statements[last].start) {
        indentation = blanks
      }
    } else {
      place = outline.syntax.blocks[outline.block].open + 1
    }
    guard let lineEnd = text.lineEnd(from: place) else {
      let inline = [UInt8](lines.map { [0x20] + $0 }.joined())
      let needsBlank = text[place] == UInt8(ascii: "}")
      replacements.append((place..<place, inline + (needsBlank ? [0x20] : [])))
      return
    }
    let isCRLF = lineEnd > 1 && text[lineEnd - 2] == 0x0D
    let ending: [UInt8] = isCRLF ? [0x0D, 0x0A] : [0x0A]
    replacements.append(
      (lineEnd..<lineEnd, [UInt8](lines.map { indentation + $0 + ending }.joined())))
  }

  /// Puts a statement in the place of the first of several, and deletes the others.
  mutating func replace(_ old: [Int], by statement: Statement, _ outline: Outline) throws(EmitError) {
    guard let first = old.first else { return }
    let was = outline.syntax.statements[first]
    var lines = try Emitter.lines(statement, column: outline.column(of: first))
    if let value = statement.values.first, was.valueCount > 0, !was.appends,
      was.name.range.lowerBound < outline.text.count,
      outline.syntax.arena[was.name.range].elementsEqual(statement.name.utf8)
    {
      // The name, the sign and the blanks around it stay as they were.
      let text = try Emitter.value(value, of: statement) + [UInt8(ascii: ";")]
      replacements.append((was.valueStart..<was.end, text))
    } else {
      replacements.append((was.start..<was.end, lines[0]))
    }
    lines.removeFirst()
    if !lines.isEmpty { insert(lines, after: first, outline) }
    for other in old.dropFirst() { delete(other, outline) }
  }

  /// Deletes a statement, with its line when nothing else is on it.
  mutating func delete(_ statement: Int, _ outline: Outline) {
    let (start, end) = (
      outline.syntax.statements[statement].start, outline.syntax.statements[statement].end
    )
    let text = outline.text
    let after = text.skipBlanks(from: end)
    if let blanks = text.indentation(of: start), after < text.count, text[after] == 0x0A {
      replacements.append((start - blanks.count..<after + 1, []))
    } else if after < text.count, text[after] != 0x0A, text[after] != UInt8(ascii: "#") {
      replacements.append((start..<after, []))
    } else {
      replacements.append((start..<end, []))
    }
  }

  func applied(to text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    var copied = 0
    for (range, new) in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      out += text[copied..<max(copied, range.lowerBound)] + new
      copied = max(copied, range.upperBound)
    }
    return out + text[copied...]
  }
}

extension [UInt8] {
  /// The blanks before a place, when nothing else is before it on its line.
  fileprivate func indentation(of place: Int) -> [UInt8]? {
    let lineStart = self[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let blanks = self[lineStart..<place]
    return blanks.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? Array(blanks) : nil
  }

  fileprivate func skipBlanks(from place: Int) -> Int {
    var place = place
    while place < count, self[place] == 0x20 || self[place] == 0x09 || self[place] == 0x0D {
      place += 1
    }
    return place
  }

  /// Where the next line starts, when only blanks and a comment are left on this one.
  fileprivate func lineEnd(from place: Int) -> Int? {
    let next = skipBlanks(from: place)
    guard next < count else { return nil }
    let isComment =
      self[next] == UInt8(ascii: "#")
      || self[next] == UInt8(ascii: "/") && next + 1 < count && self[next + 1] == UInt8(ascii: "/")
    guard self[next] == 0x0A || isComment else { return nil }
    return self[next...].firstIndex(of: 0x0A).map { $0 + 1 }
  }
}
