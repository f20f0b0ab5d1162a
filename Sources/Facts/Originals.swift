import Platform
import Posix
import Wire

/// The roots of jails that the original Jailer made, whose confs don't say what was made for them.
///
/// Such a root is the dataset JAILS/NAME of the store, and only where all of this holds: the conf has an `$id`, as the
/// original's have, and no `$jailer_root`; its `path` is the store's own place for the jail, to the byte; and the dataset
/// of just that name is mounted there now. So neither a folder, nor a dataset that is mounted elsewhere, nor one of
/// another name is ever taken for jailer's.
struct OriginalRoots {
  let store: StoreFact
  let tools: Tools

  /// The jails, with `root` where the rule finds one.
  func found(for jails: [JailFact]) -> [JailFact] {
    guard case .zfs(let dataset, _) = store.kind, jails.contains(where: isCandidate), let zfs = ZFSReader(tools: tools)
    else { return jails }
    let mounted = zfs.mountpoints(in: dataset)
    return jails.map { jail in
      guard isCandidate(jail), mounted["\(dataset)/\(jail.name)"] == place(of: jail) else { return jail }
      var jail = jail
      jail.root = "dataset:\(dataset)/\(jail.name)"
      return jail
    }
  }

  private func isCandidate(_ jail: JailFact) -> Bool {
    jail.conf != nil && jail.root == nil && jail.id != nil && jail.path == place(of: jail)
  }

  private func place(of jail: JailFact) -> String { "\(store.path)/\(jail.name)" }
}

extension ConfigReader {
  /// What the original Jailer keeps in files of the store, where the configuration doesn't say otherwise.
  func readDefaults(of values: [String: String], into reading: inout Reading) {
    guard let store = reading.config.store?.path else { return }
    if values["jailer_image"] == nil, let image = word("\(store)/image/.default"), Name.faultOfImage(image) == nil {
      reading.config.defaultImage = image
      for index in reading.images.indices { reading.images[index].isDefault = reading.images[index].name == image }
    }
    if values["jailer_network"] == nil, let network = word("\(store)/network/.default"),
      ["inherit", "new", "eb"].contains(network)
    {
      reading.config.defaultNetwork = network
    }
  }

  private func word(_ file: String) -> String? {
    (try? Files.text(file, limit: 4096, follow: false))?.split(whereSeparator: \.isWhitespace).first.map(String.init)
  }
}
