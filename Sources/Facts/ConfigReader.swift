import Platform
import Posix
import Wire

/// The configuration, the store it names, and the images in there.
struct ConfigReader {
  let paths: Paths
  let tools: Tools
  let datasets: DatasetListing

  struct Reading {
    var config: ConfigFact
    var images: [ImageFact] = []

    /// A thin clone in a folder can't do without its image; only the jails' confs know of it.
    mutating func countClones(of jails: [JailFact]) {
      for index in images.indices where images[index].dataset == nil {
        let users = jails.filter { $0.lower.contains(images[index].path) }
        images[index].clones = users.map(\.name)
      }
    }
  }

  /// How much of the store is looked at.
  enum Detail { case store, bases, images }

  func read(_ detail: Detail) -> Reading {
    var config = ConfigFact()
    do {
      if try Files.lstat(paths.config) != nil {
        let bytes = try Files.read(paths.config)
        // What isn't UTF-8, mostly a comment, is repaired: what jailer looks for in there is ASCII.
        config.text = String(decoding: bytes, as: UTF8.self)
        config.textError = NotText.error(bytes)
      }
    } catch {
      config.error = error.description
      return Reading(config: config)
    }
    let values = RcConf.values(config.text ?? "")
    if let error = settingError(values, config) {
      config.error = error
      return Reading(config: config)
    }
    config.defaultImage = values["jailer_image"].flatMap { $0.isEmpty ? nil : $0 }
    config.defaultNetwork = values["jailer_network"].flatMap { $0.isEmpty ? nil : $0 }
    config.mirror = values["jailer_mirror"].flatMap { $0.isEmpty ? nil : $0 }
    config.debianMirror = values["jailer_debian_mirror"].flatMap { $0.isEmpty ? nil : $0 }
    guard let specification = values["jailer_dir"], !specification.isEmpty else {
      let zfs = ZFSReader(tools: tools)
      config.pools = zfs?.pools() ?? []
      config.zfsIsFuse = zfs?.isFuse ?? false
      return Reading(config: config)
    }
    var reading = Reading(config: config)
    if specification.hasPrefix("zfs:") {
      readDatasets(String(specification.dropFirst(4)), into: &reading, detail)
    } else if specification.hasPrefix("dir:/") {
      readFolder(String(specification.dropFirst(4)), into: &reading, detail)
    } else {
      reading.config.error = "jailer_dir is \(Printable.quoted(specification)), not zfs:POOL/DATASET or dir:/PATH"
    }
    if paths.system == .freeBSD { readDefaults(of: values, into: &reading) }
    return reading
  }

  /// Of a setting of jailer's own that can't be understood.
  private func settingError(_ values: [String: String], _ config: ConfigFact) -> String? {
    guard config.textError != nil, let text = config.text else { return nil }
    let own = ["jailer_dir", "jailer_image", "jailer_network", "jailer_mirror", "jailer_debian_mirror"]
    guard let name = own.first(where: { values[$0]?.unicodeScalars.contains("\u{FFFD}") ?? false }) else { return nil }
    return "\(paths.config) line \(RcConf.line(of: name, in: text) ?? 0): \(name) is not UTF-8"
  }

