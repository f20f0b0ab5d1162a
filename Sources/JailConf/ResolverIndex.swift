/// Finding parameters by name: one by one in jails of the usual size, by hash in huge ones.
extension Resolver {
  private static var indexedFrom: Int { 64 }
  /// Names with more components than any parameter has are compared in their first ones only.
  private static var components: Int { 8 }

  mutating func addEntry(_ entry: Entry) {
    entries.append(entry)
    if entries.count == Self.indexedFrom {
      for number in entries.indices.reversed() {
        index[syntax.bytes(entries[number].name)] = number
      }
    } else if entries.count > Self.indexedFrom {
      let name = syntax.bytes(entry.name)
      if index[name] == nil { index[name] = entries.count - 1 }
    }
  }

  mutating func rename(_ number: Int, _ name: Extent) {
    let old = entries[number].name
    entries[number].name = name
    if entries.count >= Self.indexedFrom, old.count != name.count {
      index[syntax.bytes(old)] = nil
      index[syntax.bytes(name)] = number
    }
  }

  /// The first entry that means the same parameter.
  func find(_ name: Extent) -> Int? {
    if entries.count >= Self.indexedFrom { return findIndexed(syntax.arena[name.range]) }
    return syntax.arena.withUnsafeBufferPointer { arena in
      let wanted = UnsafeBufferPointer(rebasing: arena[name.range])
      return entries.firstIndex { entry in
        // Lengths differ by 0 or 2 (by a "no").
        let difference = entry.name.count &- name.count &+ 2
        guard difference & 1 == 0, difference <= 4 else { return false }
        return OptionName.isSame(wanted, UnsafeBufferPointer(rebasing: arena[entry.name.range]))
      }
    }
  }

  private func findIndexed(_ name: ArraySlice<UInt8>) -> Int? {
    var found = index[Array(name)]
    func consider(_ candidate: [UInt8]) {
      if let other = index[candidate] { found = min(found ?? other, other) }
    }
    var start = name.startIndex
    for _ in 0..<Self.components {
      let rest = name[start...]
      if rest.starts(with: [UInt8(ascii: "n"), UInt8(ascii: "o")]) {
        consider(Array(name[..<start] + rest.dropFirst(2)))
      }
      consider(Array(name[..<start]) + [UInt8(ascii: "n"), UInt8(ascii: "o")] + rest)
      guard let dot = rest.firstIndex(of: UInt8(ascii: ".")) else { break }
      start = dot + 1
    }
    return found
  }

  /// The entry of exactly this name, which is how variables are looked up.
  func findExact(_ name: Extent) -> Int? {
    if entries.count >= Self.indexedFrom { return index[syntax.bytes(name)] }
    return syntax.arena.withUnsafeBufferPointer { arena in
      let wanted = UnsafeBufferPointer(rebasing: arena[name.range])
      return entries.firstIndex { entry in
        entry.name.count == name.count
          && OptionName.isEqual(
            wanted, 0, UnsafeBufferPointer(rebasing: arena[entry.name.range]), 0)
      }
    }
  }

  func isSame(_ name: Extent, _ parameter: StaticString) -> Bool {
    guard name.count == parameter.utf8CodeUnitCount || name.count == parameter.utf8CodeUnitCount + 2
    else { return false }
    return syntax.arena.withUnsafeBufferPointer { arena in
      parameter.withUTF8Buffer {
        OptionName.isSame(UnsafeBufferPointer(rebasing: arena[name.range]), $0)
      }
    }
  }
}
