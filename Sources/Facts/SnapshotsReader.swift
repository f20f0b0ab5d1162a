import Platform
import Posix
import Wire

/// The snapshots of the store's jails, of each jail the oldest first.
struct SnapshotsReader {
  let tools: Tools

  /// - Parameter jails: those that may be thin clones in folders.
  func read(_ store: StoreFact, _ jails: [JailFact]) throws(Fault) -> [SnapshotFact] {
    switch store.kind {
    case .zfs(let dataset, _): return try datasets(dataset)
    case .directory:
      return store.snapped.filter { Name.faultOfJail($0) == nil }.flatMap { folders(of: $0, in: store.path, jails) }
    }
  }

  private func datasets(_ dataset: String) throws(Fault) -> [SnapshotFact] {
    guard let zfs = ZFSReader(tools: tools) else { return [] }
    switch zfs.snapshots(below: dataset) {
    case .failure(let error): throw Fault(.failed, "the snapshots of \(dataset) can't be listed", cause: error.text)
    case .success(let all):
      let clones = Dictionary(grouping: all.filter { $0.origin.contains("@") }, by: \.origin)
      return all.compactMap { entry in
        let parts = entry.name.dropFirst(dataset.count + 1).split(separator: "@", omittingEmptySubsequences: false)
        guard entry.name.hasPrefix(dataset + "/"), parts.count == 2, Name.faultOfJail(String(parts[0])) == nil,
          Name.faultOfImage(String(parts[1])) == nil, parts[1] != SnapshotFact.base
        else { return nil }
        return SnapshotFact(
          jail: String(parts[0]), name: String(parts[1]), time: entry.creation, place: entry.name, bytes: entry.used,
          clones: (clones[entry.name] ?? []).map { String($0.name.dropFirst(dataset.count + 1)) })
      }
    }
  }

  /// A folder without what jailer writes about a snapshot is none.
  private func folders(of jail: String, in store: String, _ jails: [JailFact]) -> [SnapshotFact] {
    let top = "\(store)/\(SnapshotFact.folder)/\(jail)"
    let names = ((try? Files.list(top)) ?? []).filter { Name.faultOfImage($0) == nil }
    let found = names.compactMap { name -> SnapshotFact? in
      guard let folder = try? Folder(top), let bytes = try? folder.read("\(name)/about.json", follow: false),
        let about = try? JSON.read(bytes, limit: Limits.manifest), about["version"]?.integer == 1,
        let time = about["time"]?.integer
      else { return nil }
      var fact = SnapshotFact(
        jail: jail, name: name, time: time, place: "\(top)/\(name)", isOverlay: about["overlay"]?.bool ?? false)
      fact.clones = jails.filter { $0.lower.contains(fact.files) }.map(\.name)
      return fact
    }
    return found.sorted { ($0.time, $0.name) < ($1.time, $1.name) }
  }

  /// rc.conf of the jails and snapshots among `named`, or of all, by their names there.
  func rcConfs(_ named: Set<String>?, _ store: StoreFact, _ jails: [JailFact], _ snapshots: [SnapshotFact]) -> [String:
    String]
  {
    var texts: [String: String] = [:]
    for jail in jails where named?.contains(jail.name) != false {
      texts[jail.name] = jail.path.flatMap(RcConfReader.text)
    }
    for snapshot in snapshots where named?.contains(snapshot.text) != false {
      let isFolder = snapshot.place.hasPrefix("/")
      texts[snapshot.text] = RcConfReader.text(
        in: isFolder ? snapshot.files : "\(store.path)/\(snapshot.jail)/.zfs/snapshot/\(snapshot.name)")
    }
    return texts
  }
}
