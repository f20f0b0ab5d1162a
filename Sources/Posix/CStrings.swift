import Glibc

/// A NULL-terminated array of C strings that lives as long as this object.
final class CStrings {
  let pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    pointers = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() {
      (pointers + index).initialize(to: UnsafePointer(strdup(string)))
    }
    (pointers + count).initialize(to: nil)
  }

  deinit {
    for index in 0..<count { free(UnsafeMutablePointer(mutating: pointers[index])) }
    pointers.deallocate()
  }

  var first: UnsafePointer<CChar>? { pointers[0] }

  /// As `char *const *`, which execve(2) asks for and doesn't write to.
  var constant: UnsafePointer<UnsafeMutablePointer<CChar>?> {
    UnsafeRawPointer(pointers).assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
  }
}
