// world-conf FILE: for the test double of jail(8), a jail.conf(5) as JSON, by the parser that jailer itself has.

import Foundation
import JailConf

func fail(_ text: String) -> Never {
  FileHandle.standardError.write(Data((text + "\n").utf8))
  exit(1)
}

func source(_ path: String) throws(ConfError) -> Source {
  guard let data = FileManager.default.contents(atPath: path == "-" ? "/dev/stdin" : path) else {
    throw ConfError(file: path, reason: .unreadable("No such file or directory"))
  }
  return Source(path: path, bytes: Array(data))
}

/// A file that isn't there is fatal, a pattern that finds nothing is not.
func included(_ path: String) throws(ConfError) -> [Source] {
  guard IncludePath.isPattern(path) else { return [try source(path)] }
  var found = glob_t()
  defer { globfree(&found) }
  guard glob(path, 0, nil, &found) == 0 else { return [] }
  var sources: [Source] = []
  for index in 0..<Int(found.gl_pathc) {
    if let match = found.gl_pathv?[index] { sources.append(try source(String(cString: match))) }
  }
  return sources
}

func described(_ jail: Jail) -> [String: Any] {
  [
    "name": jail.name.description, "failures": jail.failures, "problems": jail.check(),
    "parameters": jail.parameters.map { [$0.name, $0.values.map(\.description)] as [Any] },
  ]
}

guard CommandLine.arguments.count == 2 else { fail("usage: world-conf FILE") }
do {
  let file = try source(CommandLine.arguments[1])
  let document = try parse(file.bytes, file: file.path) { (path, _) throws(ConfError) in try included(path) }
  let json = try JSONSerialization.data(withJSONObject: document.jails.map(described))
  FileHandle.standardOutput.write(json)
} catch {
  fail("jail: \(error)")
}