  private func readDatasets(_ dataset: String, into reading: inout Reading, _ detail: Detail) {
    guard Name.faultOfDataset(dataset) == nil, let zfs = ZFSReader(tools: tools) else {
      reading.config.error = "the dataset \(Printable.quoted(dataset)) can't be looked up: no zfs here"
      return
    }
    if detail != .images, readMounted(dataset, zfs, into: &reading, detail) { return }
    let wanted = detail != .store
    switch zfs.list(dataset, deep: wanted) {
    case .failure(let error): reading.config.error = error.text
    case .success(let list):
      guard let top = list.first, top.mountpoint.hasPrefix("/") else {
        reading.config.error = "the dataset \(dataset) has no mount point"
        return
      }
      if wanted { datasets.note(list.map(\.name), below: dataset) }
      let prefix = dataset + "/"
      let entries = list.map(\.name).filter {
        $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains { "/@".contains($0) }
      }
      reading.config.store = StoreFact(
        kind: .zfs(dataset: dataset, fuse: zfs.isFuse), path: top.mountpoint,
        entries: wanted ? entries.map { String($0.dropFirst(prefix.count)) } : nil)
      let imagePrefix = prefix + "image/"
      for entry in list where entry.name.hasPrefix(imagePrefix) && entry.name.hasSuffix("@base") {
        let name = String(entry.name.dropFirst(imagePrefix.count).dropLast(5))
        guard Name.faultOfImage(name) == nil else { continue }
        let clones = list.filter { $0.origin == entry.name && $0.name.hasPrefix(prefix) }
        reading.images.append(
          ImageFact(
            name: name, isDefault: name == reading.config.defaultImage, path: "\(top.mountpoint)/image/\(name)",
            dataset: imagePrefix + name, clones: clones.map { String($0.name.dropFirst(prefix.count)) }))
      }
      reading.images.sort { $0.name < $1.name }
    }
  }

  /// By the table of mounts and the folders, without asking zfs(8). False where those don't tell: each folder of an
  /// image must be its dataset's.
  private func readMounted(_ dataset: String, _ zfs: ZFSReader, into reading: inout Reading, _ detail: Detail) -> Bool {
    let mounted = zfs.mounted(below: dataset)
    guard let path = mounted[dataset] else { return false }
    var entries: [String]?
    var images: [ImageFact] = []
    if detail != .store {
      guard let names = try? Files.list("\(path)/image") else { return false }
      for name in names {
        let image = "\(path)/image/\(name)"
        guard Name.faultOfImage(name) == nil, mounted["\(dataset)/image/\(name)"] == image else { return false }
        images.append(
          ImageFact(
            name: name, isDefault: name == reading.config.defaultImage, path: image, dataset: "\(dataset)/image/\(name)"
          ))
      }
      entries = try? Files.list(path)
    }
    reading.images = images.sorted { $0.name < $1.name }
    reading.config.store = StoreFact(kind: .zfs(dataset: dataset, fuse: zfs.isFuse), path: path, entries: entries)
    return true
  }

  private func readFolder(_ path: String, into reading: inout Reading, _ detail: Detail) {
    let wanted = detail != .store
    do {
      let filesystem = try Files.filesystem(path)
      var entries: [String]?
      if wanted {
        entries = try Files.list(path)
        let names = try Files.exists("\(path)/image") ? Files.list("\(path)/image") : []
        for name in names where Name.faultOfImage(name) == nil {
          reading.images.append(
            ImageFact(name: name, isDefault: name == reading.config.defaultImage, path: "\(path)/image/\(name)"))
        }
      }
      reading.config.store = StoreFact(
        kind: .directory(
          overlay: Capabilities.overlay(on: filesystem.kind), reflink: Capabilities.reflink.contains(filesystem.kind)),
        path: path, entries: entries, snapped: (try? Files.list("\(path)/\(SnapshotFact.folder)")) ?? [])
    } catch {
      reading.config.error = error.description
    }
  }
}

/// What filesystems can.
enum Capabilities {
  static let reflink: Set<String> = ["btrfs", "xfs", "bcachefs"]

  /// An overlay's upper folder needs extended attributes and whiteouts, which FUSE, NFS and overlays don't give.
  static func overlay(on kind: String) -> Bool {
    guard ["ext4", "ext2", "ext3", "xfs", "btrfs", "tmpfs", "f2fs", "bcachefs"].contains(kind) else { return false }
    guard let known = try? Files.text("/proc/filesystems") else { return false }
    // A module is loaded when the first overlay is mounted: its absence here says nothing against it.
    return known.split(separator: "\n").contains { $0.hasSuffix("\toverlay") } || Files.exists("/lib/modules")
  }
}
