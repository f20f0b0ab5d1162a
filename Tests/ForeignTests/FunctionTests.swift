import Glibc
import Testing

@testable import Foreign

@Suite struct FunctionTests {
  let libc: Library
  let none: UnsafeRawPointer? = nil
  init() throws { libc = try Library() }

  /// What a function makes of a text.
  func answer(_ function: Function, _ text: String, _ more: CValue...) throws -> CValue {
    try text.withCString { try function.call([.pointer($0)] + more).value }
  }

  @Test func variadicText() throws {
    let snprintf = try libc.function("snprintf", Signature(.pointer, .size, .pointer, variadic: true, returns: .int))
    var buffer = [CChar](repeating: 0, count: 64)
    let room = buffer.count
    let outcome = try "%s %d %ld %.2f %c".withCString { format in
      try "jail".withCString { name in
        try buffer.withUnsafeMutableBytes { bytes in
          // What is smaller than an int or a double is promoted.
          try snprintf.call(
            .pointer(bytes.baseAddress), .size(room), .pointer(format), .pointer(name), .int16(-7),
            .int64(1 << 40), .float(2.5), .uint8(0x78))
        }
      }
    }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    #expect(text == "jail -7 1099511627776 2.50 x")
    #expect(outcome.value == .int(Int32(text.utf8.count)))
  }

  @Test func variadicWithoutMore() throws {
    let snprintf = try libc.function("snprintf", Signature(.pointer, .size, .pointer, variadic: true, returns: .int))
    let outcome = try "five!".withCString { try snprintf.call(.pointer(none), .size(0), .pointer($0)) }
    #expect(outcome.value == .int(5))
  }

  /// More words than there are registers for arguments.
  @Test func manyArguments() throws {
    let snprintf = try libc.function("snprintf", Signature(.pointer, .size, .pointer, variadic: true, returns: .int))
    var buffer = [CChar](repeating: 0, count: 256)
    let format = (0..<40).map { $0 % 2 == 0 ? "%d " : "%.0f " }.joined()
    let numbers = (0..<40).map { $0 % 2 == 0 ? CValue.int(Int32($0)) : .double(Double($0)) }
    try format.withCString { format in
      try buffer.withUnsafeMutableBytes { bytes in
        _ = try snprintf.call([.pointer(bytes.baseAddress), .size(bytes.count), .pointer(format)] + numbers)
      }
    }
    let text = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    #expect(text == (0..<40).map { "\($0) " }.joined())
  }

  @Test func integersAreCutToTheirType() throws {
    // htons(3) gives 16 bits, which libffi widens.
    let htons = try libc.function("htons", Signature(.uint16, returns: .uint16))
    #expect(try htons.call(.uint16(0x1234)).value == .uint16(UInt16(0x1234).bigEndian))
    let abs = try libc.function("abs", Signature(.int, returns: .int))
    #expect(try abs.call(.int(-5)).value == .int(5))
    let toupper = try libc.function("toupper", Signature(.int, returns: .int))
    #expect(try toupper.call(.int(0x61)).value == .int(0x41))
    let atoi = try libc.function("atoi", Signature(.pointer, returns: .int))
    #expect(try answer(atoi, "-7") == .int(-7))
    let atoll = try libc.function("atoll", Signature(.pointer, returns: .int64))
    #expect(try answer(atoll, "-7") == .int64(-7))
    // The same register read as narrower types.
    for (type, expected) in [(CType.int8, CValue.int8(-2)), (.uint8, .uint8(254)), (.int16, .int16(-2))] {
      let narrow = try libc.function("labs", Signature(.int64, returns: type))
      #expect(try narrow.call(.int64(0x7FFE_FFFE | 0xFFFE)).value == expected)
    }
  }

  @Test func floatsPointersAndNothing() throws {
    let strtod = try libc.function("strtod", Signature(.pointer, .pointer, returns: .double))
    #expect(try answer(strtod, "0.25", .pointer(none)) == .double(0.25))
    let strtof = try libc.function("strtof", Signature(.pointer, .pointer, returns: .float))
    #expect(try answer(strtof, "0.25", .pointer(none)) == .float(0.25))
    let strchr = try libc.function("strchr", Signature(.pointer, .int, returns: .pointer))
    #expect(try answer(strchr, "abc", .int(0x7A)) == .pointer(none))
    let (text, found) = try "abc".withCString { text in
      (UnsafeRawPointer(text), try strchr.call(.pointer(text), .int(0x63)).value)
    }
    #expect(found == .pointer(text + 2))
    let srand = try libc.function("srand", Signature(.uint32, returns: .void))
    #expect(try srand.call(.uint32(1)).value == .void)
  }

  @Test func errnoIsTheCallsOwn() throws {
    let close = try libc.function("close", Signature(.int, returns: .int))
    let failed = try close.call(.int(-1))
    #expect(failed.value == .int(-1))
    #expect(failed.errno == EBADF)
    let getpid = try libc.function("getpid", Signature(returns: .int))
    #expect(try getpid.call().errno == 0)
    #expect(try getpid.call().value == .int(Glibc.getpid()))
  }

  /// Nothing is called with what the signature doesn't have.
  @Test func wrongArguments() throws {
    let abs = try libc.function("abs", Signature(.int, returns: .int))
    #expect(throws: ForeignError.arguments(of: "abs", "it takes 1 and was given 0")) { try abs.call() }
    #expect(throws: ForeignError.arguments(of: "abs", "it takes 1 and was given 2")) { try abs.call(.int(1), .int(2)) }
    #expect(throws: ForeignError.arguments(of: "abs", "number 1 is int32, not int64")) { try abs.call(.int64(1)) }
    let printf = try libc.function("printf", Signature(.pointer, variadic: true, returns: .int))
    #expect(throws: ForeignError.arguments(of: "printf", "it takes 1 or more and was given 0")) { try printf.call() }
    let more = "void is no argument"
    #expect(throws: ForeignError.arguments(of: "printf", more)) { try printf.call(.pointer(none), .void) }
  }
}
