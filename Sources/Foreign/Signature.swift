/// How a C function is declared. Nothing in a library tells whether that is true: a wrong signature is a crash.
public struct Signature: Sendable, Equatable {
  public let parameters: [CType]
  public let result: CType
  /// Whether `...` follows the parameters.
  public let isVariadic: Bool

  public init(_ parameters: CType..., variadic: Bool = false, returns result: CType) {
    self.parameters = parameters
    self.result = result
    isVariadic = variadic
  }

  /// The arguments as they are passed.
  /// - Throws: `arguments` where their number or their types are not those of the signature.
  func accept(_ arguments: [CValue], of name: String) throws(ForeignError) -> [CValue] {
    guard arguments.count == parameters.count || isVariadic && arguments.count > parameters.count else {
      let wanted = "\(parameters.count)\(isVariadic ? " or more" : "")"
      throw .arguments(of: name, "it takes \(wanted) and was given \(arguments.count)")
    }
    for (index, parameter) in parameters.enumerated() where arguments[index].type != parameter {
      throw .arguments(of: name, "number \(index + 1) is \(parameter), not \(arguments[index].type)")
    }
    let rest = arguments[parameters.count...].map(\.promoted)
    if rest.contains(.void) { throw .arguments(of: name, "void is no argument") }
    return arguments[..<parameters.count] + rest
  }
}
