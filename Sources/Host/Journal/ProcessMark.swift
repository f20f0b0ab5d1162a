import Posix
import Wire

/// A process that leads its own group, told from a later one of the same number by its start.
struct ProcessMark: Equatable {
  let pid: Int32
  /// Clock ticks since boot; 0 where it couldn't be read.
  let started: Int

  init(_ pid: Int32) {
    self.pid = pid
    started = ProcessMark.stat(of: pid)?.started ?? 0
  }

  var json: JSON { ["pid": .integer(Int(pid)), "started": .integer(started)] }

  init(_ json: JSON, at path: String) throws(ShapeError) {
    var fields = try Fields(json, at: path)
    guard let pid = Int32(exactly: try fields.integer("pid")), pid > 1 else {
      throw fields.error("pid", "is no process")
    }
    self.pid = pid
    started = try fields.integer("started")
  }

  struct Stat {
    let state: Character
    let group: Int32
    let started: Int
  }

  /// proc(5)'s stat: the name, in parentheses, may hold anything, so it is read from its end.
  static func stat(of pid: Int32) -> Stat? {
    guard let bytes = try? Files.read("/proc/\(pid)/stat"),
      let close = bytes.lastIndex(of: UInt8(ascii: ")"))
    else {
      return nil
    }
    let words = bytes[(close + 1)...].split(separator: UInt8(ascii: " ")).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard words.count > 19, let state = words[0].first, let group = Int32(words[2]),
      let started = Int(words[19])
    else {
      return nil
    }
    return Stat(state: state, group: group, started: started)
  }

  /// The number of this boot; empty where the system has none.
  static var boot: String {
    (try? Files.text("/proc/sys/kernel/random/boot_id"))?.split(separator: "\n").first.map(
      String.init) ?? ""
  }
}
