import Foundation
import Posix
import Testing
import Wire

import struct Platform.Paths

@testable import Host

/// A root of its own for one test, and the real processes that work on it.
final class Scratch {
  let root: String
  let outside: String

  init() throws {
    let top = "/tmp/jailer-apply.\(try Random.text(10))"
    root = top + "/root"
    outside = top
    try Files.makeDirectories(root + "/etc")
  }

  deinit { try? Tree.remove(outside) }

  var paths: Paths { Paths(root: root, system: .linux) }

  func path(_ name: String) -> String { "\(root)/\(name)" }
  func thing(_ name: String) -> Thing { Thing(.path, path(name)) }

  func put(_ text: String, _ name: String, mode: UInt32 = 0o644) throws {
    try Files.makeDirectories(Files.split(path(name)).directory)
    try Files.write(text, to: path(name), mode: mode)
  }

  func text(_ name: String) -> String? { try? Files.text(path(name)) }

  static let driver =
    Files.split((try? Files.realPath("/proc/self/exe")) ?? "").directory + "/apply-driver"

  struct Result {
    let status: Int32
    let output: String
    var fault: JSON? {
      output.split(separator: "\n").last.flatMap { try? JSON.read($0.utf8, limit: 1 << 20) }
    }
    var code: String? { fault?["code"]?.string }
  }

  func save(_ plan: Plan, _ name: String = "plan.json") throws -> String {
    let file = "\(outside)/\(name)"
    try Files.write(plan.json.text(), to: file)
    return file
  }

  func command(_ arguments: [String], environment: [String: String] = [:]) -> Command {
    Command(
      [Self.driver] + arguments,
      environment: environment.merging(["PATH": "/usr/bin:/bin"]) { a, _ in a })
  }

  @discardableResult
  func apply(_ plan: Plan, environment: [String: String] = [:], input: [UInt8]? = nil) throws
    -> Result
  {
    try run(["apply", root, try save(plan)], environment: environment, input: input)
  }

  @discardableResult
  func recover(again: Bool = false, environment: [String: String] = [:]) throws -> Result {
    try run(["recover", root] + (again ? ["again"] : []), environment: environment)
  }

  func run(_ arguments: [String], environment: [String: String] = [:], input: [UInt8]? = nil) throws
    -> Result
  {
    let outcome = try command(arguments, environment: environment).run(
      input: input, milliseconds: 60_000)
    #expect(!outcome.timedOut)
    let output = String(decoding: outcome.output, as: UTF8.self)
    return Result(status: outcome.status.shellCode, output: output)
  }

  var journals: [String] { (try? Files.list(paths.journals)) ?? [] }

  /// Everything below the root but /var and /run, where jailer's own state is: kind, mode, content.
  func tree() throws -> [String] {
    var lines: [String] = []
    func walk(_ folder: String) throws {
      for name in try Files.list(folder) {
        let path = "\(folder)/\(name)"
        guard path != root + "/var", path != root + "/run", let status = try Files.lstat(path)
        else { continue }
        let shown = path.dropFirst(root.count)
        switch status.kind {
        case .file:
          lines.append(
            "\(shown) \(String(status.mode, radix: 8)) \((try? Files.text(path)) ?? "?")")
        case .symlink: lines.append("\(shown) -> \(try Files.readLink(path))")
        case .directory:
          lines.append("\(shown)/ \(String(status.mode, radix: 8))")
          try walk(path)
        case .other: lines.append("\(shown) other")
        }
      }
    }
    try walk(root)
    return lines
  }
}

/// A step whose id doesn't matter.
func step(
  _ action: Action, absent: [Thing] = [], gone: [Thing] = [], undo: Step.Undo = .inherent,
  retry: Int = 0,
  lock: String? = nil, id: String = UUID().uuidString
) -> Step {
  Step(
    id, section: "Commands", action, absent: absent, gone: gone, undo: undo, retry: retry,
    lock: lock)
}

func plan(_ steps: Step..., claims: [String] = []) -> Plan {
  Plan(tasks: [Plan.Task("Trying", claims: claims, steps: steps)])
}

let isRoot = getuid() == 0
