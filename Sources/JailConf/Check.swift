/// What jail(8) and the kernel's parameter library find wrong with the values of a jail.
extension Jail {
  /// Unknown parameters and values of the wrong kind, in the words and order of jail(8); empty when
  /// all is well. Whether paths, users, interfaces and other jails exist is not looked at, and a
  /// host's kernel may be older than `Parameter.kind(of:)`.
  public func check() -> [String] {
    let parameters = parameters
    return parameters.compactMap { $0.pseudoProblem }
      + parameters.compactMap { $0.kernelProblem }
  }
}

extension Parameter {
  /// The "no" of a pseudo-parameter may stand before any component, and even before what is no boolean.
  private var pseudoKind: Kind? {
    if let kind = Self.pseudo[name] { return kind }
    var name = name
    return name.withUTF8 { written in
      Self.reserved.first { reserved in
        reserved.withUTF8Buffer { OptionName.isSame(written, $0) }
      }.flatMap { Self.pseudo["\($0)"] }
    }
  }

  fileprivate var pseudoProblem: String? {
    guard let value = values.last else { return nil }
    let number = CNumber(value.bytes)
    switch pseudoKind {
    case .bool where !value.isBooleanWord && !number.isAll:
      return "\(name): unknown boolean value \"\(value)\""
    case .int where !number.isAll || !number.hasDigits:
      return "\(name): non-integer value \"\(value)\""
    default: return nil
    }
  }

  fileprivate var kernelProblem: String? {
    if pseudoKind != nil { return nil }
    guard let kind = Self.kind(of: name) else { return "unknown parameter: \(name)" }
    if kind == .ip4 || kind == .ip6 { return addressProblem(kind) }
    guard let value = values.last else { return nil }
    let isNumber = CNumber(value.bytes).isAll
    switch kind {
    case .bool where !value.isBooleanWord && !isNumber:
      return "\(name): unknown boolean value \"\(value)\""
    case .jailsys where !value.isJailsysWord && !isNumber:
      return "\(name): unknown jailsys value \"\(value)\""
    case .int where !isNumber:
      return "\(name): non-integer value \"\(value)\""
    default: return nil
    }
  }

  private func addressProblem(_ kind: Kind) -> String? {
    let stripped = values.map { JailAddress($0.bytes).address }
    if stripped.count == 1, stripped[0].isEmpty || stripped[0] == [UInt8(ascii: "-")] { return nil }
    for element in stripped.joined(separator: [UInt8(ascii: ",")])
      .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    {
      let isAddress = kind == .ip4 ? IPAddress.isV4(element) : IPAddress.isV6(element)
      if !isAddress {
        return "\(name): not an IPv\(kind == .ip4 ? 4 : 6) address: \(Value(Array(element)))"
      }
    }
    return nil
  }
}

extension Value {
  fileprivate var isBooleanWord: Bool {
    ASCII.isEqual(bytes, "true") || ASCII.isEqual(bytes, "false")
  }

  fileprivate var isJailsysWord: Bool {
    ASCII.isEqual(bytes, "disable") || ASCII.isEqual(bytes, "new")
      || ASCII.isEqual(bytes, "inherit")
  }
}
