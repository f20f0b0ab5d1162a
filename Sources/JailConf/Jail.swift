/// One jail of a document. Parameters are found by name, with or without the "no" of a boolean.
public struct Jail: Sendable {
  let storage: Storage
  let index: Int

  var record: Storage.Jail { storage.jails[index] }

  /// The name of the block; inside another block with that one's name and a dot before it.
  public var name: Value { storage.value(record.name) }

  /// Why jail(8) would refuse this jail while it reads the configuration, in its words without the
  /// jail's name in front. `check()` tells what it would find later.
  public var failures: [String] { storage.failures[record.failures].map(\.text) }

  /// The failures with their places in front: `FILE line N: …`, or `FILE: …` where another file is to blame.
  public func problems(in file: String) -> [String] {
    storage.failures[record.failures].map { failure in
      let line = storage.line(of: failure.place).map { " line \($0)" } ?? ""
      return "\(file)\(line): \(failure.text)"
    }
  }

  /// All parameters, `name` and `jid` included, in the order in which they were first named.
  public var parameters: [Parameter] {
    storage.parameters[record.parameters].lazy.filter { !$0.isVariable }.map(parameter)
  }

  /// All variables, without their dollar.
  public var variables: [Parameter] {
    storage.parameters[record.parameters].lazy.filter(\.isVariable).map(parameter)
  }

  public func parameter(_ name: String) -> Parameter? { find(name).map(parameter) }

  /// The values of a list, none for a parameter without values; nil when it isn't set.
  public func values(_ name: String) -> [Value]? { find(name).map(values) }

  /// The value of a scalar: the last one, as jail(8) takes it. nil when there is none.
  public func value(_ name: String) -> Value? { find(name).flatMap(lastValue) }

  /// `value` as text; nil also when it isn't UTF-8.
  public func string(_ name: String) -> String? { value(name)?.text }

  /// `values` as text, none when the parameter isn't set; nil when one of them isn't UTF-8.
  public func list(_ name: String) -> [String]? {
    guard let found = find(name) else { return [] }
    var list: [String] = []
    for value in values(found) {
      guard let text = value.text else { return nil }
      list.append(text)
    }
    return list
  }

  /// A number, or nil when it isn't set or is none.
  public func integer(_ name: String) -> Int? {
    guard let value = value(name) else { return nil }
    let number = CNumber(value.bytes)
    return number.hasDigits && number.isAll ? number.value : nil
  }

  /// A boolean: `x`, `x = true` and `x = 1` are true, `nox` and `x = false` are false. nil when it isn't set.
  public func flag(_ name: String) -> Bool? {
    guard let found = find(name) else { return nil }
    let written = storage.arena[found.name.range]
    let last = written.lastIndex(of: UInt8(ascii: ".")).map { written[($0 + 1)...] } ?? written
    let isNegated = last.starts(with: "no".utf8)
    guard let value = lastValue(found) else { return !isNegated }
    let isTrue = ASCII.isEqual(value.bytes, "true") || CNumber(value.bytes).value != 0
    return isTrue != isNegated
  }

  /// The text of a variable, by its name without the dollar.
  public func variable(_ name: String) -> String? {
    find(name, isVariable: true).flatMap(lastValue)?.text
  }

  /// All values of a variable; one that isn't UTF-8 is left out.
  public func variables(_ name: String) -> [String] {
    find(name, isVariable: true).map { values($0).compactMap(\.text) } ?? []
  }

  private func find(_ name: String, isVariable: Bool = false) -> Storage.Parameter? {
    var name = name
    return name.withUTF8 { wanted in
      storage.arena.withUnsafeBufferPointer { arena in
        storage.parameters[record.parameters].first {
          $0.isVariable == isVariable
            && OptionName.isSame(UnsafeBufferPointer(rebasing: arena[$0.name.range]), wanted)
        }
      }
    }
  }

  private func lastValue(_ parameter: Storage.Parameter) -> Value? {
    guard parameter.valueCount > 0 else { return nil }
    return storage.value(storage.values[Int(parameter.firstValue + parameter.valueCount) - 1])
  }

  private func values(_ parameter: Storage.Parameter) -> [Value] {
    let first = Int(parameter.firstValue)
    return storage.values[first..<first + Int(parameter.valueCount)].map(storage.value)
  }

  private func parameter(_ parameter: Storage.Parameter) -> Parameter {
    Parameter(name: storage.value(parameter.name).description, values: values(parameter))
  }
}

enum ASCII {
  /// Whether a text is a lower-case word, in any case.
  static func isEqual(_ bytes: [UInt8], _ word: StaticString) -> Bool {
    word.withUTF8Buffer { word in
      bytes.count == word.count
        && zip(bytes, word).allSatisfy { (65...90 ~= $0 ? $0 | 0x20 : $0) == $1 }
    }
  }
}
