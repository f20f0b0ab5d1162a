import Foundation
import Platform
import Testing
import Wire

@testable import Host

/// An installed jailer in a folder of its own, with the plugins that a test puts there, run in this process.
final class Installation {
  let root: String
  var variables = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
  /// Standard input; without it /dev/null.
  var input: Int32?

  struct Result: Equatable {
    var status: Int32
    var output: String
    var error: String
  }

  init() throws {
    root = "/tmp/jailer-host.\(UUID().uuidString)"
    for folder in ["", "/sbin", "/libexec", "/libexec/jailer", "/root", "/bin"] {
      try FileManager.default.createDirectory(
        atPath: root + folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var plugins: String { "\(root)/libexec/jailer" }
  var scratch: String { "\(root)/root" }

  func write(_ text: String, to path: String, mode: Int = 0o644) throws {
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  /// A plugin from the members of its manifest besides the fixed ones, and the body of a sh script that finds the request's
  /// id in `$id`.
  func plugin(_ name: String, _ manifest: String = "", script: String) throws {
    try write(Installation.manifest(name, manifest), to: "\(plugins)/\(name).json")
    let head = "#!/bin/sh\nrequest=$(cat)\nid=${request#*\\\"id\\\":\\\"}\nid=${id%%\\\"*}\n"
    try write(head + script + "\n", to: "\(plugins)/\(name)", mode: 0o755)
  }

  /// A plugin that answers with the members given.
  func plugin(_ name: String, _ manifest: String = "", reply: String, status: Int = 0) throws {
    let members = reply.replacing("'", with: "'\\''")
    try plugin(
      name, manifest,
      script: "printf '{\"protocol\":1,\"id\":\"%s\",%s}' \"$id\" '\(members)'\nexit \(status)")
  }

  static func manifest(_ name: String, _ members: String = "") -> String {
    var text = "{\"manifest\":1,\"protocol\":1,\"name\":\"\(name)\",\"version\":\"1.0.0\",\"summary\":\"try \(name)\""
    if !members.contains("\"commands\"") {
      text += ",\"commands\":[{\"path\":[\"\(name)\"],\"summary\":\"try \(name)\",\"changes\":true}]"
    }
    return text + (members.isEmpty ? "" : "," + members) + "}"
  }

  func run(_ words: String...) throws -> Result { try run(bytes: words.map { Array($0.utf8) }) }

  func run(as user: uid_t, _ words: String...) throws -> Result {
    try run(bytes: words.map { Array($0.utf8) }, user: user)
  }

  /// With another standard output, which is closed afterwards.
  func run(output: Int32, _ words: String...) throws -> Result {
    defer { close(output) }
    return try run(bytes: words.map { Array($0.utf8) }, output: output)
  }

  /// A plugin that was just written may still be open in a process that another test is starting: ETXTBSY.
  func run(bytes words: [[UInt8]], user: uid_t = geteuid(), output: Int32? = nil) throws -> Result {
    while true {
      let result = try once(words, user, output)
      if !(result.output + result.error).contains("Text file busy") { return result }
    }
  }

  private func once(_ words: [[UInt8]], _ user: uid_t, _ given: Int32?) throws -> Result {
    let output = "\(root)/output.\(UUID().uuidString)"
    let error = "\(root)/error.\(UUID().uuidString)"
    var context = Context(executable: "\(root)/sbin/jailer", user: user, variables: variables, system: .linux)
    context.input = input ?? open("/dev/null", O_RDONLY)
    let file = open(output, O_WRONLY | O_CREAT, 0o600)
    context.output = given ?? file
    context.error = open(error, O_WRONLY | O_CREAT, 0o600)
    defer { for fd in [file, context.error] + (input == nil ? [context.input] : []) { close(fd) } }
    let status = Host(context).run(arguments: words)
    return Result(status: status, output: try text(output), error: try text(error))
  }

  private func text(_ path: String) throws -> String {
    // What depends on where the test runs.
    try String(contentsOfFile: path, encoding: .utf8).replacing(root, with: "ROOT")
  }
}

/// A manifest from the members besides the fixed ones.
func manifest(_ name: String, _ members: String = "") throws -> Manifest {
  try Manifest(try JSON.read(Array(Installation.manifest(name, members).utf8), limit: Limits.manifest))
}

let asRoot = geteuid() == 0
