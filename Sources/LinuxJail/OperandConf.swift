import JailConf

/// `jail -c name=x path=/y persist`: the operands as a configuration of one jail.
enum OperandConf {
  static func document(_ operands: [String]) throws(JailError) -> (Document, name: String) {
    var name: String?
    var text = ""
    var rest = operands[...]
    while let operand = rest.popFirst() {
      guard let equals = operand.firstIndex(of: "=") else {
        text += "  \(quoted(operand));\n"
        continue
      }
      let key = String(operand[..<equals])
      let value = String(operand[operand.index(after: equals)...])
      switch key {
      case "name": name = value
      case "command":
        // The rest of the line is the command.
        let words = [value] + rest
        text += "  command = \(quoted(words.map(shell).joined(separator: " ")));\n"
        rest = []
      default: text += "  \(quoted(key)) = \(quoted(value));\n"
      }
    }
    guard let name else { throw JailError("name= is required on Linux") }
    if let fault = JailNames.fault(name) { throw JailError(jail: name, fault) }
    return (
      try ConfLoader.parse(Array("\(quoted(name)) {\n\(text)}\n".utf8), file: "(command line)"),
      name
    )
  }

  /// For jail.conf(5): nothing in it means anything but itself.
  static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = [0x22]
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5c, 0x24: bytes += [0x5c, byte]
      case 0..<0x20, 0x7f:
        bytes += [0x5c, 0x30 + (byte >> 6), 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes + [0x22], as: UTF8.self)
  }

  private static func shell(_ word: String) -> String {
    let plain =
      !word.isEmpty
      && word.utf8.allSatisfy { "!\"$&'()*;<>?[\\]`{|}~ \t\n".utf8.contains($0) == false }
    if plain { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
