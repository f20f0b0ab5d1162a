import Platform
import Posix
import Wire

struct JailsReader {
  let paths: Paths
  func read() throws(Fault) -> [JailFact] { [] }
}
