import CFFI

/// The C types that can be passed and returned: numbers and pointers, no structures.
public enum CType: Sendable, Equatable {
  /// As a result only.
  case void
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float, double
  case pointer

  /// C's `int`, `long` and `size_t` on the 64-bit systems that jailer runs on.
  public static let int = CType.int32
  public static let long = CType.int64
  public static let size = CType.uint64

  /// Storage that lives as long as the process.
  var descriptor: UnsafeMutablePointer<ffi_type>? {
    switch self {
    case .void: cffi_void()
    case .int8: cffi_int8()
    case .uint8: cffi_uint8()
    case .int16: cffi_int16()
    case .uint16: cffi_uint16()
    case .int32: cffi_int32()
    case .uint32: cffi_uint32()
    case .int64: cffi_int64()
    case .uint64: cffi_uint64()
    case .float: cffi_float()
    case .double: cffi_double()
    case .pointer: cffi_pointer()
    }
  }
}
