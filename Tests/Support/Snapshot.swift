import Foundation

/// Everything in a world that a jail could leave behind, as lines of text by kind.
public struct Snapshot: Sendable, Equatable {
  /// "dataset", "mount", "interface", … → the things of that kind.
  public let things: [String: Set<String>]

  /// What `later` has and this hasn't, and the other way round, one line each; empty if they are equal.
  public func difference(to later: Snapshot, allowing allowed: [String] = []) -> [String] {
    var lines: [String] = []
    for kind in Set(things.keys).union(later.things.keys).sorted() {
      let (before, after) = (things[kind] ?? [], later.things[kind] ?? [])
      lines += after.subtracting(before).sorted().map { "left behind: \(kind) \($0)" }
      lines += before.subtracting(after).sorted().map { "gone: \(kind) \($0)" }
    }
    return lines.filter { line in !allowed.contains { line.matches($0) } }
  }
}

extension String {
  /// Whether a part of it matches `pattern` (* for anything but a slash's neighbour, as in fnmatch(3)).
  fileprivate func matches(_ pattern: String) -> Bool { fnmatch("*\(pattern)*", self, 0) == 0 }
}

extension World {
  /// Looks at the world now.
  public func snapshot() throws -> Snapshot {
    var things: [String: Set<String>] = [:]
    things["mount"] = Set(mounts())
    things["process"] = Set(processes())
    things["interface"] = Set(interfaces())
    things["file"] = try files()
    if store == .zfs {
      let list = "flock /run/jailer-zfs.lock zfs list -H -t all -o name,mountpoint"
      things["dataset"] = Set(try sh(list).orFail().output.split(separator: "\n").map(String.init))
    }
    if Requirement.program("nft").missing == nil {
      things["rule"] = Set(
        try sh("nft list ruleset").output.split(separator: "\n").map(String.init))
    }
    return Snapshot(things: things)
  }

  private func mounts() -> [String] {
    let text = (try? String(contentsOfFile: "/proc/\(holder)/mountinfo", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map { line in
      let fields = line.split(separator: " ")
      let separator = fields.firstIndex(of: "-") ?? fields.endIndex
      return ([fields[4], fields[3]] + fields[separator...].dropFirst().prefix(2)).joined(
        separator: " ")
    }
  }

  private func processes() -> [String] {
    let proc = outer("/proc")
    return folder(proc).filter { Int($0) != nil }.compactMap { pid in
      let line = FileManager.default.contents(atPath: "\(proc)/\(pid)/cmdline") ?? Data()
      return "\(pid) " + String(decoding: line.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
    }
  }

  private func interfaces() -> [String] {
    let net = outer("/sys/class/net")
    return folder(net).flatMap { name in
      [name] + folder("\(net)/\(name)/brif").map { "\(name) member \($0)" }
    }
  }

  private func folder(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private func files() throws -> Set<String> {
    let places = ["/mnt/root", "/mnt/prefix", "/run"] + (store.isDirectory ? ["/mnt/store"] : [])
    // Folders have no size of their own that would mean anything.
    let run = try run(
      ["find"] + places + [
        "-type", "d", "-printf", "%p/ %M %U:%G\\0", "-o", "-printf", "%p %M %U:%G %s %l\\0",
      ])
    return Set(run.outputBytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
  }
}
