import Posix

/// A directory for one test, removed after it.
@discardableResult
func scratch<T>(_ body: (String) throws -> T) throws -> T {
  let path = "/tmp/jailer-posix-\(try Random.text(10))"
  try Files.makeDirectory(path)
  defer { try? Tree.remove(path) }
  return try body(path)
}

/// The errno that `body` throws, or nil.
func failure(_ body: () throws -> Void) -> Int32? {
  do {
    try body()
    return nil
  } catch let error as PosixError { return error.errno } catch { return -1 }
}
