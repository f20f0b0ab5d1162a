import Glibc
import Testing

@testable import Foreign

@Suite struct LibraryTests {
  @Test func fixedSignatures() throws {
    let libc = try Library()
    let abs = try libc.function("abs", as: (@convention(c) (Int32) -> Int32).self)
    #expect(abs(-3) == 3)
    // A Swift closure is two words: not a C function.
    #expect(throws: ForeignError.signature(of: "abs")) { try libc.function("abs", as: ((Int32) -> Int32).self) }
  }

  @Test func wrongNames() throws {
    let libc = try Library()
    #expect(throws: ForeignError.noFunction("jail_fly", in: nil)) {
      try libc.function("jail_fly", Signature(returns: .int))
    }
    #expect(throws: ForeignError.noFunction("abs\0", in: nil)) { try libc.function("abs\0", Signature(returns: .int)) }
    #expect(throws: ForeignError.noFunction("", in: nil)) { try libc.function("", Signature(returns: .int)) }
    let absent = #expect(throws: ForeignError.self) { try Library("/nonexistent/libjail.so.1") }
    #expect(absent?.description.contains("/nonexistent/libjail.so.1") == true)
    #expect(throws: ForeignError.library(path: "a\0b", reason: "the path has a NUL")) { try Library("a\0b") }
    // Not a library.
    #expect(throws: ForeignError.self) { try Library("/etc/passwd") }
  }

  @Test func theTestsHaveALoader() { #expect(Library.canLoad) }
}
