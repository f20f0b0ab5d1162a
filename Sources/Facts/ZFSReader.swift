import Platform
import Posix
import Wire

/// What zfs(8) and zpool(8) say. `nil` where they are not installed.
struct ZFSReader {
  let zfs: String
  let zpool: String?

  struct Entry { let name, origin, mountpoint: String }
  struct Failure: Error { let text: String }

  init?(tools: Tools) {
    guard let zfs = tools.find("zfs") else { return nil }
    self.zfs = zfs
    zpool = tools.find("zpool")
  }

  var isFuse: Bool { ZFSLock.isNeeded }

  /// The dataset first, then what is below it, snapshots too.
  func list(_ dataset: String, deep: Bool) -> Result<[Entry], Failure> {
    let depth = deep ? ["-r", "-t", "filesystem,volume,snapshot"] : ["-t", "filesystem"]
    return run([zfs, "list", "-H", "-o", "name,origin,mountpoint"] + depth + [dataset]).map { text in
      text.split(separator: "\n").compactMap { line in
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        return columns.count == 3 ? Entry(name: columns[0], origin: columns[1], mountpoint: columns[2]) : nil
      }
    }
  }

  struct Existing {
    let name: String
    var creation = 0
    var used: Int?
    var origin = ""
  }

  /// All datasets and snapshots below, the snapshots of each dataset in their order. By `zfs get`, because zfs-fuse's
  /// `zfs list` has no exact numbers.
  func snapshots(below dataset: String) -> Result<[Existing], Failure> {
    run([zfs, "get", "-rHp", "-o", "name,property,value", "creation,used,origin", dataset]).map { text in
      var all: [Existing] = []
      for line in text.split(separator: "\n") {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 3 else { continue }
        if all.last?.name != columns[0] { all.append(Existing(name: columns[0])) }
        switch columns[1] {
        case "creation": all[all.count - 1].creation = Int(columns[2]) ?? 0
        case "used": all[all.count - 1].used = Int(columns[2])
        default: all[all.count - 1].origin = columns[2]
        }
      }
      return all
    }
  }

  /// Where this dataset and those below it are mounted, by the table of mounts: no program is started. Empty where the
  /// table doesn't say.
  func mounted(below dataset: String) -> [String: String] {
    #if os(Linux)
      let mounts = (try? Mounts.current(from: dataset)) ?? []
      let datasets = mounts.filter {
        ($0.source == dataset || $0.source.hasPrefix(dataset + "/")) && $0.root == "/"
          && ($0.type == "zfs" || $0.type.hasPrefix("fuse"))
      }
      return Dictionary(datasets.map { ($0.source, $0.target) }) { _, last in last }
    #else
      return [:]
    #endif
  }

  /// Where the datasets one level below are mounted now, by zfs(8) where the table of mounts doesn't say.
  func mountpoints(in dataset: String) -> [String: String] {
    let known = mounted(below: dataset)
    if !known.isEmpty { return known }
    guard case .success(let text) = run([zfs, "list", "-H", "-o", "name,mounted,mountpoint", "-d", "1", dataset]) else {
      return [:]
    }
    var places: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      if columns.count == 3, columns[1] == "yes" { places[columns[0]] = columns[2] }
    }
    return places
  }

  func pools() -> [String] {
    guard let zpool, case .success(let text) = run([zpool, "list", "-H", "-o", "name"]) else { return [] }
    return text.split(separator: "\n").map(String.init)
  }

  private func run(_ argv: [String]) -> Result<String, Failure> {
    do {
      // zfs-fuse can't take a second command while a transaction's runs.
      let lock = try ZFSLock.wait()
      defer { lock?.keep() }
      let outcome = try Command(argv, environment: ["LC_ALL": "C", "PATH": Tools.folders.joined(separator: ":")])
        .run(keep: 16 << 20, milliseconds: 30_000)
      if outcome.timedOut { return .failure(Failure(text: "\(argv[0]) gave no answer within 30 s")) }
      guard outcome.status.success else {
        let said = String(decoding: outcome.error, as: UTF8.self).split(separator: "\n").joined(separator: "; ")
        return .failure(Failure(text: said.isEmpty ? "\(argv[0]): \(outcome.status)" : Printable.clean(said)))
      }
      return .success(String(decoding: outcome.output, as: UTF8.self))
    } catch {
      return .failure(Failure(text: error.description))
    }
  }
}
