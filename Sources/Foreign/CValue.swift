/// An argument or a result. A pointer is the caller's to keep alive until the call is over.
public enum CValue: Equatable {
  case void
  case int8(Int8)
  case uint8(UInt8)
  case int16(Int16)
  case uint16(UInt16)
  case int32(Int32)
  case uint32(UInt32)
  case int64(Int64)
  case uint64(UInt64)
  case float(Float)
  case double(Double)
  case pointer(UnsafeMutableRawPointer?)

  public static func int(_ value: Int32) -> CValue { .int32(value) }
  public static func size(_ value: Int) -> CValue { .uint64(UInt64(bitPattern: Int64(value))) }

  public static func pointer(_ value: UnsafeRawPointer?) -> CValue {
    .pointer(UnsafeMutableRawPointer(mutating: value))
  }

  public var type: CType {
    switch self {
    case .void: .void
    case .int8: .int8
    case .uint8: .uint8
    case .int16: .int16
    case .uint16: .uint16
    case .int32: .int32
    case .uint32: .uint32
    case .int64: .int64
    case .uint64: .uint64
    case .float: .float
    case .double: .double
    case .pointer: .pointer
    }
  }

  /// What C makes of it where the prototype says `...`: there is no float and nothing smaller than an int.
  var promoted: CValue {
    switch self {
    case .int8(let value): .int32(Int32(value))
    case .uint8(let value): .int32(Int32(value))
    case .int16(let value): .int32(Int32(value))
    case .uint16(let value): .int32(Int32(value))
    case .float(let value): .double(Double(value))
    default: self
    }
  }

  /// In the first bytes of a slot, as C would have it in memory.
  func store(in slot: UnsafeMutableRawPointer) {
    switch self {
    case .void: break
    case .int8(let value): slot.storeBytes(of: value, as: Int8.self)
    case .uint8(let value): slot.storeBytes(of: value, as: UInt8.self)
    case .int16(let value): slot.storeBytes(of: value, as: Int16.self)
    case .uint16(let value): slot.storeBytes(of: value, as: UInt16.self)
    case .int32(let value): slot.storeBytes(of: value, as: Int32.self)
    case .uint32(let value): slot.storeBytes(of: value, as: UInt32.self)
    case .int64(let value): slot.storeBytes(of: value, as: Int64.self)
    case .uint64(let value): slot.storeBytes(of: value, as: UInt64.self)
    case .float(let value): slot.storeBytes(of: value, as: Float.self)
    case .double(let value): slot.storeBytes(of: value, as: Double.self)
    case .pointer(let value): slot.storeBytes(of: value, as: UnsafeMutableRawPointer?.self)
    }
  }

  /// libffi widens integers that are smaller than a register to a whole one (`ffi_arg`), so they are cut again.
  init(result slot: UnsafeRawPointer, as type: CType) {
    let word = slot.load(as: UInt64.self)
    self =
      switch type {
      case .void: .void
      case .int8: .int8(Int8(truncatingIfNeeded: word))
      case .uint8: .uint8(UInt8(truncatingIfNeeded: word))
      case .int16: .int16(Int16(truncatingIfNeeded: word))
      case .uint16: .uint16(UInt16(truncatingIfNeeded: word))
      case .int32: .int32(Int32(truncatingIfNeeded: word))
      case .uint32: .uint32(UInt32(truncatingIfNeeded: word))
      case .int64: .int64(Int64(bitPattern: word))
      case .uint64: .uint64(word)
      case .float: .float(slot.load(as: Float.self))
      case .double: .double(slot.load(as: Double.self))
      case .pointer: .pointer(slot.load(as: UnsafeMutableRawPointer?.self))
      }
  }
}
