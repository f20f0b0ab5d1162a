import CFFI
import Glibc

/// A C function of which only name and signature are known.
public struct Function: Sendable {
  public let name: String
  public let signature: Signature
  private let address: UInt

  /// What a call left behind.
  public struct Outcome {
    public let value: CValue
    /// 0 unless the call set it.
    public let errno: Int32
  }

  init(name: String, signature: Signature, address: UInt) {
    self.name = name
    self.signature = signature
    self.address = address
  }

  /// - Parameter arguments: of exactly the signature's types; those that take the place of `...` are promoted as C does.
  /// - Throws: `arguments` or `signature`; then nothing was called.
  @discardableResult
  public func call(_ arguments: CValue...) throws(ForeignError) -> Outcome { try call(arguments) }

  @discardableResult
  public func call(_ arguments: [CValue]) throws(ForeignError) -> Outcome {
    let passed = try signature.accept(arguments, of: name)
    // One word for each argument and one for the result; and where each of them is, as libffi wants to know it.
    let words = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: passed.count + 1)
    let places = UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>.allocate(capacity: passed.count + 1)
    let types = UnsafeMutableBufferPointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: passed.count + 1)
    defer {
      words.deallocate()
      places.deallocate()
      types.deallocate()
    }
    words.initialize(repeating: 0)
    let slots = UnsafeMutableRawBufferPointer(words)
    for index in 0...passed.count {
      let slot = slots.baseAddress.map { $0 + index * MemoryLayout<UInt64>.stride }
      places.initializeElement(at: index, to: slot)
      let type = index < passed.count ? passed[index].type : signature.result
      types.initializeElement(at: index, to: type.descriptor)
      if index < passed.count, let slot { passed[index].store(in: slot) }
    }
    return try call(passed.count, types, places)
  }

  /// The cif borrows `types`: it is prepared and used while they live.
  private func call(
    _ count: Int, _ types: UnsafeMutableBufferPointer<UnsafeMutablePointer<ffi_type>?>,
    _ places: UnsafeMutableBufferPointer<UnsafeMutableRawPointer?>
  ) throws(ForeignError) -> Outcome {
    var cif = ffi_cif()
    let status =
      signature.isVariadic
      ? ffi_prep_cif_var(
        &cif, FFI_DEFAULT_ABI, UInt32(signature.parameters.count), UInt32(count), types[count], types.baseAddress)
      : ffi_prep_cif(&cif, FFI_DEFAULT_ABI, UInt32(count), types[count], types.baseAddress)
    guard status == FFI_OK, let result = places[count] else { throw .signature(of: name) }
    Glibc.errno = 0
    cffi_call(&cif, UnsafeMutableRawPointer(bitPattern: address), result, places.baseAddress)
    // Whatever is called next may set it.
    let errno = Glibc.errno
    return Outcome(value: CValue(result: result, as: signature.result), errno: errno)
  }
}
